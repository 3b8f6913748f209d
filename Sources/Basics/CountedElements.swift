// Elements as people count them, from 1.

extension Array {
    /// The element of a number that someone typed; nil where there is none, whatever the number.
    public subscript(number n: Int) -> Element? { n > 0 && n <= count ? self[n - 1] : nil }
}
