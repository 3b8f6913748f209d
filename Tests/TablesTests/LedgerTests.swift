// A table on the disk that grows row by row: what it holds after being closed, cut short, or asked for something else.

import Basics
import Foundation
import Tables
import Testing

@Suite struct LedgerTests {
    private let path = FileManager.default.temporaryDirectory.appendingPathComponent("ledger-\(UUID().uuidString).csv")
        .path
    private let columns = ["id", "metal", "SAMS", "reason"]

    private func open() throws -> Ledger { try Ledger(path: path, columns: columns, key: ["id", "metal"]) }
    private var text: String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }

    private func withRows(_ body: () throws -> Void) throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            let ledger = try open()
            try ledger.append([.text("mp-1"), .text("Fe"), .number(0.25), .missing])
            try ledger.append([.text("mp-2"), .text("Fe"), .missing, .text("two\nlines, \"quoted\"")])
        }
        try body()
    }

    @Test func rowsStayAndAreFound() throws {
        try withRows {
            #expect(text == "id,metal,SAMS,reason\nmp-1,Fe,0.25,\nmp-2,Fe,,\"two lines, \"\"quoted\"\"\"\n")
            let ledger = try open()
            #expect(ledger.count == 2 && ledger.repaired == 0)
            #expect(ledger.row([.text("mp-1"), .text("Fe")]) == [.text("mp-1"), .text("Fe"), .number(0.25), .missing])
            #expect(ledger.row([.text("mp-1"), .text("Ni")]) == nil)
        }
    }

    /// Cut anywhere after the first row, the file loses its last row and no other.
    @Test func aRowCutShortIsDropped() throws {
        try withRows {
            let whole = Array(text.utf8)
            let first = Array("id,metal,SAMS,reason\nmp-1,Fe,0.25,\n".utf8).count
            for length in first..<whole.count {
                try Data(whole[..<length]).write(to: URL(fileURLWithPath: path))
                let ledger = try open()
                #expect(ledger.count == 1 && ledger.repaired == (length > first ? 1 : 0))
                try ledger.append([.text("mp-3"), .text("Ni"), .number(1), .missing])
            }
            #expect(text == "id,metal,SAMS,reason\nmp-1,Fe,0.25,\nmp-3,Ni,1,\n")
        }
    }

    @Test func theLaterRowOfAKeyStands() throws {
        try withRows {
            try open().append([.text("mp-1"), .text("Fe"), .number(0.5), .missing])
            let ledger = try open()
            #expect(ledger.count == 2)
            #expect(try ledger.table().numbers("SAMS")[0] == 0.5)
            #expect(text.split(separator: "\n").count == 3)
        }
    }

    /// A replaced row leaves the file when it is tidied, and what is added then follows.
    @Test func tidied() throws {
        try withRows {
            let ledger = try open()
            try ledger.append([.text("mp-1"), .text("Fe"), .number(0.5), .missing])
            #expect(text.split(separator: "\n").count == 4)
            try ledger.tidy()
            try ledger.append([.text("mp-3"), .text("Fe"), .number(0.75), .missing])
            #expect(
                text == "id,metal,SAMS,reason\nmp-1,Fe,0.5,\nmp-2,Fe,,\"two lines, \"\"quoted\"\"\"\nmp-3,Fe,0.75,\n")
        }
    }

    /// Columns that a file lacks are added, empty in its rows; a key's column is not.
    @Test func aColumnIsAdded() throws {
        try withRows {
            do {
                let ledger = try Ledger(
                    path: path, columns: ["id", "metal", "hash", "SAMS", "reason"], key: ["id", "metal"])
                #expect(
                    ledger.row([.text("mp-1"), .text("Fe")]) == [
                        .text("mp-1"), .text("Fe"), .missing, .number(0.25), .missing,
                    ])
            }
            #expect(text.hasPrefix("id,metal,hash,SAMS,reason\nmp-1,Fe,,0.25,\n"))
            #expect(
                message {
                    _ = try Ledger(
                        path: path, columns: ["site", "id", "metal", "hash", "SAMS", "reason"], key: ["site"])
                }
                .contains("it lacks site"))
        }
    }

    @Test func mistakes() throws {
        try withRows {
            let ledger = try open()
            #expect(
                message { _ = try open() }
                    == "\(path) is being written by another program; let it end, or name another file")
            #expect(message { try ledger.append([.missing]) } == "a row of \(path) has 4 cells, got 1")
        }
        try withRows {
            #expect(
                message { _ = try Ledger(path: path, columns: ["id", "metal", "SAM", "reason"], key: []) }
                    == "\(path) has other columns than the rows that are to be added; it lacks SAM; only it has SAMS. "
                    + "Name another file"
            )
            #expect(
                message { _ = try Ledger(path: path, columns: columns, key: ["ID"]) }
                    == "the key column 'ID' is not among the columns; did you mean 'id'?")
        }
    }

    private func message(_ body: () throws -> Void) -> String {
        do {
            try body()
            return ""
        } catch {
            return "\(error)"
        }
    }
}
