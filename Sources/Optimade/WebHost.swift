// Which machine an address leads to.

enum WebHost {
    /// Whether it is this machine itself, which no proxy reaches.
    static func isLoopback(_ address: String) -> Bool {
        guard let start = address.firstRange(of: "://")?.upperBound else { return false }
        let authority = address[start...].prefix { !"/?#".contains($0) }
        let host = (authority.split(separator: "@").last ?? authority).lowercased()
        if host.hasPrefix("[") { return host.hasPrefix("[::1]") }
        let name = host.prefix { $0 != ":" }
        return name == "localhost" || (name.hasPrefix("127.") && name.allSatisfy { $0 == "." || $0.isNumber })
    }
}
