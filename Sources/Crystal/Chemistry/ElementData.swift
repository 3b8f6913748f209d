// Facts about the elements: mass, electronegativity, oxidation states.
//
// Masses in g/mol: IUPAC conventional atomic weights (Loss, Pure Appl. Chem. 75, 1107 (2003)), the mass number where an
// element has none; deuterium: Wang et al., Chin. Phys. C 45, 030003 (2021). Electronegativities: Pauling's scale as
// revised by Allred, J. Inorg. Nucl. Chem. 17, 215 (1961). Common and all known oxidation states: Greenwood and
// Earnshaw, Chemistry of the Elements, 2nd ed. (1997), with additions. ICSD states: those with at least ten entries of
// the Inorganic Crystal Structure Database and at least 1 % of the element's (data mining of the Materials Project).
// The order of a list matters: ties between guesses go to the first.

/// One row of the table.
struct ElementData: Sendable {
    let mass: Double
    /// Pauling; nil where none is known.
    let electronegativity: Double?
    let commonStates: [Int]
    let icsdStates: [Int]
    let allStates: [Int]

    /// Indexed as `Element.symbols`: deuterium (hydrogen's chemistry with its own mass), then Z = 1 to 118.
    static let table: [ElementData] = text.split(separator: "\n").map { line in
        let words = line.split(separator: " ")
        func states(_ word: Substring) -> [Int] { word.split(separator: ",").compactMap { Int($0) } }
        return ElementData(
            mass: Double(words[1]) ?? .nan, electronegativity: Double(words[2]),
            commonStates: states(words[3]), icsdStates: states(words[4]), allStates: states(words[5]))
    }

    /// Symbol, mass, electronegativity, common states, ICSD states, all states; "-" where there is none.
    private static let text = """
        D 2.01410178 2.2 -1,1 1,-1 -1,1
        H 1.00794 2.2 -1,1 1,-1 -1,1
        He 4.002602 - - - -
        Li 6.941 0.98 1 1 1
        Be 9.012182 1.57 2 2 2
        B 10.811 2.04 3 3,-3 1,2,3
        C 12.0107 2.55 -4,-3,-2,-1,0,1,2,3,4 2,3,4,-4,-3,-2 -4,-3,-2,-1,1,2,3,4
        N 14.0067 3.04 -3,3,5 1,3,5,-1,-3,-2 -3,-2,-1,1,2,3,4,5
        O 15.9994 3.44 -2 -2 -2,-1,1,2
        F 18.9984032 3.98 -1 -1 -1
        Ne 20.1797 - - - -
        Na 22.98976928 0.93 1 1 -1,1
        Mg 24.305 1.31 2 2 1,2
        Al 26.9815386 1.61 3 3 1,3
        Si 28.0855 1.9 -4,4 -4,4 -4,-3,-2,-1,1,2,3,4
        P 30.973762 2.19 -3,3,5 3,4,5,-2,-3,-1 -3,-2,-1,1,2,3,4,5
        S 32.065 2.58 -2,2,4,6 -1,2,4,-2,6 -2,-1,1,2,3,4,5,6
        Cl 35.453 3.16 -1,1,3,5,7 -1 -1,1,2,3,4,5,6,7
        Ar 39.948 - - - -
        K 39.0983 0.82 1 1 -1,1
        Ca 40.078 1 2 2 2
        Sc 44.955912 1.36 3 2,3 1,2,3
        Ti 47.867 1.54 4 2,3,4 -1,2,3,4
        V 50.9415 1.63 5 2,3,4,5 -1,1,2,3,4,5
        Cr 51.9961 1.66 3,6 2,3,4,5,6 -2,-1,1,2,3,4,5,6
        Mn 54.938045 1.55 2,4,7 2,3,4,7 -3,-2,-1,1,2,3,4,5,6,7
        Fe 55.845 1.83 2,3 2,3 -2,-1,1,2,3,4,5,6
        Co 58.933195 1.88 2,3 1,2,3,4 -1,1,2,3,4,5
        Ni 58.6934 1.91 2 1,2,3,4 -1,1,2,3,4
        Cu 63.546 1.9 2 1,2,3 1,2,3,4
        Zn 65.409 1.65 2 2 1,2
        Ga 69.723 1.81 3 2,3 1,2,3
        Ge 72.64 2.01 -4,2,4 2,3,4 -4,1,2,3,4
        As 74.9216 2.18 -3,3,5 2,3,5,-2,-3,-1 -3,2,3,5
        Se 78.96 2.55 -2,2,4,6 -1,4,-2,6 -2,2,4,6
        Br 79.904 2.96 -1,1,3,5 5,-1 -1,1,3,4,5,7
        Kr 83.798 3 2 - -
        Rb 85.4678 0.82 1 1 1
        Sr 87.62 0.95 2 2 2
        Y 88.90585 1.22 3 3 1,2,3
        Zr 91.224 1.33 4 2,3,4 1,2,3,4
        Nb 92.90638 1.6 5 2,3,4,5 -1,2,3,4,5
        Mo 95.94 2.16 4,6 2,3,4,5,6 -2,-1,1,2,3,4,5,6
        Tc 98 1.9 4,7 - -3,-1,1,2,3,4,5,6,7
        Ru 101.07 2.2 3,4 2,3,4,5,6 -2,1,2,3,4,5,6,7,8
        Rh 102.9055 2.28 3 3,4 -1,1,2,3,4,5,6
        Pd 106.42 2.2 2,4 2,4 2,4
        Ag 107.8682 1.93 1 1,2,3 1,2,3
        Cd 112.411 1.69 2 2 1,2
        In 114.818 1.78 3 1,2,3 1,2,3
        Sn 118.71 1.96 -4,2,4 2,3,4 -4,2,4
        Sb 121.76 2.05 -3,3,5 -2,3,5,-1,-3 -3,3,5
        Te 127.6 2.1 -2,2,4,6 -2,4,-1,6 -2,2,4,5,6
        I 126.90447 2.66 -1,1,3,5,7 5,-1 -1,1,3,5,7
        Xe 131.293 2.6 2,4,6 - -
        Cs 132.9054519 0.79 1 1 1
        Ba 137.327 0.89 2 2 2
        La 138.90547 1.1 3 2,3 2,3
        Ce 140.116 1.12 3,4 3,4 2,3,4
        Pr 140.90765 1.13 3 3,4 2,3,4
        Nd 144.242 1.14 3 2,3 2,3
        Pm 145 1.13 3 - 3
        Sm 150.36 1.17 3 2,3 2,3
        Eu 151.964 1.2 2,3 2,3 2,3
        Gd 157.25 1.2 3 3 1,2,3
        Tb 158.92535 1.1 3 3,4 1,3,4
        Dy 162.5 1.22 3 3 2,3
        Ho 164.93032 1.23 3 3 3
        Er 167.259 1.24 3 3 3
        Tm 168.93421 1.25 3 3 2,3
        Yb 173.04 1.1 3 2,3 2,3
        Lu 174.967 1.27 3 3 3
        Hf 178.49 1.3 4 4 2,3,4
        Ta 180.94788 1.5 5 3,4,5 -1,2,3,4,5
        W 183.84 2.36 4,6 2,3,4,5,6 -2,-1,1,2,3,4,5,6
        Re 186.207 1.9 4,7 3,4,5,6,7 -3,-1,1,2,3,4,5,6,7
        Os 190.23 2.2 4 - -2,-1,1,2,3,4,5,6,7,8
        Ir 192.217 2.2 3,4 3,4,5 -3,-1,1,2,3,4,5,6
        Pt 195.084 2.28 2,4 - -2,2,4,5,6
        Au 196.966569 2.54 3 - -1,1,2,3,5
        Hg 200.59 2 1,2 1,2 1,2,4
        Tl 204.3833 1.62 1,3 1,3 1,3
        Pb 207.2 2.33 2,4 2,4 -4,2,4
        Bi 208.9804 2.02 3 1,2,3,5 -3,3,5
        Po 210 2 -2,2,4 - -2,2,4,6
        At 210 2.2 -1,1 - -1,1,3,5
        Rn 220 2.2 - - -
        Fr 223 0.7 1 - 1
        Ra 226 0.9 2 - 2
        Ac 227 1.1 3 - 3
        Th 232.03806 1.3 4 4 2,3,4
        Pa 231.03588 1.5 5 - 3,4,5
        U 238.02891 1.38 6 3,4,5,6 3,4,5,6
        Np 237 1.36 5 - 3,4,5,6,7
        Pu 244 1.28 4 - 3,4,5,6,7
        Am 243 1.3 3 - 2,3,4,5,6
        Cm 247 1.3 3 - 3,4
        Bk 247 1.3 3 - 3,4
        Cf 251 1.3 3 - 2,3,4
        Es 252 1.3 3 - 2,3
        Fm 257 1.3 3 - 2,3
        Md 258 1.3 3 - 2,3
        No 259 1.3 3 - 2,3
        Lr 262 1.3 3 - 3
        Rf 267 - 4 - -
        Db 268 - - - -
        Sg 269 - - - -
        Bh 270 - - - -
        Hs 270 - - - -
        Mt 278 - - - -
        Ds 281 - - - -
        Rg 282 - - - -
        Cn 285 - - - -
        Nh 286 - - - -
        Fl 289 - - - -
        Mc 290 - - - -
        Lv 293 - - - -
        Ts 294 - - - -
        Og 294 - - - -
        """
}
