// What people write who know another language, and what Lua has for it: said beside Lua's own sentence about a syntax
// error.

enum SyntaxHint {
    /// - Parameter text: the whole chunk.
    static func hint(_ fault: SyntaxFault, in text: String) -> String? {
        guard let line = fault.line(of: text) else { return nil }
        let code = withoutStrings(line)
        let first = code.drop(while: \.isWhitespace).prefix { $0.isLetter || $0 == "_" }
        let near = fault.near
        switch first {
        case "import", "from", "using", "include":
            return
                "Lua has no \(first): structure, xes, data, plot and the others are there already; require(\"name\") "
                + "loads a file of yours"
        case "def", "fn", "func": return "a function is written function name(…) … end"
        case "elif": return "it is written elseif … then"
        case "var", "let", "const", "auto": return "a variable is written local name = value"
        case "switch", "match", "try", "class": return "Lua has no \(first)"
        default: break
        }
        if code.contains("!=") { return "not equal is written ~=" }
        for sign in ["+=", "-=", "*=", "/=", "%=", "..="] where code.contains(sign) && !code.contains(sign + "=") {
            return "Lua has no \(sign): write x = x \(sign.dropLast()) …"
        }
        if code.contains("**") { return "a power is written x ^ y" }
        if code.contains("++") { return "Lua has no ++: write x = x + 1" }
        if code.contains("&&") { return "and is written and" }
        if code.contains("||") { return "or is written or" }
        if near == "!" { return "not is written not" }
        if near == "[" || near == "," && code.contains("[") { return "a list is written { 1, 2 }" }
        if near == "]", code.contains("[") { return "a list is written { 1, 2 }; parts of a list are taken one by one" }
        if near == ":", code.contains("{") || first == "if" || first == "for" || first == "while" {
            return code.contains("{")
                ? "a field is written name = value"
                : "a block is written \(first) … \(first == "if" ? "then" : "do") … end"
        }
        if near == "?" { return "a choice is written condition and a or b" }
        if near == "//" || near == "/" || code.drop(while: \.isWhitespace).hasPrefix("#") {
            return "a comment begins with --"
        }
        if near == "lambda" || code.contains("=>") || code.contains("lambda ") {
            return "a function is written function(x) return … end"
        }
        return nil
    }

    /// A bare value at the end of a script.
    static let bareValue =
        "a value alone is no statement: show(…) or print(…) shows it; in a script with cells (-- %%) the last one is "
        + "shown"

    /// A list or table behind `in`, without a function that walks it. Lua's own sentence says that it was called.
    static func runtimeHint(_ sentence: String) -> String? {
        guard sentence.contains("attempt to call a"), sentence.contains("for iterator") else { return nil }
        return "a list is walked with for i, x in ipairs(list) do, a table of names with pairs"
    }

    /// Global names of other languages.
    static func meaning(ofGlobal name: String) -> String? {
        switch name {
        case "None", "null", "NULL", "undefined", "NaN", "nan":
            name.lowercased() == "nan" ? "0/0 is not a number" : "nothing is written nil"
        case "True", "TRUE": "it is written true"
        case "False", "FALSE": "it is written false"
        case "len": "the length of x is #x"
        case "import": "Lua has no import: the modules are there already"
        case "int", "float", "str":
            name == "str" ? "tostring(x)" : name == "int" ? "math.floor(x), or x // 1" : "tonumber(x)"
        case "abs", "sqrt", "exp", "sin", "cos", "tan", "log", "floor", "ceil", "max", "min", "pi", "random":
            "it is math.\(name)"
        case "console", "echo", "printf", "puts": "print(…) prints"
        default: nil
        }
    }

    /// The line with its strings emptied, and without its comment.
    private static func withoutStrings(_ line: String) -> String {
        var out = ""
        var quote: Character?
        var isEscaped = false
        for letter in line {
            if let open = quote {
                if isEscaped {
                    isEscaped = false
                } else if letter == "\\" {
                    isEscaped = true
                } else if letter == open {
                    quote = nil
                }
                continue
            }
            if letter == "\"" || letter == "'" { quote = letter } else { out.append(letter) }
        }
        if let comment = out.firstRange(of: "--") { out = String(out[..<comment.lowerBound]) }
        return out
    }
}
