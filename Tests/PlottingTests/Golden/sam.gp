set terminal svg size 321,249 font 'Helvetica,8' fontscale 1.3333 linewidth 1 background '#FFFFFF' noenhanced
set output './sam.svg'
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
set title 'SAM of NiO, 5 % along c' offset 0,-0.4
set xrange [0.5:3.5]
set yrange [3.5:0.5]
set size square
set palette defined (0 '#440154', 1 '#472D7B', 2 '#3B528B', 3 '#2C728E', 4 '#21918C', 5 '#28AE80', 6 '#5EC962', 7 '#ADDC30', 8 '#FDE725')
set colorbox
set cbrange [0:0.62]
set cbtics out scale 0.5
set cbtics 0.1
set format cb '%.1f'
set mcbtics 2
set cblabel 'SAM (eV⁻¹ᐟ²)' offset 1.5,0
set ytics ('x' 1, 'y' 2, 'z' 3) scale 0
set lmargin 8
set xtics ('x' 1, 'y' 2, 'z' 3) scale 0
plot './sam.dat' index 0 using 1:2:3:4:5:6:7 with boxxyerror fillstyle solid border linewidth 0.3 linecolor palette, \
     './sam.dat' index 1 using 1:2:3 with labels font ',7' noenhanced textcolor rgb 'black', \
     './sam.dat' index 2 using 1:2:3 with labels font ',7' noenhanced textcolor rgb 'white'
