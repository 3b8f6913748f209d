import Basics
import Glibc
import Tables
import Testing

@Suite struct CSVTests {
    private func read(_ text: String) throws -> Table { try Table(csvBytes: Array(text.utf8), name: "t.csv") }

    @Test func readsDialects() throws {
        let expected = try Table([
            (name: "id", column: .text(["a", nil, "say \"hi\", ok"])),
            (name: "Q x", column: .number([0.015, .nan, -3e-7])),
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
        let text = "# NiO, strained\n#second\na,b\n1,\"x\ny\"\n# inside\n2,\"\"\n"
        let table = try Table(csvBytes: Array(text.utf8), name: "t.csv", comment: "#")
        #expect(table.comments == ["NiO, strained", "second", "inside"])
        #expect(try table.column("b") == .text(["x\ny", ""]))
        #expect(
            String(decoding: table.csvBytes(), as: UTF8.self)
                == "# NiO, strained\n# second\n# inside\na,b\n1,\"x\ny\"\n2,\"\"\n")
        #expect(
            throws: SparError(
                "t.csv:6: 1 field where the header names 2 columns; where # begins a comment, say comment = \"#\"")
        ) {
            try read(text)
        }
    }

    /// A spreadsheet's errors begin with the sign that other programs' comments do.
    @Test func rowsThatBeginWithAHashAreData() throws {
        let table = try read("val,id\n1.5,A\n#N/A,B\n2.5,C\n#DIV/0!,D\n")
        #expect(try table.column("id") == .text(["A", "B", "C", "D"]))
        #expect(try table.column("val") == .text(["1.5", "#N/A", "2.5", "#DIV/0!"]))
        #expect(try read("# head\ncolor,n\n#ff0000,1\n#00ff00,2\n").count == 2)
        #expect(try Table(csvBytes: Array("a\n//x\n1\n".utf8), name: "t", comment: "//").column("a") == .number([1]))
    }

    /// As numerical programs write it, the header stands behind a #.
    @Test func aHeaderBehindAHash() throws {
        for text in [
            "# energy,mu\n1,2\n3,4\n", "#energy,mu\n1,2\n3,4\n", "# made by us\n# energy,mu\n1,2\n3,4\n",
        ] {
            let table = try read(text)
            #expect(table.names == ["energy", "mu"] && table.count == 2)
        }
        #expect(try read("#id,formula\nmp-1,NiO\nmp-2,CuO\n").names == ["id", "formula"])
        // A comment with as many commas as the header is no header.
        #expect(try read("# NiO, strained\nid,n\nmp-1,1\n").names == ["id", "n"])
        #expect(try read("#a,b\nid,n\nmp-1,1\n").names == ["id", "n"])
        #expect(try read("# by me, today\nid,formula\nmp-1,NiO\n").names == ["id", "formula"])
    }

    /// Whole numbers beyond 2^53 are identifiers: a double would change them.
    @Test func longIdentifiersStayTexts() throws {
        let table = try read("id,n\n9007199254740993,9007199254740992\n12345678901234567890,2\n")
        #expect(try table.column("id") == .text(["9007199254740993", "12345678901234567890"]))
        #expect(try table.numbers("n") == [9007199254740992, 2])
        #expect(
            throws: SparError("t.csv:3: column 'x' holds '1e400', which is beyond the largest number, 1.8e308")
        ) { try read("x\n1\n1e400\n") }
    }

    @Test func aFirstLineThatNamesTheSeparator() throws {
        for text in ["sep=;\na;b\n1;x,y\n", "\"sep=;\"\r\na;b\r\n1;x,y\r\n", "\u{feff}SEP=|\na|b\n1|x,y\n"] {
            let table = try read(text)
            #expect(table.names == ["a", "b"])
            #expect(try table.column("b") == .text(["x,y"]))
        }
        #expect(throws: SparError("t.csv:3: 1 field where the header names 2 columns")) { try read("sep=;\na;b\n1\n") }
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
        (
            "a,b\n1,2,3\n",
            "t.csv:2: 3 fields where the header names 2 columns; numbers need a decimal point, not a comma"
        ),
        ("a,b\n1,2\n\n3\n", "t.csv:4: 1 field where the header names 2 columns"),
        ("a,b,a\n", "t.csv:1: columns 1 and 3 are both called 'a'; rename one"),
        ("a,,c\n", "t.csv:1: column 2 has no name"),
        ("1,2\n3,4\n", "t.csv:1: the first line holds numbers (1, …) where the names of the columns are expected"),
        (
            "a;b\n2;0\n1,5;2,3\n",
            "t.csv:3: column 'a' holds '1,5', a number with a decimal comma; write it with a point, 1.5"
        ),
        (
            "a,b\n1,\"-2,5e3\"\n",
            "t.csv:2: column 'b' holds '-2,5e3', a number with a decimal comma; write it with a point, -2.5e3"
        ),
        (
            "id,n\nA,\"1,234\"\nB,\"5,678\"\n",
            "t.csv:2: column 'n' holds '1,234', a number with a thousands separator; write it without, 1234"
        ),
        (
            "id,n\nA,999\nB,\"-1,234,567.5\"\n",
            "t.csv:3: column 'n' holds '-1,234,567.5', a number with a thousands separator; write it without, "
                + "-1234567.5"
        ),
        (
            "id;n\nA;1,234\n",
            "t.csv:2: column 'n' holds '1,234', a number with a thousands separator or a decimal comma; "
                + "write it as 1234 or as 1.234"
        ),
        (
            "id;n\nA;1,234\nB;1,5\n",
            "t.csv:3: column 'n' holds '1,5', a number with a decimal comma; write it with a point, 1.5"
        ),
        (
            "id;n\nA;0,234\n",
            "t.csv:2: column 'n' holds '0,234', a number with a decimal comma; write it with a point, 0.234"
        ),
        (
            "id;n\nA;1.234,5\n",
            "t.csv:2: column 'n' holds '1.234,5', a number with a thousands separator and a decimal "
                + "comma; write it as 1234.5"
        ),
        (
            "n\n1'234\n",
            "t.csv:2: column 'n' holds '1'234', a number with a thousands separator; write it without, 1234"
        ),
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
