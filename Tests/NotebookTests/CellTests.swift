// Cutting files into cells.

import Basics
import Notebook
import Testing

@Suite struct CellTests {
    @Test func placeholder() throws {
        #expect(try NotebookFile("print(1)", name: "t.lua").isCut == false)
    }
}
