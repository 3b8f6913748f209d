// HMAC (RFC 2104) over SHA-256: the signature of Jupyter's messages.

import Notebook
import Basics

package struct MessageSignature: Sendable {
    private let inner: [UInt8], outer: [UInt8]
    /// Without a key messages are not signed.
    package let isUsed: Bool

    package init(key: String) {
        isUsed = !key.isEmpty
        var block = Array(key.utf8)
        if block.count > 64 { block = SHA256.digest(block) }
        block += [UInt8](repeating: 0, count: 64 - block.count)
        inner = block.map { $0 ^ 0x36 }
        outer = block.map { $0 ^ 0x5c }
    }

    /// 64 hexadecimal digits; empty where there is no key.
    package func signature(of parts: [[UInt8]]) -> String {
        guard isUsed else { return "" }
        var hash = SHA256()
        hash.update(inner)
        for part in parts { hash.update(part) }
        return SHA256.hex(outer + hash.digest())
    }

    /// Compares in a time that does not depend on where the two differ.
    package func accepts(_ signature: [UInt8], of parts: [[UInt8]]) -> Bool {
        let wanted = Array(self.signature(of: parts).utf8)
        guard isUsed else { return true }
        guard wanted.count == signature.count else { return false }
        return zip(wanted, signature).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
