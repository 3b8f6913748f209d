// What is known of an element, read from `ElementData`.

extension Element {
    private var data: ElementData { ElementData.table[Int(index)] }

    /// g/mol; the mass number for elements without a stable isotope.
    public var atomicMass: Double { data.mass }
    /// Pauling's scale; nil where none is known (light noble gases, the heaviest elements).
    public var electronegativity: Double? { data.electronegativity }
    /// The states that occur often in the Inorganic Crystal Structure Database, else the common ones: those that a
    /// guess tries first, in the order that decides ties.
    public var usualOxidationStates: [Int] { data.icsdStates.isEmpty ? data.commonStates : data.icsdStates }
    public var commonOxidationStates: [Int] { data.commonStates }
    /// How many entries of the Inorganic Crystal Structure Database hold this ion.
    public func occurrences(ofState state: Int) -> Int { IonStatistics.count(of: self, state: state) }
    /// Every state known from any compound.
    public var allOxidationStates: [Int] { data.allStates }
    /// Scandium to zinc.
    public var is3dMetal: Bool { (21...30).contains(atomicNumber) }
}
