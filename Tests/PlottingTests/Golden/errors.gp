set terminal svg size 321,249 font 'Helvetica,8' fontscale 1.3333 linewidth 1 background '#FFFFFF' noenhanced
set output './errors.svg'
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
set xlabel 'strain along c'
set ylabel 'SAMS (eV⁻¹ᐟ²)'
set xrange [-0.004:0.10400000000000001]
set xtics 0.020000000000000004
set format x '%.2f'
set mxtics 2
set yrange [-0.07213333333333334:1.3354666666666668]
set ytics 0.2
set format y '%.1f'
set mytics 2
set key top left Left reverse width 1
plot './errors.dat' index 0 using 1:2 with lines linewidth 1.25 linecolor rgb '#0072B2' title 'linear', \
     './errors.dat' index 1 using 1:2:3:4 with vectors nohead linewidth 0.75 linecolor rgb '#D55E00', \
     './errors.dat' index 2 using 1:2 with points pointtype 5 pointsize 0.5 linecolor rgb '#D55E00' title 'computed'
