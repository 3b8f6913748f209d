set terminal svg size 680,491 font 'Helvetica,8' fontscale 1.3333 linewidth 1 background '#FFFFFF' noenhanced
set output './uneven.svg'
set multiplot
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
set origin 0,0.384615385
set size 0.666666667,0.615384615
set lmargin 14
set rmargin 2
set tmargin 5.2
set bmargin 2.5
set label '(a)' at graph 0,1 offset character -5,1.1
set title 'Five series, none of which leaves a corner free for the legend of the frame' offset 0,-0.4
set ylabel 'a long label that does not fit beside a frame of'."\n".'this height, in arbitrary units (eV⁻¹ᐟ²)'
set xrange [-0.029633216043561034:1.0364947479394562]
set xtics 0.2
set format x '%.1f'
set mxtics 2
set yrange [-0.037366797637618736:1.0343416154020555]
set ytics 0.2
set format y '%.1f'
set mytics 2
set key at graph 0.5,1.01570352 center bottom horizontal maxcols 3 Left reverse width 1
set title offset 0,2.8
set tmargin 5.2
plot './uneven.dat' index 0 using 1:2 with points pointtype 7 pointsize 0.5 linecolor rgb '#0072B2' title 'engine number 0', \
     './uneven.dat' index 1 using 1:2 with points pointtype 5 pointsize 0.5 linecolor rgb '#D55E00' title 'engine number 1', \
     './uneven.dat' index 2 using 1:2 with points pointtype 9 pointsize 0.5 linecolor rgb '#009E73' title 'engine number 2', \
     './uneven.dat' index 3 using 1:2 with points pointtype 13 pointsize 0.5 linecolor rgb '#CC79A7' title 'engine number 3', \
     './uneven.dat' index 4 using 1:2 with points pointtype 11 pointsize 0.5 linecolor rgb '#E69F00' title 'engine number 4'
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
set origin 0.666666667,0.384615385
set size 0.333333333,0.615384615
set lmargin 10
set rmargin 2
set tmargin 5.2
set bmargin 2.5
set label '(b)' at graph 0,1 offset character -5,1.1
set ylabel 'structures'
set xtics ('octahedral' 1, 'tetrahedral' 2) scale 0
set xrange [0.42:2.58]
set yrange [0:26000]
set ytics 5000
set format y '%.0f'
set mytics 5
unset key
plot './uneven.dat' index 5 using 1:2:3:4:5:6 with boxxyerror fillstyle solid noborder linecolor rgb '#0072B2'
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
set origin 0,0
set size 0.666666667,0.384615385
set lmargin 14
set rmargin 2
set tmargin 4.1
set bmargin 2.5
set label '(c)' at graph 0,1 offset character -5,1.1
set ylabel 'a long label that does not fit beside a'."\n".'frame of this height, in arbitrary units'."\n".'(eV⁻¹ᐟ²)' font ',5'
set xrange [-0.029633216043561034:1.0364947479394562]
set xtics 0.2
set format x '%.1f'
set mxtics 2
set yrange [-0.037366797637618736:1.0343416154020555]
set ytics 0.2
set format y '%.1f'
set mytics 2
set key at graph 0.5,1.02672368 center bottom horizontal maxcols 3 Left reverse width 1
set tmargin 4.1
plot './uneven.dat' index 6 using 1:2 with points pointtype 7 pointsize 0.5 linecolor rgb '#0072B2' title 'engine number 0', \
     './uneven.dat' index 7 using 1:2 with points pointtype 5 pointsize 0.5 linecolor rgb '#D55E00' title 'engine number 1', \
     './uneven.dat' index 8 using 1:2 with points pointtype 9 pointsize 0.5 linecolor rgb '#009E73' title 'engine number 2', \
     './uneven.dat' index 9 using 1:2 with points pointtype 13 pointsize 0.5 linecolor rgb '#CC79A7' title 'engine number 3', \
     './uneven.dat' index 10 using 1:2 with points pointtype 11 pointsize 0.5 linecolor rgb '#E69F00' title 'engine number 4'
unset multiplot
