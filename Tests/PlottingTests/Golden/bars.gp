set terminal svg size 321,249 font 'Helvetica,8' fontscale 1.3333 linewidth 1 background '#FFFFFF' noenhanced
set output './bars.svg'
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
set ylabel 'normalized importance'
set xtics ('QAMS' 1, 'IAMS' 2, 'DAMS' 3, 'density' 4, 'N_SG' 5, 'N_3d' 6, 'EN_mean' 7, 'EN_std' 8) scale 0 rotate by 45 right
set bmargin 5.06342261
set xrange [0.18:8.82]
set yrange [-0.0732:1.0932]
set ytics 0.2
set format y '%.1f'
set mytics 2
set key top right Left reverse width 1
plot './bars.dat' index 0 using 1:2:3:4:5:6 with boxxyerror fillstyle solid noborder linecolor rgb '#0072B2' title 'permutation', \
     './bars.dat' index 1 using 1:2:3:4 with vectors nohead linewidth 0.75 linecolor rgb '#202020', \
     './bars.dat' index 2 using 1:2:3:4:5:6 with boxxyerror fillstyle solid noborder linecolor rgb '#D55E00' title 'impurity'
