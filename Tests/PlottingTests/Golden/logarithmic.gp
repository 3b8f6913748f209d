set terminal svg size 321,249 font 'Helvetica,8' fontscale 1.3333 linewidth 1 background '#FFFFFF' noenhanced
set output './logarithmic.svg'
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
set xlabel 'radius (Å)'
set ylabel 'weight'
set xrange [0.0005754399373371569:1737.8008287493756]
set logscale x
set xtics ('' 0.0001 1, '' 0.0002 1, '' 0.0003 1, '' 0.0004 1, '' 0.0005 1, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, '10⁻³' 0.001, '' 0.002 1, '' 0.003 1, '' 0.004 1, '' 0.005 1, '' 0.006 1, '' 0.007 1, '' 0.008 1, '' 0.009 1, '10⁻²' 0.01, '' 0.02 1, '' 0.03 1, '' 0.04 1, '' 0.05 1, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, '10⁻¹' 0.1, '' 0.2 1, '' 0.3 1, '' 0.4 1, '' 0.5 1, '' 0.6 1, '' 0.7 1, '' 0.8 1, '' 0.9 1, '10⁰' 1, '' 2 1, '' 3 1, '' 4 1, '' 5 1, '' 6 1, '' 7 1, '' 8 1, '' 9 1, '10¹' 10, '' 20 1, '' 30 1, '' 40 1, '' 50 1, '' 60 1, '' 70 1, '' 80 1, '' 90 1, '10²' 100, '' 200 1, '' 300 1, '' 400 1, '' 500 1, '' 600 1, '' 700 1, '' 800 1, '' 900 1, '10³' 1000, '' 2000 1, '' 3000 1, '' 4000 1, '' 5000 1, '' 6000 1, '' 7000 1, '' 8000 1, '' 9000 1)
set yrange [3.311311214825911e-07:3019951.7204020163]
set logscale y
set ytics ('' 1e-07 1, '10⁻⁶' 1e-06, '' 1e-05 1, '10⁻⁴' 0.0001, '' 0.001 1, '10⁻²' 0.01, '' 0.1 1, '10⁰' 1, '' 10 1, '10²' 100, '' 1000 1, '10⁴' 10000, '' 100000 1, '10⁶' 1000000)
set key top right Left reverse width 1
plot './logarithmic.dat' index 0 using 1:2 with lines linewidth 1.25 linecolor rgb '#0072B2' title 'x⁻²', \
     './logarithmic.dat' index 1 using 1:2 with lines linewidth 1.25 linecolor rgb '#D55E00' title 'x⁻¹'
