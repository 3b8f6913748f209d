// One output in several forms, from which a reader takes the richest that it can show.

import Basics
import Foundation

/// Forms of one value by their MIME type.
public struct MIMEBundle: Equatable, Sendable {
    /// text/plain, always there.
    public var text: String
    /// text/html: a fragment without scripts and styles of its own.
    public var html: String?
    /// text/markdown: tables, for reports in Markdown. Not part of Jupyter's messages, which have HTML.
    public var markdown: String?
    /// image/svg+xml: a whole document.
    public var svg: String?
    /// image/png.
    public var png: [UInt8]?

    public init(text: String, html: String? = nil, markdown: String? = nil, svg: String? = nil, png: [UInt8]? = nil) {
        self.text = text
        self.html = html
        self.markdown = markdown
        self.svg = svg
        self.png = png
    }

    /// As Jupyter's messages have it. There is no application/json: JupyterLab would show it, as a tree, and not the
    /// table.
    package var jupyter: JSON {
        var members: [String: JSON] = ["text/plain": .string(text)]
        if let html { members["text/html"] = .string(html) }
        if let svg { members["image/svg+xml"] = .string(svg) }
        if let png { members["image/png"] = .string(Data(png).base64EncodedString()) }
        return .object(members)
    }
}
