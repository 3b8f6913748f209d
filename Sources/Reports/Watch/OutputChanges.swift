// What a run shows that the run before did not.

import Notebook

struct OutputChanges {
    /// Cells of the run before by their text, and in order.
    private var byText: [String: [CellOutput]] = [:]
    private var before: [CellRun] = []
    private(set) var isFirst = true

    /// Lines to print about cell number `i` of the present run; none where it shows what it showed before.
    func changed(_ run: CellRun, _ i: Int) -> [CellOutput] {
        if byText[run.cell.text] == run.outputs { return [] }
        guard i < before.count, before[i].cell.kind == .code else { return run.outputs }
        if before[i].outputs == run.outputs { return [] }
        return Self.difference(before[i].outputs, run.outputs)
    }

    mutating func keep(_ cells: [CellRun]) {
        isFirst = false
        before = cells
        byText = Dictionary(cells.map { ($0.cell.text, $0.outputs) }, uniquingKeysWith: { _, last in last })
    }

    /// The outputs that are new, and of a text the lines from the first to the last that differ.
    private static func difference(_ old: [CellOutput], _ new: [CellOutput]) -> [CellOutput] {
        var start = 0
        while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
        var end = 0
        while end < min(old.count, new.count) - start, old[old.count - 1 - end] == new[new.count - 1 - end] { end += 1 }
        let changed = Array(new[start..<(new.count - end)])
        guard changed.count == 1, old.count - start - end == 1, case .text(let a) = old[start],
            case .text(let b) = changed[0]
        else {
            return changed
        }
        let x = a.split(separator: "\n", omittingEmptySubsequences: false),
            y = b.split(separator: "\n", omittingEmptySubsequences: false)
        var top = 0
        while top < min(x.count, y.count), x[top] == y[top] { top += 1 }
        var bottom = 0
        while bottom < min(x.count, y.count) - top, x[x.count - 1 - bottom] == y[y.count - 1 - bottom] { bottom += 1 }
        let lines = y[top..<(y.count - bottom)]
        guard !lines.isEmpty else { return [.text("(\(x.count - top - bottom) lines fewer)\n")] }
        return [.text((top > 0 ? "…\n" : "") + lines.joined(separator: "\n") + (bottom > 1 ? "\n…\n" : "\n"))]
    }
}
