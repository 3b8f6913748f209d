// Lua code with light colour, as HTML.

import Notebook
import LuaRuntime

enum CodeColour {
    static func html(_ code: String) -> String {
        let bytes = Array(code.utf8)
        var out = "", at = 0
        func text(_ range: Range<Int>) -> String { HTMLText.escaped(String(decoding: bytes[range], as: UTF8.self)) }
        for token in LuaTokens.all(code) {
            out += text(at..<token.range.lowerBound)
            let inner = text(token.range)
            switch token.kind {
            case .keyword: out += "<span class=\"k\">\(inner)</span>"
            case .string: out += "<span class=\"s\">\(inner)</span>"
            case .number: out += "<span class=\"n\">\(inner)</span>"
            case .comment: out += "<span class=\"c\">\(inner)</span>"
            default: out += inner
            }
            at = token.range.upperBound
        }
        return out + text(at..<bytes.count)
    }
}
