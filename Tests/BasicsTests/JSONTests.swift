@testable import Basics
import Testing

@Suite struct JSONTests {
    @Test func canonicalTextSortsAndShortens() throws {
        let value = JSON.object([
            "b": .array([.number(3), .integer(3), .number(0.1), .number(-0.0), .null, .bool(true)]),
            "a": .string("q\"\\\n\u{1}é"), "é": .object([:]),
        ])
        let text = #"{"a":"q\"\\\n\u0001é","b":[3,3,0.1,0,null,true],"é":{}}"#
        #expect(try value.canonicalText() == text)
        #expect(try JSON.parse(text).canonicalText() == text)
        #expect(try value.hash() == JSON.parse(text).hash())
    }

    @Test func refusesWhatJSONCannotHold() {
        #expect(throws: SparError("JSON cannot hold the number nan at rows[1].QAMS")) {
            try JSON.object(["rows": .array([.null, .object(["QAMS": .number(.nan)])])]).canonicalText()
        }
    }

    @Test func readsEscapesAndNumbers() throws {
        #expect(
            try JSON.parse(#" ["\u00e9\ud83d\ude00\/", 1e2, -0.5, 12, 123456789012345678901] "#)
                == .array([
                    .string("é😀/"), .number(100), .number(-0.5), .integer(12), .number(123456789012345678901),
                ]))
    }

    @Test(arguments: [
        ("", "m.json:1:1: the text ends where a value is expected"),
        ("{\"a\":1,}", "m.json:1:8: a key in double quotes is expected"),
        ("[1 2]", "m.json:1:4: a comma or ] is expected"),
        ("[01]", "m.json:1:2: 01 is not a number"),
        ("[1.]", "m.json:1:2: 1. is not a number"),
        ("[1e999]", "m.json:1:2: 1e999 is too large for a double"),
        ("{\n\"a\":1,\"a\":2}", "m.json:2:7: the key \"a\" stands twice in one object"),
        ("\"abc", "m.json:1:1: a string is not closed"),
        ("nul", "m.json:1:1: a value cannot begin with n"),
        ("NaN", "m.json:1:1: a value cannot begin with N"),
        ("1 1", "m.json:1:3: something follows the value's end"),
        ("\"\\ud800\"", "m.json:1:8: half of a surrogate pair stands alone"),
    ])
    func sentences(text: String, sentence: String) {
        #expect(throws: SparError(sentence)) { try JSON.parse(text, name: "m.json") }
    }

    @Test func deepNestingIsRefused() {
        let text = String(repeating: "[", count: 100_000)
        #expect(throws: SparError("JSON:1:513: nested deeper than 512 levels")) { try JSON.parse(text) }
    }
}

/// Examples published with FIPS 180-4.
@Suite struct SHA256Tests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func vectors(message: String, digest: String) {
        #expect(SHA256.hex(message.utf8) == digest)
    }

    @Test func millionLettersInAnyPortions() {
        var hash = SHA256()
        var left = 1_000_000, portion = 1
        while left > 0 {
            hash.update(repeatElement(UInt8(ascii: "a"), count: min(portion, left)))
            left -= portion
            portion = portion % 977 + 13
        }
        #expect(SHA256.hex(digest: hash.digest()) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    /// With the processor's instructions and without, in portions of any size.
    @Test func waysAgree() {
        var random = SeededRandom(seed: 7)
        for size in [0, 1, 55, 56, 63, 64, 65, 127, 128, 1000, 4096] {
            let bytes = (0..<size).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            var plain = SHA256(usesInstructions: false), portions = SHA256()
            plain.update(bytes)
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = 1 + Int(random.next() % 100)
                portions.update(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            #expect(SHA256.digest(bytes) == plain.digest())
            #expect(SHA256.digest(bytes) == portions.digest())
        }
    }
}
