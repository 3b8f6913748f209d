// Prose: blocks and inline signs, and what must not pass.

import Testing
import Reports

@Suite struct MarkdownTests {
    private func html(_ text: String) -> String { MarkdownHTML().html(text) }

    @Test(arguments: [
        ("# A *b*", "<h1>A <em>b</em></h1>\n"), ("#no", "<p>#no</p>\n"), ("## A ##", "<h2>A</h2>\n"),
        ("a\nb", "<p>a\nb</p>\n"), ("a  \nb", "<p>a<br>\nb</p>\n"), ("a\n\nb", "<p>a</p>\n<p>b</p>\n"),
        (
            "**a** __b__ _c_ ***d***",
            "<p><strong>a</strong> <strong>b</strong> <em>c</em> <em><strong>d</strong></em></p>\n"
        ),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>\n"), ("snake_case_name", "<p>snake_case_name</p>\n"),
        ("*open", "<p>*open</p>\n"),
        ("`a*b*` ``x`y``", "<p><code>a*b*</code> <code>x`y</code></p>\n"),
        ("[t](https://a.b/c)", "<p><a href=\"https://a.b/c\">t</a></p>\n"), ("[t](javascript:alert(1))", "<p>t</p>\n"),
        ("[t](javascript&#58;alert(1))", "<p><a href=\"javascript&amp;#58;alert(1)\">t</a></p>\n"),
        ("![alt](http://x/y.png)", "<p><a href=\"http://x/y.png\">alt</a></p>\n"),
        ("<https://a.b>", "<p><a href=\"https://a.b\">https://a.b</a></p>\n"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"), ("a \\* b", "<p>a * b</p>\n"),
        ("a & b", "<p>a &amp; b</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        ("- a\n  - b\n- c", "<ul>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>\n"),
        ("> q\n> r", "<blockquote>\n<p>q\nr</p>\n</blockquote>\n"), ("---", "<hr>\n"),
        ("```\na < b\n```", "<pre class=\"code\"><code>a &lt; b</code></pre>\n"),
        (
            "```lua\nlocal x = 'a' -- c\n```",
            "<pre class=\"code\"><code><span class=\"k\">local</span> x = <span class=\"s\">'a'</span> <span "
                + "class=\"c\">-- c</span></code></pre>\n"
        ),
        ("~~no~~ `~~yes~~`", "<p><del>no</del> <code>~~yes~~</code></p>\n"),
        (
            "- [x] a\n- [ ] b",
            "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled checked> a</li>\n"
                + "<li class=\"task\"><input type=\"checkbox\" disabled> b</li>\n</ul>\n"
        ),
        (
            "| a | b |\n|---|--:|\n| 1 | `x\\|y` |",
            "<table class=\"spar-table\"><thead><tr><th style=\"text-align:left\">a</th>"
                + "<th style=\"text-align:right\">b</th></tr>\n</thead><tbody>\n<tr><td "
                + "style=\"text-align:left\">1</td>"
                + "<td style=\"text-align:right\"><code>x|y</code></td></tr>\n</tbody></table>\n"
        ),
        (
            "a[^x] b[^x] [^no]\n\n[^x]: The *note*.",
            "<p>a<sup><a href=\"#fn-1\" id=\"fnref-1\">1</a></sup> b<sup><a href=\"#fn-1\">1</a></sup> [^no]</p>\n"
                + "<ol class=\"footnotes\">\n<li id=\"fn-1\"><p>The <em>note</em>. <a "
                + "href=\"#fnref-1\">↩</a></p></li>\n</ol>\n"
        ),
    ])
    func prose(text: String, expected: String) { #expect(html(text) == expected) }

    /// Formulas are MathML, and dollars that are money stay dollars.
    @Test(arguments: [
        ("$E_F$ costs $5 and $6", "<msub><mi>E</mi><mrow><mi>F</mi></mrow></msub>", " costs $5 and $6"),
        ("costs $5 or $6, $x$", "<mi>x</mi>", "costs $5 or $6, <math>"),
        ("$x^2$", "<msup><mi>x</mi><mrow><mn>2</mn></mrow></msup>", ""),
        ("$x^23$", "<msup><mi>x</mi><mrow><mn>2</mn></mrow></msup><mn>3</mn>", ""),
        ("$\\frac{1}{2}$", "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>", ""),
        ("$\\sqrt[3]{x}$", "<mroot><mrow><mi>x</mi></mrow><mrow><mn>3</mn></mrow></mroot>", ""),
        ("$\\alpha\\cdot\\Omega$", "<mi>α</mi><mo>·</mo><mi mathvariant=\"normal\">Ω</mi>", ""),
        ("$$\n\\sum_{i=1}^n a_i\n$$", "<munderover><mo>∑</mo>", "display=\"block\""),
        ("$\\left(\\frac a b\\right)$", "<mo stretchy=\"true\">(</mo>", "<mo stretchy=\"true\">)</mo>"),
        (
            "$\\begin{pmatrix}1 & 0\\\\0 & 1\\end{pmatrix}$", "<mtr><mtd style=\"text-align: center\"><mn>1</mn></mtd>",
            "<mtable>"
        ),
        ("$\\unheardof$", "<mtext>\\unheardof</mtext>", ""), ("$a < b$", "<mo>&lt;</mo>", ""),
        ("`$x$` $y$", "<code>$x$</code>", "<mi>y</mi>"),
    ])
    func formulas(text: String, one: String, other: String) {
        let html = html(text)
        #expect(html.contains(one) && (other.isEmpty || html.contains(other)), "\(html)")
    }

    @Test func picturesOfThisMachineAreInThePage() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("p.svg", "<svg xmlns='http://www.w3.org/2000/svg'></svg>")
        let html = MarkdownHTML(folder: folder.path).html("![a *b*](p.svg) ![c](none.png)")
        #expect(html.contains("<img src=\"data:image/svg+xml;base64,PHN2Zy") && html.contains("alt=\"a b\""))
        #expect(html.contains("there is no picture"))
    }

    @Test func anyTextEnds() {
        // Signs in every order must neither trap nor run on.
        let signs = [
            "*", "_", "`", "[", "]", "(", ")", "$", "#", "-", ">", "|", "\n", " ", "a", "\\", "~", "1.", "!", "{", "}",
            "^", "&", "\\frac", "\\left", "\\begin{", "[^a]:",
        ]
        var state: UInt64 = 1
        for _ in 0..<3000 {
            var text = ""
            for _ in 0..<24 {
                state = state &* 6364136223846793005 &+ 1442695040888963407
                text += signs[Int(state >> 33) % signs.count]
            }
            _ = html(text)
        }
    }
}
