/// Plain memory for inner loops, where an array in a class would be checked at each access; freed with its owner.
struct OwnedMemory<Element: BitwiseCopyable>: ~Copyable {
    let start: UnsafeMutablePointer<Element>

    /// Not initialised.
    init(count: Int) { start = .allocate(capacity: count) }

    init(repeating value: Element, count: Int) {
        self.init(count: count)
        start.initialize(repeating: value, count: count)
    }

    deinit { start.deallocate() }
}
