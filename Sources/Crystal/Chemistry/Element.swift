// The chemical elements. Deuterium is kept apart from hydrogen, since files and formulas do.

/// A chemical element, H to Og, or deuterium.
public struct Element: Hashable, Sendable {
    /// Index into `Element.table`.
    @usableFromInline let index: UInt8
    /// Proton number (deuterium: 1).
    public var atomicNumber: Int { index == 0 ? 1 : Int(index) }
    public var symbol: String { Self.symbols[Int(index)] }

    @inlinable public init?(atomicNumber: Int) {
        guard (1...118).contains(atomicNumber) else { return nil }
        index = UInt8(atomicNumber)
    }

    public init?(_ symbol: String) {
        guard let i = Self.bySymbol[symbol] else { return nil }
        index = i
    }

    /// Entry 0 is deuterium; entry Z is the element Z.
    static let symbols: [String] = """
        D H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr \
        Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt \
        Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv \
        Ts Og
        """.split(separator: " ").map(String.init)
    static let bySymbol = Dictionary(uniqueKeysWithValues: symbols.enumerated().map { ($1, UInt8($0)) })
}
