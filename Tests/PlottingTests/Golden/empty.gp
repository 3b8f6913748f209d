set terminal svg size 321,249 font 'Helvetica,10.67' linewidth 1 background '#FFFFFF' noenhanced
set output './empty.svg'
reset
set encoding utf8
set minussign
set border 15 linewidth 0.75
set tics out nomirror scale 0.6,0.3
set key noautotitle samplen 1.5 spacing 1.1 noenhanced
set style fill solid noborder
set errorbars small
unset colorbox
set format '%h'
set xrange [-0.04:1.04]
set yrange [-0.04:1.04]
unset key
plot NaN
