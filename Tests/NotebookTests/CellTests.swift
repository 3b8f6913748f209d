// Cutting files into cells.

import Basics
import LuaRuntime
import Testing

@Suite struct CellTests {
    private func cells(_ text: String) throws -> [NotebookCell] { try NotebookFile(text, name: "n.lua").cells }

    @Test func aFileWithoutMarksIsOneCell() throws {
        let file = try NotebookFile("\nprint(1)\n\nprint(2)\n", name: "n.lua")
        #expect(!file.isCut)
        #expect(file.cells.map(\.text) == ["print(1)\n\nprint(2)"])
        #expect(file.cells[0].line == 2)
        #expect(try NotebookFile("", name: "n.lua").cells.isEmpty)
    }

    @Test func marksCutAndTellKindTitleAndMetadata() throws {
        let found = try cells(
            """
            x = 1
            -- %%
            y = 2

            --%% The title tags=["remove-input", "a b"] n=3
            z = 3
            -- %% [markdown] slideshow={"slide_type": "slide"}
            -- # Head
            --
            --   indented
            -- %%%% [md]
            -- more
            -- %% [raw]
            -- as it is
            -- %%no mark
            """)
        #expect(found.map(\.kind) == [.code, .code, .code, .markdown, .markdown, .raw])
        #expect(
            found.map(\.text) == ["x = 1", "y = 2", "z = 3", "# Head\n\n  indented", "more", "as it is\n%%no mark"])
        #expect(found.map(\.line) == [1, 3, 6, 8, 12, 14])
        #expect(found[2].title == "The title")
        #expect(found[2].tags == ["remove-input", "a b"])
        #expect(found[2].metadata["n"] == .integer(3))
        #expect(found[3].metadata["slideshow"]?["slide_type"] == .string("slide"))
    }

    @Test func aHeaderIsReadAndLeftOut() throws {
        let file = try NotebookFile(
            """
            -- ---
            -- jupyter:
            --   kernelspec:
            --     name: spar
            -- title: "NiO under strain"
            -- author: A. Author
            -- ---

            -- %%
            x = 1
            """, name: "n.lua")
        #expect(file.title == "NiO under strain")
        #expect(file.author == "A. Author")
        #expect(file.cells.map(\.text) == ["x = 1"])
        #expect(file.cells[0].line == 10)
    }

    @Test func marksWithinStringsAreText() throws {
        let found = try cells("-- %%\nlocal s = [[\n-- %%\n]]\n-- %%\nprint(s)")
        #expect(found.map(\.text) == ["local s = [[\n-- %%\n]]", "print(s)"])
    }

    @Test func windowsLineEndsAndAByteOrderMarkDoNotMatter() throws {
        #expect(
            try cells("\u{FEFF}-- %%\r\nx = 1\r\n-- %% [markdown]\r\n-- text\r\n").map(\.text) == ["x = 1", "text"])
    }

    @Test func brokenProseIsASentence() {
        #expect {
            try NotebookFile("-- %% [markdown]\n-- fine\nprint('x')\n", name: "n.lua")
        } throws: { error in
            "\(error)"
                == "n.lua:3: a line of a markdown cell is no comment: begin it with --, or begin a code cell with -- %%"
        }
    }
}
