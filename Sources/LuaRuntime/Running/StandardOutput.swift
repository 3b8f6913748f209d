// The standard output of the process: what is printed and cannot be written is said, and is no success.

import CLuaShim
import Glibc

public enum StandardOutput {
    /// Why something that was printed could not be written.
    public struct Fault: Sendable {
        /// errno.
        public let code: Int32
        /// "No space left on device".
        public var reason: String { String(cString: strerror(code)) }
    }

    /// The first write that failed; nil while all went well.
    public static var fault: Fault? { found(spar_write(nil, 0)) }

    /// Empties the buffer, and says whether everything printed has gone out.
    public static func flush() -> Fault? { found(spar_flush()) }

    private static func found(_ code: Int32) -> Fault? { code == 0 ? nil : Fault(code: code) }
}
