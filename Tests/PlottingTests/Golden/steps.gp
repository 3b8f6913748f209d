set terminal svg size 321,249 font 'Helvetica,8' fontscale 1.3333 linewidth 1 background '#FFFFFF' noenhanced
set output './steps.svg'
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
set xlabel 'SAMS (eV⁻¹ᐟ²)'
set ylabel 'part of the rows below it'
set xrange [-0.04680000000000001:1.2168]
set xtics 0.2
set format x '%.1f'
set mxtics 2
set yrange [0.04666666666666666:1.0366666666666666]
set ytics 0.2
set format y '%.1f'
set mytics 2
set key top left Left reverse width 1
plot './steps.dat' index 0 using 1:2 with lines linewidth 1.25 linecolor rgb '#0072B2' title 'Ni', \
     './steps.dat' index 1 using 1:2 with lines linewidth 1.25 linecolor rgb '#D55E00' title 'Cr'
