// The order in which people put names that have numbers in them: x2 before x10, -0.05 before 0.10.

public enum NaturalOrder {
    public static func precedes(_ a: String, _ b: String) -> Bool {
        if let x = Double(a), let y = Double(b), x != y { return x < y }
        var left = Array(a.utf8)[...], right = Array(b.utf8)[...]
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        while let x = left.first, let y = right.first {
            if isDigit(x), isDigit(y) {
                let one = left.prefix(while: isDigit), other = right.prefix(while: isDigit)
                let p = one.drop { $0 == 0x30 }, q = other.drop { $0 == 0x30 }
                if p.count != q.count { return p.count < q.count }
                if !p.elementsEqual(q) { return p.lexicographicallyPrecedes(q) }
                left = left.dropFirst(one.count)
                right = right.dropFirst(other.count)
            } else {
                if x != y { return x < y }
                left = left.dropFirst()
                right = right.dropFirst()
            }
        }
        if left.isEmpty != right.isEmpty { return left.isEmpty }
        return a < b
    }
}
