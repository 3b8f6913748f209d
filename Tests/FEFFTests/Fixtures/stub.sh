#!/bin/sh
# A program that obeys FEFF10's file protocol without its physics, and fails on demand.
# It is copied under each module's name into a folder of the test's own, together with a file `play` that says what
# goes wrong: lines "<module> <failure>". The spectrum is a tensor in closed form, so that results can be checked.
home=$(dirname "$0")
module=$(basename "$0")
failure=$(sed -n "s/^$module //p" "$home/play" 2>/dev/null)

card() { sed -n "s/^$1 //p" feff.inp; }

begin() {
    if ! echo "Starting FEFF9 module $module.  If this message is still here, it must have crashed." > .feff.error; then
        exit 2
    fi
    case "$failure" in
        segv) kill -SEGV $$ ;;
        abort) kill -ABRT $$ ;;
        sigkill) kill -KILL $$ ;;
        hang) sleep 60 ;;
        hangchild) sleep 60 & wait ;;
        exit) echo "Fortran runtime error: End of file" >&2; exit 2 ;;
        diskfull) echo "Fortran runtime error: No space left on device" >&2; exit 2 ;;
        stop) echo " Something is not as it should be."; echo "STUB-1"; echo "STOP  " >&2; exit 0 ;;
    esac
}

end() {
    rm -f .feff.error
    if [ "$failure" != nodone ] && [ -n "$1" ]; then echo "Done with module: $1."; fi
}

need() {
    if [ ! -f "$1" ]; then echo " Error opening file, $1"; echo " Fatal error"; echo "CHOPEN"; echo "STOP  " >&2; exit 0; fi
}

case $module in
rdinp)
    if [ "$failure" = mute ]; then exit 0; fi
    version="FEFF 10.0.0"
    if [ "$failure" = old ]; then version="FEFF 9.6.4"; fi
    echo "Launching FEFF version $version"
    begin
    need feff.inp
    card POLARIZATION > global.inp
    end
    ;;
atomic) begin; need global.inp; : > apot.bin; end "atomic potentials" ;;
pot)
    begin
    need apot.bin
    scf=$(card SCF)
    until=${failure#* until }
    talk="Muffin tin radii and interstitial parameters [bohr]:
type, norman radius, muffin tin, overlap factor
    0  1.37846E+00  1.31881E+00  1.11800E+00
    1  1.38455E+00  1.32375E+00  1.12004E+00
Initial Fermi level:              mu=    -3.040 eV
SCF ITERATION NUMBER  1
New Fermi level:    mu= -12.356 eV  Charge distance=  0.0645 (partial c.d.=  9.8379)
SCF ITERATION NUMBER  2
New Fermi level:    mu= -12.378 eV  Charge distance=  0.0001 (partial c.d.=  0.0001)"
    close="Electronic configuration
  type     l     N_el
     0     0    0.480
     0     1    0.644
     1     0    0.479
     1     1    0.644
Charge transfer:  type  charge
       0   -0.126
       1    0.138"
    case "$failure $scf" in
        "unconverged until"*"$until") failure= ;;
        "badcounts until"*"$until") failure= ;;
    esac
    case "$failure" in
        badcounts*)
            { echo "$talk"; echo " Found bad counts."; echo "CORVAL-1"; } | tee log1.dat
            echo "STOP  " >&2
            exit 0 ;;
        unconverged*) close="$close
:WARNING Convergence not reached; ran out of iterations." ;;
        open) ;;
        *) close="$close
Convergence reached in    2 iterations." ;;
    esac
    { echo "$talk"; echo "$close"; } | tee log1.dat
    fermi=-12.378065072192690
    if [ "$failure" = absurd ]; then fermi=-812.5; fi
    echo "   0.0000000000000000        0.0000000000000000       $fermi" > chemical.dat
    if [ "$failure" = nofermi ]; then echo "NaN NaN NaN" > chemical.dat; fi
    : > pot.bin
    if grep -q "^RESTART" feff.inp; then echo "started from pot.bin"; fi
    end "potentials"
    ;;
screen | opconsat | sfconv) begin; end "" ;;
xsph) begin; need pot.bin; : > phase.bin; end "cross-section and phases (XSPH)" ;;
fms) begin; need phase.bin; : > gg.bin; end "FMS" ;;
mkgtr) begin; need gg.bin; cp global.inp gtr.dat; end "MKGTR" ;;
path) begin; : > paths.dat; end "pathfinder" ;;
genfmt) begin; : > list.dat; end "EXAFS parameters (GENFMT)" ;;
ff2x)
    begin
    need gtr.dat
    if [ "$failure" = noxmu ]; then rm -f xmu.dat; end "XAS spectra"; exit 0; fi
    {
        echo "# # stub                                                         FEFF 10.0.0"
        echo "# # Abs   Z=28 Rmt= 1.319 Rnm= 1.378 K  shell"
        echo "# # Gam_ch=1.576E+00 H-L exch Vi= 0.000E+00 Vr= 0.000E+00"
        echo "# # Mu=-1.238E+01eV kf=2.186E+00 Vint=-2.170E+01eV Rs_int= 1.659"
        echo "#  xsedge+ 50, used to normalize mu           1.4017E-04"
        echo "#  omega    e    k    mu    mu0     chi     @#"
        # S(E) = diag(1, 2, 3) g(E) + 0.1 (xy) + 0.2 (xz) + 0.3 (yz), with g(E) = 1 / (1 + (E + 18)^2)
        # The grid of XANES is about the Fermi level.
        { card XES; card e_grid | awk '{ f = 12.378065072192690; printf "%.9f %.9f %s\n", $1 - f, $2 - f, $3 }'; cat gtr.dat; } | awk -v failure="$failure" '
            NR == 1 { from = $1; to = $2; step = $3 }
            NR == 2 {
                n = $1 * $1 + $2 * $2 + $3 * $3
                count = int((to - from) / step + 1.000001)
                if (failure == "short") count = int(count / 2)
                for (i = 0; i < count; i++) {
                    e = from + i * step
                    g = 1 / (1 + (e + 18) ^ 2)
                    mu = ((1 * $1 * $1 + 2 * $2 * $2 + 3 * $3 * $3) * g + 0.2 * $1 * $2 + 0.4 * $1 * $3 + 0.6 * $2 * $3) / n
                    if (failure == "nan" && i == 3) mu = "NaN"
                    else if (failure == "stars" && i == 3) mu = "****************"
                    else mu = sprintf("%18.10E", mu)
                    if (failure == "truncated" && i == count - 1) { printf "      8343.40"; break }
                    printf "%20.10f %20.10f %20.10f %s %18.10E %18.10E\n", e + 8350.75, e, 0, mu, 0, 0
                }
            }'
        if [ "$failure" = garbage ]; then echo "the quick brown fox"; fi
    } > xmu.dat
    end "XAS spectra (FF2X: DW + final sum over paths)"
    ;;
esac
exit 0
