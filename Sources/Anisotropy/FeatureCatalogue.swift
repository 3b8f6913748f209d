// The numbers of a feature row, each said once: its column, unit, source, meaning and value. Rows of scripts, the units
// of tables and axes, the paper's list for models, help and reference go through these lists.
//
// A new feature is a property of `Features` with its mathematics and an entry of `others`; `FeatureDefinition` keeps
// its version, for the numbers that there are do not change.

/// One number of a feature row.
public struct Feature: Sendable {
    /// The column.
    public let name: String
    /// For the usual exponent m = 7; nil for a pure number.
    public let unit: String?
    /// Where it is defined: equations and sections of the paper.
    public let source: String
    public let meaning: String
    /// Whether it counts something and is written without a point where it is whole.
    public let isCount: Bool
    /// NaN where it is not known.
    public let value: @Sendable (Features) -> Double
    /// The same of one absorber with its neighbours alone; nil for what only a crystal has.
    public let siteValue: (@Sendable (SiteFeatures) -> Double)?

    init(
        _ name: String, unit: String? = nil, _ source: String, _ meaning: String, isCount: Bool = false,
        _ value: @escaping @Sendable (Features) -> Double, site: (@Sendable (SiteFeatures) -> Double)? = nil
    ) {
        self.name = name
        self.unit = unit
        self.source = source
        self.meaning = meaning
        self.isCount = isCount
        self.value = value
        siteValue = site
    }

    /// The paper's eight, in the order of its section 2.
    public static let paper = [
        Feature(
            "QAMS", unit: "e Å⁻⁵", "Eqs. 3a, 4a, 5a", "Anisotropy of the weighted quadrupole, mean over the sites.",
            { $0.qams }, site: { $0.axes.qams }),
        Feature(
            "DAMS", unit: "e Å⁻⁶", "Eqs. 3b, 4b, 5b", "Anisotropy of the weighted dipole, in the quadrupole's axes.",
            { $0.dams }, site: { $0.axes.dams }),
        Feature(
            "IAMS", unit: "Å⁻⁵", "Eqs. 3c, 4c, 5c",
            "Anisotropy of the weighted inertia tensor, in the quadrupole's axes.",
            { $0.iams }, site: { $0.axes.iams }),
        Feature("density", unit: "g/cm³", "Sec. 2.4", "Of the crystal.", { $0.density }),
        Feature("N_SG", "Eq. 9", "1 - space group number / 230.", { $0.nSG }),
        Feature("N_3d", "Eq. 10", "Electrons in the metal's d shell: Z - 18 - charge.", isCount: true, { $0.n3d }),
        Feature(
            "EN_mean", "Sec. 2.4", "Mean of Pauling's electronegativity over the neighbours.",
            { $0.electronegativityMean }, site: { $0.electronegativity.mean }),
        Feature(
            "EN_std", "Sec. 2.4", "Population standard deviation of the neighbours' electronegativity.",
            { $0.electronegativityDeviation }, site: { $0.electronegativity.deviation }),
    ]

    /// What rows hold beside the paper's.
    public static let others: [Feature] = []

    public static let all = paper + others

    public static func named(_ name: String) -> Feature? { all.first { $0.name == name } }
}

/// What the features of one absorber rest on.
public struct SiteFeatures: Sendable {
    public let axes: PrincipalAxes
    public let electronegativity: NeighbourElectronegativity

    public init(_ moments: WeightedMoments, electronegativity: NeighbourElectronegativity) {
        axes = PrincipalAxes(moments)
        self.electronegativity = electronegativity
    }
}
