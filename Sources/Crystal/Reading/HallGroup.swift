// A space group by its Hall symbol.

import Basics

/// What a Hall symbol stands for.
struct HallGroup {
    let symbol: String
    let operations: [SymmetryOperation]
    /// 0 where spglib cannot tell.
    let number: Int

    /// Nil where the text is no Hall symbol.
    init?(_ text: String) {
        let known = SpaceGroupSetting.setting(hall: text)
        let plain = text.replacing("_", with: " ").trimmed
        guard let operations = known?.operations ?? SpaceGroupSetting.operations(hall: plain) else { return nil }
        symbol = text
        self.operations = operations
        number = known?.number ?? CIFSymmetry.groupNumber(of: operations)
    }
}
