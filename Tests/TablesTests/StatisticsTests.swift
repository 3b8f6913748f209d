import Basics
import Tables
import Testing

@Suite struct StatisticsTests {
    let x = [4, .nan, 1, 3, 2.0]

    @Test func skipsMissingValues() {
        #expect(Statistics.count(x) == 4)
        #expect(Statistics.mean(x) == 2.5)
        #expect(abs(Statistics.std(x) - 1.25.squareRoot()) < 1e-15)
        #expect(Statistics.min(x) == 1)
        #expect(Statistics.max(x) == 4)
        #expect(Statistics.quantile(x, 0.25) == 1.75)
        #expect(Statistics.mean([.nan]).isNaN)
        #expect(Statistics.std([5]) == 0)
        #expect(Statistics.sum([1e16, 1, -1e16]) == 1)
        #expect(Statistics.sum([.infinity, 1]) == .infinity)
    }

    @Test func linearFit() throws {
        let fit = try Statistics.fit([0, 1, 2, .nan, 3], [1, 3, 5, 9, 7])
        #expect(fit.slope == 2 && fit.intercept == 1 && fit.r2 == 1 && fit.count == 4 && fit.missing == 1)
        // Anscombe's first set: y = 3.00 + 0.500 x, r2 = 0.67.
        let a = try Statistics.fit(
            [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5],
            [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68])
        #expect(abs(a.slope - 0.50009) < 1e-5 && abs(a.intercept - 3.00009) < 1e-5 && abs(a.r2 - 0.66654) < 1e-5)
        #expect(throws: SparError("a line cannot be fitted: all x are 2")) { try Statistics.fit([2, 2], [1, 5]) }
        #expect(throws: SparError("a line needs two points or more, and 1 have both values")) {
            try Statistics.fit([2, .nan], [1, 5])
        }
    }

    @Test func histogram() throws {
        let all = try Statistics.histogram([0, 0.1, 0.2, 0.3, 0.3, .nan, 1], bins: 10, range: 0...1)
        #expect(all.counts == [1, 1, 1, 2, 0, 0, 0, 0, 0, 1])
        #expect(all.missing == 1 && all.outside == 0 && all.edges.count == 11)
        #expect(try Statistics.histogram([5, 5], bins: 2).edges == [4.5, 5, 5.5])
        #expect(try Statistics.histogram([1, 2, 9], bins: 1, range: 1...2).outside == 1)
        #expect(throws: SparError("a histogram of 0 bins; ask for 1 to 1000000")) {
            try Statistics.histogram([1], bins: 0)
        }
    }

    @Test func correlationMatrixAndDescription() throws {
        let table = try Table([
            (name: "a", column: .number([1, 2, 3, 4])), (name: "b", column: .number([-1, -2, -3, -4])),
            (name: "c", column: .number([7, 7, 7, 7])), (name: "m", column: .text(["x", nil, "y", "z"])),
        ])
        let matrix = try table.correlation(["a", "b", "c"])
        #expect(abs(matrix[0, 1] + 1) < 1e-15 && matrix[0, 0] == 1 && matrix[0, 2].isNaN)
        let described = try table.described()
        #expect(described.names == ["column", "count", "missing", "mean", "std", "min", "25%", "50%", "75%", "max"])
        #expect(try described.numbers("count") == [4, 4, 4, 3])
        #expect(try described.numbers("50%")[0] == 2.5)
        #expect(abs(try described.numbers("std")[0] - 1.25.squareRoot()) < 1e-15)
    }

    @Test(
        arguments: [
            (0, 0.10, 0.005, 21), (0, 1, 0.1, 11), (1, 0, -0.25, 5), (0, 0, 1, 1), (0, 1, 0.3, 4),
            (-0.1, 0.1, 0.01, 21),
            (0, 1, 1.0 / 3, 4), (0, 1e6, 1, 1_000_001), (2.5, 2.6, 1, 1), (0, 1e-7, 1e-8, 11),
        ] as [(Double, Double, Double, Int)])
    func rangeIsInclusive(start: Double, stop: Double, step: Double, count: Int) throws {
        #expect(try ValueRange.values(from: start, through: stop, step: step).count == count)
    }

    @Test func rangeDoesNotDrift() throws {
        let values = try ValueRange.values(from: 0, through: 0.10, step: 0.005)
        #expect(
            values.map { NumberText.shortest($0) } == [
                "0", "0.005", "0.01", "0.015", "0.02", "0.025", "0.03", "0.035", "0.04", "0.045", "0.05", "0.055",
                "0.06",
                "0.065", "0.07", "0.075", "0.08", "0.085", "0.09", "0.095", "0.1",
            ])
        let thousand = try ValueRange.values(from: -1, through: 1, step: 0.001)
        #expect(thousand.allSatisfy { NumberText.shortest($0).count <= 6 })
    }

    @Test(
        arguments: [
            (0, 1, 0, "range(0, 1, 0): the step is 0; give one that leads from start to stop"),
            (0, 1, -0.1, "range(0, 1, -0.1): the step leads away from stop; turn its sign"),
            (0, .nan, 1, "range(0, nan, 1): start, stop and step must be finite numbers"),
            (0, 1e9, 1e-3, "range(0, 1000000000, 0.001): that is more than 10000000 values; take a larger step"),
        ] as [(Double, Double, Double, String)])
    func rangeSentences(start: Double, stop: Double, step: Double, sentence: String) {
        #expect(throws: SparError(sentence)) { try ValueRange.values(from: start, through: stop, step: step) }
    }
}
