// The units of columns whose names have a meaning in Spar, for the heads of tables and the labels of axes.
//
// The moments scale as r^(2-m) and r^(1-m); their units are those of the usual exponent m = 7.

enum ColumnUnits {
    static func unit(of name: String) -> String? { units[name] }

    private static let units: [String: String] = [
        "QAMS": "e Å⁻⁵", "DAMS": "e Å⁻⁶", "IAMS": "Å⁻⁵", "SAMS": "1/√eV", "density": "g/cm³", "N_SG": "1", "energy": "eV",
        "emission": "eV", "fermi": "eV", "a": "Å", "b": "Å", "c": "Å", "alpha": "°", "beta": "°", "gamma": "°", "volume": "Å³",
        "charge": "e", "r": "Å", "distance": "Å",
    ].filter { $0.value != "1" }
}
