// What an object looks like where there is room for more than its text: facts, a picture, a table. How that becomes HTML,
// Markdown or a picture file is the notebook's affair; which facts and which picture is the object's.

import Crystal
import LuaRuntime
import Plotting
import Tables

/// A named value, as beside a picture.
package struct ShownFact: Equatable {
    package var name: String
    package var value: String
    package var unit: String?

    package init(name: String, value: String, unit: String? = nil) {
        self.name = name
        self.value = value
        self.unit = unit
    }
}

package enum ShownPicture {
    /// A quick look at what an object holds: left out where it cannot be drawn.
    case look(Panels)
    case structure(Structure)
    case cluster(Cluster)
}

package struct Shown {
    package var picture: ShownPicture?
    package var facts: [ShownFact]
    package var table: Table?
    /// Rows of numbers.
    package var matrix: [[Double]]?
    /// A sentence each.
    package var notes: [String]

    package init(
        picture: ShownPicture? = nil, facts: [ShownFact] = [], table: Table? = nil, matrix: [[Double]]? = nil,
        notes: [String] = []
    ) {
        self.picture = picture
        self.facts = facts
        self.table = table
        self.matrix = matrix
        self.notes = notes
    }
}

/// An object that is more than its text.
package protocol ShowsItself: LuaObject {
    /// The figure that the object is: a picture of its own, in a terminal too.
    var figure: Panels? { get }

    /// nil where the text is all there is to see.
    func shown() -> Shown?
}

extension ShowsItself {
    package var figure: Panels? { nil }
}

extension LuaRecord: ShowsItself {
    package func shown() -> Shown? {
        let given = fields.filter { !$0.1.isNil }
        guard !given.isEmpty, given.count <= 60 else { return nil }
        return Shown(
            facts: given.map {
                ShownFact(name: $0, value: LuaValueText.short($1), unit: ColumnUnits.unit(of: $0))
            })
    }
}

extension TensorObject: ShowsItself {
    package func shown() -> Shown? { Shown(matrix: rows) }
}

extension FigureObject: ShowsItself {
    package var figure: Panels? { panels }
    package func shown() -> Shown? { nil }
}
