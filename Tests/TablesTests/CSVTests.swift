import Basics
import Glibc
import Tables
import Testing

@Suite struct CSVTests {
    private func read(_ text: String) throws -> Table { try Table(csvBytes: Array(text.utf8), name: "t.csv") }

    @Test func readsDialects() throws {
        let expected = try Table([
            (name: "id", column: .text(["a", nil, "say \"hi\", ok"])), (name: "Q x", column: .number([0.015, .nan, -3e-7])),
            (name: "ok", column: .flag([true, false, nil])),
        ])
        let rows = ["id,Q x,ok", "a,0.015,true", ",,false", "\"say \"\"hi\"\", ok\",-3e-7,"]
        for ending in ["\n", "\r\n", "\r"] {
            #expect(try read(rows.joined(separator: ending)) == expected)
            #expect(try read("\u{feff}" + rows.joined(separator: ending) + ending + ending) == expected)
        }
        #expect(try read("id; Q x ;ok\na;0.015;true\n;;false\n'b';2;\n").numbers("Q x")[0] == 0.015)
        #expect(try read("a\tb\n1\t\n2\t5\n").column("b") == .number([.nan, 5]))
    }

    @Test func keepsCommentsAndLinesInFields() throws {
        let table = try read("# NiO, strained\n#second\na,b\n1,\"x\ny\"\n# inside\n2,\"\"\n")
        #expect(table.comments == ["NiO, strained", "second", "inside"])
        #expect(try table.column("b") == .text(["x\ny", ""]))
        #expect(String(decoding: table.csvBytes(), as: UTF8.self)
            == "# NiO, strained\n# second\n# inside\na,b\n1,\"x\ny\"\n2,\"\"\n")
    }

    @Test func writesWhatReadsBack() throws {
        let table = try Table([
            (name: "x", column: .number([0.1 + 0.2, 3, .nan, 1e-300])),
            (name: "odd, name", column: .text([" led", "#no", nil, "q\"q\"\"\r\n;"])),
        ])
        #expect(try Table(csvBytes: table.csvBytes(), name: "t") == table)
        let single = try Table([(name: "x", column: .number([.nan, 1]))])
        #expect(try Table(csvBytes: single.csvBytes(), name: "t") == single)
        #expect(try read("a,b\n").count == 0)
        #expect(try read("a,b\n").names == ["a", "b"])
    }

    @Test func compressedFiles() throws {
        let path = "/tmp/spar-tables-\(getpid()).csv.gz"
        defer { unlink(path) }
        let table = try Table([(name: "x", column: .number((0..<100_000).map(Double.init)))])
        try table.write(csv: path)
        #expect(try FileBytes.read(path).starts(with: [0x1f, 0x8b]))
        #expect(try Table(csv: path) == table)
        let damaged = Array(try FileBytes.read(path).dropLast(1000))
        #expect(throws: SparError("t.gz: the compressed data are damaged or cut off")) {
            try Table(csvBytes: damaged, name: "t.gz")
        }
    }

    @Test(arguments: [
        ("", "t.csv: the file is empty; its first line must name the columns"),
        ("# only\n\n", "t.csv: the file is empty; its first line must name the columns"),
        ("a,b\n1,2,3\n", "t.csv:2: 3 fields where the header names 2 columns; numbers need a decimal point, not a comma"),
        ("a,b\n1,2\n\n3\n", "t.csv:4: 1 field where the header names 2 columns"),
        ("a,b,a\n", "t.csv:1: columns 1 and 3 are both called 'a'; rename one"),
        ("a,,c\n", "t.csv:1: column 2 has no name"),
        ("1,2\n3,4\n", "t.csv:1: the first line holds numbers (1, …) where the names of the columns are expected"),
        ("a;b\n2;0\n1,5;2,3\n",
            "t.csv:3: column 'a' holds '1,5', a number with a decimal comma; write it with a point, 1.5"),
        ("a,b\n1,\"-2,5e3\"\n",
            "t.csv:2: column 'b' holds '-2,5e3', a number with a decimal comma; write it with a point, -2.5e3"),
        ("a,b\n1,\"x\n", "t.csv:2: a quoted field is not closed; end it with \""),
        ("a,b\n1,\"x\"y\n", "t.csv:2: text follows a closing quote; write a quote inside as \"\""),
        ("a\0b", "t.csv: this is a binary file, not CSV text"),
        ("PK\u{3}\u{4}", "t.csv: this is a zip or spreadsheet file, not CSV text; export it as CSV"),
    ])
    func sentences(text: String, sentence: String) {
        #expect(throws: SparError(sentence)) { try read(text) }
    }

    @Test func otherEncodings() {
        #expect(throws: SparError("t.csv:2: column 'a' is not UTF-8 text; save the file as UTF-8")) {
            try Table(csvBytes: [0x61, 0x0a, 0xe5, 0x0a], name: "t.csv")
        }
        #expect(throws: SparError("t.csv: this is UTF-16 text; save the file as UTF-8")) {
            try Table(csvBytes: [0xff, 0xfe, 0x61, 0], name: "t.csv")
        }
    }

    @Test func listsInTextColumnsAreNoDecimalCommas() throws {
        #expect(try read("a\n\"1,2\"\nNi\n").column("a") == .text(["1,2", "Ni"]))
        #expect(try read("a\n\"1,2,3\"\n").column("a") == .text(["1,2,3"]))
    }
}
