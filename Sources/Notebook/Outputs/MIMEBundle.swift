// One output in several forms, from which a reader takes the richest that it can show.

import Basics

/// Forms of one value by their MIME type.
public struct MIMEBundle: Equatable, Sendable {
    /// text/plain, always there.
    public var text: String
    /// text/html: a fragment without scripts and styles of its own.
    public var html: String?
    /// image/svg+xml: a whole document.
    public var svg: String?
    /// application/json.
    public var json: JSON?

    public init(text: String, html: String? = nil, svg: String? = nil, json: JSON? = nil) {
        self.text = text
        self.html = html
        self.svg = svg
        self.json = json
    }

    /// As Jupyter's messages have it.
    var jupyter: JSON {
        var members: [String: JSON] = ["text/plain": .string(text)]
        if let html { members["text/html"] = .string(html) }
        if let svg { members["image/svg+xml"] = .string(svg) }
        if let json { members["application/json"] = json }
        return .object(members)
    }
}
