set terminal svg size 321,249 font 'Helvetica,8' fontscale 1.3333 linewidth 1 background '#FFFFFF' noenhanced
set output './capitals.svg'
reset
set encoding utf8
set minussign
set border 15 linewidth 0.75
set tics out nomirror scale 0.6,0.3
set key noautotitle samplen 1.5 spacing 1.1
set style fill solid noborder
set errorbars small
unset colorbox
set format '%h'
set key noenhanced
set xlabel 'strain'
set ylabel 'QAMS, IAMS, DAMS'
set xrange [-0.004:0.10400000000000001]
set xtics 0.020000000000000004
set format x '%.2f'
set mxtics 2
set yrange [-0.31200000000000006:0.012000000000000002]
set ytics 0.05
set format y '%.2f'
set mytics 5
set key top right Left reverse width 2
plot './capitals.dat' index 0 using 1:2 with lines linewidth 1.25 linecolor rgb '#0072B2' title 'QAMS', \
     './capitals.dat' index 1 using 1:2 with lines linewidth 1.25 linecolor rgb '#D55E00' title 'IAMS', \
     './capitals.dat' index 2 using 1:2 with lines linewidth 1.25 linecolor rgb '#009E73' title 'DAMS'
