set terminal svg size 321,249 font 'Helvetica,8' fontscale 1.3333 linewidth 1 background '#FFFFFF' noenhanced
set output './empty.svg'
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
set xrange [-0.04:1.04]
set xtics 0.2
set format x '%.1f'
set mxtics 2
set yrange [-0.04:1.04]
set ytics 0.2
set format y '%.1f'
set mytics 2
unset key
plot NaN
