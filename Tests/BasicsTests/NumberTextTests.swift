import Basics
import Testing

@Suite struct NumberTextTests {
    @Test(arguments: [
        (0.015, "0.015"), (3, "3"), (-0.0, "-0"), (0, "0"), (1e-7, "1e-07"), (0.1 + 0.2, "0.30000000000000004"),
        (1e15, "1000000000000000"), (1e22, "1e+22"), (.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf"),
        (5e-324, "5e-324"), (-12.5, "-12.5"),
    ])
    func shortestTextReadsBack(value: Double, text: String) {
        #expect(NumberText.shortest(value) == text)
        let back = NumberText.parse(text)
        #expect(back == value || value.isNaN && back?.isNaN == true)
    }

    @Test(arguments: [
        (0.1 + 0.2, 15, "0.3"), (1234567.0, 3, "1.23e+06"), (0.00012345, 3, "0.000123"), (0.000012345, 3, "1.23e-05"),
        (999.9, 3, "1e+03"), (100, 3, "100"), (-2.50, 4, "-2.5"), (0, 3, "0"), (1e300, 15, "1e+300"), (9.996, 3, "10"),
    ])
    func shortText(value: Double, digits: Int, text: String) {
        #expect(NumberText.short(value, digits: digits) == text)
    }

    @Test(arguments: [
        (1.005, 2, "1.00"), (-0.0001, 2, "0.00"), (2.5, 0, "2"), (-3.14159, 3, "-3.142"),
        (1e20, 1, "100000000000000000000.0"),
    ])
    func fixedText(value: Double, decimals: Int, text: String) {
        #expect(NumberText.fixed(value, decimals: decimals) == text)
    }

    @Test(arguments: [
        "", " 1", "1 ", "1,5", "0x10", "1e", "1e+", ".", "+", "-", "1.2.3", "1_000", "na", "--1", "-nan", "1d3", "e5",
        ".inf",
    ])
    func refusesWhatIsNoNumber(text: String) {
        #expect(NumberText.parse(text) == nil)
    }

    @Test(arguments: [
        "1.", ".5", "+7", "1E5", "1e-400", "123456789012345678901234567890", "2.2250738585072014e-308",
        "179769313486231580793e289", "9007199254740993", "0.000000000000000000000000000000000123456789012345678901",
        "00012.50", "8.98846567431158e+307", "1e999999999999",
    ])
    func agreesWithTheCorrectlyRoundedReader(text: String) {
        #expect(NumberText.parse(text) == Double(text.hasSuffix(".") ? text + "0" : text) ?? .infinity)
    }

    @Test func randomDoublesReadBack() {
        var state: UInt64 = 42
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Double(bitPattern: state ^ state >> 31)
            guard value.isFinite else { continue }
            #expect(NumberText.parse(NumberText.shortest(value)) == value)
            #expect(NumberText.parse(NumberText.short(value, digits: 17)) == value)
        }
    }
}

@Suite struct NearestNameTests {
    @Test(
        arguments: [
            ("desnity", "density"), ("qams", "QAMS"), ("SAM", "SAMS"), ("strian", "strain"), ("xyzzy", nil), ("a", nil),
            ("QMAS", "QAMS"), ("densitie", "density"), ("", nil),
        ] as [(String, String?)])
    func suggests(wrong: String, right: String?) {
        #expect(nearestName(to: wrong, among: ["QAMS", "SAMS", "density", "strain", "b"]) == right)
    }
}
