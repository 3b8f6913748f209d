// What a CIF says of its space group beside the list of operations: names, Hall symbol, number, code of the setting.

import CGemmi

struct StatedSpaceGroup {
    /// The Hermann-Mauguin symbol as the file has it.
    let symbol: String?
    /// A second name, of another group.
    let otherName: String?
    /// The settings that `symbol` may mean.
    let named: [SpaceGroupSetting]
    let hall: String?
    /// Some files give a Hall symbol for a name.
    let hallGroup: HallGroup?
    /// As the file has it, whether there is such a group or not.
    let number: Int?
    let code: String
    let angles: CellAngles

    /// Where the Hermann-Mauguin symbol may stand. The name of the reference setting comes last: the coordinates may be
    /// in another.
    private static let nameTags = [
        "_space_group_name_h-m_alt", "_symmetry_space_group_name_h-m", "_space_group_name_h-m_full",
        "_space_group_name_h-m", "_symmetry_space_group_name_h-m_alt", "_space_group_h-m_alt",
        "_symmetry_space_group_name_h-m_full", "_symmetry_pdbx_full_space_group_name_h-m", "_space_group_name_h-m_ref",
    ]

    init(_ block: CIFBlock, _ lattice: Lattice) {
        let angles = CellAngles(alpha: lattice.alpha, beta: lattice.beta, gamma: lattice.gamma)
        let names = Self.nameTags.compactMap { block.value($0)?.text }
        let code =
            block.value("_space_group_it_coordinate_system_code", "_symmetry_it_coordinate_system_code")?.text ?? ""
        let named =
            names.first.map {
                SpaceGroupSetting.settings(
                    symbol: $0, alpha: angles.alpha, beta: angles.beta, gamma: angles.gamma, code: code)
            } ?? []
        symbol = names.first
        otherName = names.dropFirst().first { other in
            let number = SpaceGroupSetting.settings(symbol: other).first?.number
            return number != nil && !named.isEmpty && number != named[0].number
        }
        hall = block.value("_space_group_name_hall", "_symmetry_space_group_name_hall")?.text
        hallGroup = (hall ?? (named.isEmpty ? names.first : nil)).flatMap { HallGroup($0) }
        number = Self.number(block)
        self.named = named
        self.code = code
        self.angles = angles
    }

    private static func number(_ block: CIFBlock) -> Int? {
        let stated = block.value(
            "_space_group_it_number", "_symmetry_int_tables_number", "_symmetry_group_it_number", "_space_group_number")
        if let number = stated.flatMap({ Int($0.text) }) { return number }
        return block.value("_space_group_name_schoenflies", "_symmetry_space_group_name_schoenflies")
            .flatMap { SpaceGroupSetting.number(schoenflies: $0.text) }
    }

    /// Whether the Hall symbol goes with the name or the number, or nothing contradicts it.
    var isHallLikely: Bool {
        named.isEmpty || hallGroup?.number == named[0].number || hallGroup?.number == number
    }

    /// As what a symbol was read that is not written as it should be.
    var readings: [String] {
        var notes: [String] = []
        if hall == nil, let hallGroup {
            notes.append(
                "the space group symbol \(hallGroup.symbol) is no Hermann-Mauguin symbol; it was read as a Hall symbol, "
                    + "that of number \(hallGroup.number)")
        }
        if let symbol, let first = named.first, first.symbol.contains("/"), !symbol.contains("/") {
            notes.append("the space group symbol \(symbol) was read as \(first.symbol)")
        }
        return notes
    }
}
