// Named values as a small table of two columns, and matrices.

import Basics
import ScriptAPI

enum HTMLFields {
    static func table(_ fields: [ShownFact]) -> String {
        "<table class=\"spar-fields\"><tbody>\n"
            + fields.map { field in
                let unit = field.unit.map { " <small>\(HTMLText.escaped($0))</small>" } ?? ""
                return "<tr><th style=\"text-align:left\">\(HTMLText.escaped(field.name))</th>"
                    + "<td style=\"text-align:left\">\(HTMLText.escaped(field.value))\(unit)</td></tr>\n"
            }.joined() + "</tbody></table>\n"
    }

    /// The same in Markdown.
    static func markdown(_ fields: [ShownFact]) -> String {
        func cell(_ text: String) -> String {
            text.split(whereSeparator: \.isNewline).joined(separator: " ").replacing("|", with: "\\|")
        }
        return "| | |\n|:--|:--|\n"
            + fields.map { field in
                "| \(cell(field.name)) | \(cell(field.value))\(field.unit.map { " " + $0 } ?? "") |\n"
            }.joined() + "\n"
    }

    static func matrix(_ rows: [[Double]]) -> String {
        "<table class=\"spar-table\"><tbody>\n"
            + rows.map { row in
                "<tr>" + row.map { "<td style=\"text-align:right\">\(NumberText.short($0, digits: 6))</td>" }.joined()
                    + "</tr>\n"
            }.joined() + "</tbody></table>\n"
    }
}
