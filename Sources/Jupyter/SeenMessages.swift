// Signatures of messages that came: a message that is sent again by somebody who listened is not run again.

import Notebook

/// The latest signatures, so many that a session of a day has no more.
package struct SeenMessages {
    private var signatures: Set<[UInt8]> = []
    private var order: [[UInt8]] = []
    private static let most = 1 << 16

    package init() {}

    /// Whether the signed message of these frames did not come before; it counts as seen from then on. Without a key
    /// there are no signatures, and every message is new.
    package mutating func isNew(_ frames: [[UInt8]], _ signature: MessageSignature) -> Bool {
        guard signature.isUsed, let mark = frames.firstIndex(of: JupyterMessage.delimiter), frames.count > mark + 1
        else {
            return true
        }
        guard signatures.insert(frames[mark + 1]).inserted else { return false }
        order.append(frames[mark + 1])
        if order.count > Self.most {
            for old in order.prefix(Self.most / 2) { signatures.remove(old) }
            order.removeFirst(Self.most / 2)
        }
        return true
    }
}
