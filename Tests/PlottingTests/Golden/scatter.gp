set terminal svg size 321,249 font 'Helvetica,8' fontscale 1.3333 linewidth 1 background '#FFFFFF' noenhanced
set output './scatter.svg'
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
set xlabel 'QAMS (e Å⁻⁵)'
set ylabel 'SAMS (eV⁻¹ᐟ²)'
set xrange [-0.07781394640192943:2.069920996858234]
set xtics 0.5
set format x '%.1f'
set mxtics 5
set yrange [-0.02037728386761943:2.3410377807028517]
set ytics 0.5
set format y '%.1f'
set mytics 5
set key top left Left reverse width 1
plot './scatter.dat' index 0 using 1:2 with points pointtype 7 pointsize 0.5 linecolor rgb '#0072B2' title 'Ni', \
     './scatter.dat' index 1 using 1:2 with points pointtype 5 pointsize 0.5 linecolor rgb '#D55E00' title 'Cr', \
     './scatter.dat' index 2 using 1:2 with points pointtype 9 pointsize 0.5 linecolor rgb '#009E73' title 'Fe'
