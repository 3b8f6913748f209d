import Basics
import Tables
import Testing

@Suite struct TableTests {
    let table: Table

    init() throws {
        table = try Table([
            (name: "metal", column: .text(["Ni", "Cr", "Ni", nil, "Cr"])),
            (name: "QAMS", column: .number([3, 1, .nan, 2, 1])),
            (name: "id", column: .number([10, 11, 12, 13, 14])),
        ])
    }

    private func ids(_ table: Table) throws -> [Double] { try table.numbers("id") }

    @Test func sortsStablyWithMissingLast() throws {
        #expect(try ids(table.sorted(by: ["QAMS"])) == [11, 14, 13, 10, 12])
        #expect(try ids(table.sorted(by: ["QAMS"], descending: true)) == [10, 13, 11, 14, 12])
        #expect(try ids(table.sorted(by: ["metal", "QAMS"])) == [11, 14, 10, 12, 13])
    }

    @Test func choosesRowsAndColumns() throws {
        #expect(try ids(table.filtered([true, false, false, false, true])) == [10, 14])
        #expect(try ids(table.head(2)) == [10, 11])
        #expect(try ids(table.unique(["metal"])) == [10, 11, 13])
        #expect(try table.selecting(["id", "metal"]).names == ["id", "metal"])
        #expect(try table.renaming([(old: "metal", new: "M")]).names == ["M", "QAMS", "id"])
        #expect(try table.with("id", .number([0, 0, 0, 0, 0])).numbers("id") == [0, 0, 0, 0, 0])
        #expect(
            try table.with("new", .flag([nil, nil, true, true, false])).row(2)
                == [.text("Ni"), .missing, .number(12), .flag(true)])
    }

    @Test func groupsByFirstAppearance() throws {
        let groups = try table.grouped(by: "metal")
        #expect(groups.map(\.key) == [.text("Ni"), .text("Cr"), .missing])
        #expect(try groups.map { try ids($0.rows) } == [[10, 12], [11, 14], [13]])
    }

    @Test func joinsAndConcatenates() throws {
        let radii = try Table([
            (name: "metal", column: .text(["Cr", "Ni", "Fe"])), (name: "Z", column: .number([24, 28, 26])),
        ])
        let joined = try table.joined(radii, on: ["metal"])
        #expect(joined.names == ["metal", "QAMS", "id", "Z"])
        #expect(try joined.numbers("Z") == [28, 24, 28, 24])
        #expect(try ids(joined) == [10, 11, 12, 14])
        #expect(try table.concatenated(table).count == 10)
        let empty = try Table([
            (name: "id", column: .number([1])), (name: "QAMS", column: .number([2])),
            (name: "metal", column: .number([.nan])),
        ])
        #expect(try table.concatenated(empty).column("metal") == .text(["Ni", "Cr", "Ni", nil, "Cr", nil]))
    }

    @Test func sentences() throws {
        let twice = try Table([(name: "metal", column: .text(["Ni", "Ni"])), (name: "Z", column: .number([1, 2]))])
        let clash = try Table([(name: "metal", column: .text(["Ni"])), (name: "QAMS", column: .number([1]))])
        let number = try Table([(name: "metal", column: .number([1])), (name: "Z", column: .number([1]))])
        let cases: [(String, () throws -> Void)] = [
            ("there is no column 'QMAS'; did you mean 'QAMS'?", { _ = try table.numbers("QMAS") }),
            ("there is no column 'xyz'; the columns are metal, QAMS, id", { _ = try table.column("xyz") }),
            (
                "column 'metal' holds text (row 1 holds 'Ni') where numbers are needed",
                { _ = try table.numbers("metal") }
            ),
            ("two columns are called 'id'; rename one", { _ = try table.renaming([(old: "metal", new: "id")]) }),
            ("two columns are called 'id'; rename one", { _ = try table.selecting(["id", "id"]) }),
            ("column 'x' has 1 values where the table has 5 rows", { _ = try table.with("x", .number([1])) }),
            (
                "metal = Ni stands in rows 1 and 2 of the second table; its keys must be unique",
                { _ = try table.joined(twice, on: ["metal"]) }
            ),
            (
                "both tables have a column 'QAMS'; rename it in one, or leave it out with select",
                { _ = try table.joined(clash, on: ["metal"]) }
            ),
            (
                "column 'metal' holds text in the first table, numbers in the second",
                { _ = try table.joined(number, on: ["metal"]) }
            ),
            (
                "in the second table: there is no column 'id'; the columns are metal, Z",
                { _ = try table.joined(twice, on: ["id"]) }
            ),
            (
                "only the second table has a column 'Z'; both need the same columns",
                { _ = try table.concatenated(twice) }
            ),
        ]
        for (sentence, action) in cases {
            #expect(throws: SparError(sentence), performing: action)
        }
    }

    @Test func rendersAlignedText() throws {
        let text = try Table([
            (name: "metal", column: .text(["Ni", nil, "Cr"])),
            (name: "QAMS", column: .number([0.25, .nan, 12.123456789])),
            (name: "N", column: .number([1, 1000, 20])), (name: "wide", column: .number([1e-12, 1e5, .infinity])),
        ]).rendered()
        #expect(
            text == """
                metal     QAMS     N    wide
                Ni      0.2500     1   1e-12
                -            -  1000  100000
                Cr     12.1235    20     inf

                """)
    }

    @Test func rendersLongAndWideTables() throws {
        let many = try Table(["a", "b", "c"].map { (name: $0, column: .number((0..<100).map(Double.init))) })
        #expect(
            many.rendered(maxRows: 3, width: 7)
                == """
                a   b
                 0   0
                 1   1
                … 97 rows left out …
                99  99
                (1 more column: c)

                """.replacingFirstLine(with: " a   b"))
        #expect(try Table([(name: "a", column: .number([]))]).rendered() == "a\n(no rows)\n")
    }
}

extension String {
    /// A literal's first line cannot begin with more blanks than its last.
    func replacingFirstLine(with line: String) -> String {
        line + String(drop { !$0.isNewline })
    }
}
