set terminal svg size 643,499 font 'Helvetica,8' fontscale 1.3333 linewidth 1 background '#FFFFFF' noenhanced
set output './panels.svg'
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
set origin 0,0.5
set size 0.5,0.5
set lmargin 10
set rmargin 2
set tmargin 2
set bmargin 3.6
set label '(a)' at graph 0,1 offset character -5,1.1
set xlabel 'QAMS'
set ylabel 'SAMS (eV⁻¹ᐟ²)'
set xrange [-0.013732706237787141:1.0244303275873117]
set xtics 0.1
set format x '%.1f'
set mxtics 2
set yrange [-0.013732706237787141:1.0244303275873117]
set ytics 0.2
set format y '%.1f'
set mytics 2
unset key
plot './panels.dat' index 0 using 1:2 with points pointtype 7 pointsize 0.35 linecolor rgb '#0072B2'
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
set origin 0.5,0.5
set size 0.5,0.5
set lmargin 10
set rmargin 2
set tmargin 2
set bmargin 3.6
set label '(b)' at graph 0,1 offset character -5,1.1
set xlabel 'DAMS'
set ylabel 'SAMS (eV⁻¹ᐟ²)'
set xrange [-0.026198160384496766:1.0307596789888294]
set xtics 0.2
set format x '%.1f'
set mxtics 2
set yrange [-0.01206316778463706:1.089713725191245]
set ytics 0.2
set format y '%.1f'
set mytics 2
unset key
plot './panels.dat' index 1 using 1:2 with points pointtype 7 pointsize 0.35 linecolor rgb '#0072B2'
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
set size 0.5,0.5
set lmargin 10
set rmargin 2
set tmargin 2
set bmargin 3.6
set label '(c)' at graph 0,1 offset character -5,1.1
set xlabel 'IAMS'
set ylabel 'SAMS (eV⁻¹ᐟ²)'
set xrange [-0.03225817100960315:1.028776974397135]
set xtics 0.2
set format x '%.1f'
set mxtics 2
set yrange [0.03165864804686737:1.2281306741701046]
set ytics 0.2
set format y '%.1f'
set mytics 2
unset key
plot './panels.dat' index 2 using 1:2 with points pointtype 7 pointsize 0.35 linecolor rgb '#0072B2'
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
set origin 0.5,0
set size 0.5,0.5
set lmargin 10
set rmargin 2
set tmargin 2
set bmargin 3.6
set label '(d)' at graph 0,1 offset character -5,1.1
set xlabel 'density'
set ylabel 'SAMS (eV⁻¹ᐟ²)'
set xrange [-0.03932249115214854:1.0257269449325446]
set xtics 0.2
set format x '%.1f'
set mxtics 2
set yrange [0.001998053460538267:1.2228780843678713]
set ytics 0.2
set format y '%.1f'
set mytics 2
unset key
plot './panels.dat' index 3 using 1:2 with points pointtype 7 pointsize 0.35 linecolor rgb '#0072B2'
unset multiplot
