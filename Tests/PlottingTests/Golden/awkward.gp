set terminal svg size 321,249 font 'Helvetica,8' fontscale 1.3333 linewidth 1 background '#FFFFFF' noenhanced
set output './awkward.svg'
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
set title 'two'."\n".'lines: `touch /tmp/x` ''q'' N_SG' offset 0,-0.4
set xlabel '".system(''false'')."'
set xrange [0.84:5.16]
set xtics 0.5
set format x '%.1f'
set mxtics 5
set yrange [0.88:4.12]
set ytics 0.5
set format y '%.1f'
set mytics 5
set key at graph 0.5,1.02369668 center bottom horizontal maxcols 1 Left reverse width 1 font ',6.5'
set title offset 0,4.05
set tmargin 7.55
plot './awkward.dat' index 0 using 1:2 with lines linewidth 1.25 linecolor rgb '#0072B2' title 'gaps', \
     keyentry with points pointtype 5 pointsize 0.5 linecolor rgb '#D55E00' title 'nothing', \
     './awkward.dat' index 1 using 1:2 with points pointtype 9 pointsize 0.5 linecolor rgb '#009E73' title 'it''s `date` "q" $x @y %z {a}_bᶜ \n'
