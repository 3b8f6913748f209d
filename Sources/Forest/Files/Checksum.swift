// XXH64 (Collet's xxHash, 64 bits, seed 0): tells an edited or truncated model file from a whole one at several bytes a
// clock, where SHA-256 would cost more than everything else in loading. No protection against intent.

enum Checksum {
    private static let p1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let p2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let p3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let p4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let p5: UInt64 = 0x27D4_EB2F_1656_67C5

    @inline(__always) private static func rotate(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }

    @inline(__always) private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        rotate(lane &+ word &* p2, 31) &* p1
    }

    static func xxh64(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        func word(_ at: Int) -> UInt64 {
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
        }
        let count = bytes.count
        var at = 0
        var hash: UInt64
        if count >= 32 {
            var a = p1 &+ p2, b = p2, c: UInt64 = 0, d = 0 &- p1
            while at + 32 <= count {
                a = round(a, word(at))
                b = round(b, word(at + 8))
                c = round(c, word(at + 16))
                d = round(d, word(at + 24))
                at += 32
            }
            hash = rotate(a, 1) &+ rotate(b, 7) &+ rotate(c, 12) &+ rotate(d, 18)
            for lane in [a, b, c, d] { hash = (hash ^ round(0, lane)) &* p1 &+ p4 }
        } else {
            hash = p5
        }
        hash = hash &+ UInt64(count)
        while at + 8 <= count {
            hash = rotate(hash ^ round(0, word(at)), 27) &* p1 &+ p4
            at += 8
        }
        if at + 4 <= count {
            let half = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self))
            hash = rotate(hash ^ UInt64(half) &* p1, 23) &* p2 &+ p3
            at += 4
        }
        while at < count {
            hash = rotate(hash ^ UInt64(bytes[at]) &* p5, 11) &* p1
            at += 1
        }
        hash = (hash ^ (hash >> 33)) &* p2
        hash = (hash ^ (hash >> 29)) &* p3
        return hash ^ (hash >> 32)
    }

    /// Sixteen lower-case hexadecimal digits.
    static func hex(_ bytes: UnsafeRawBufferPointer) -> String {
        let text = String(xxh64(bytes), radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}
