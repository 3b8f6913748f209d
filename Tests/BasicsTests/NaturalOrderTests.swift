import Basics
import Testing

@Suite struct NaturalOrderTests {
    @Test func numbersInNamesCountAsNumbers() {
        let names = ["0.10", "-0.05", "x10", "0.00", "x2", "x02", "b", "B", "x2a", "QAMS"]
        #expect(
            names.sorted(by: NaturalOrder.precedes) == [
                "-0.05", "0.00", "0.10", "B", "QAMS", "b", "x02", "x2", "x2a", "x10",
            ])
    }
}
