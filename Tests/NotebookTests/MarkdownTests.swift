// Prose: blocks and inline signs, and what must not pass.

import Testing
import Notebook

@Suite struct MarkdownTests {
    private func html(_ text: String) -> String { MarkdownHTML().html(text) }

    @Test(arguments: [
        ("# A *b*", "<h1>A <em>b</em></h1>\n"), ("#no", "<p>#no</p>\n"), ("## A ##", "<h2>A</h2>\n"),
        ("a\nb", "<p>a\nb</p>\n"), ("a  \nb", "<p>a<br>\nb</p>\n"), ("a\n\nb", "<p>a</p>\n<p>b</p>\n"),
        ("**a** __b__ _c_ ***d***", "<p><strong>a</strong> <strong>b</strong> <em>c</em> <em><strong>d</strong></em></p>\n"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>\n"), ("snake_case_name", "<p>snake_case_name</p>\n"), ("*open", "<p>*open</p>\n"),
        ("`a*b*` ``x`y``", "<p><code>a*b*</code> <code>x`y</code></p>\n"),
        ("[t](https://a.b/c)", "<p><a href=\"https://a.b/c\">t</a></p>\n"), ("[t](javascript:alert(1))", "<p>t)</p>\n"),
        ("![alt](http://x/y.png)", "<p><a href=\"http://x/y.png\">alt</a></p>\n"), ("<https://a.b>", "<p><a href=\"https://a.b\">https://a.b</a></p>\n"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"), ("a \\* b", "<p>a * b</p>\n"), ("a & b", "<p>a &amp; b</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"), ("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        ("- a\n  - b\n- c", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>\n"),
        ("> q\n> r", "<blockquote>\n<p>q\nr</p>\n</blockquote>\n"), ("---", "<hr>\n"),
        ("```\na < b\n```", "<pre class=\"code\"><code>a &lt; b</code></pre>\n"),
        ("```lua\nlocal x = 'a' -- c\n```",
         "<pre class=\"code\"><code><span class=\"k\">local</span> x = <span class=\"s\">'a'</span> <span class=\"c\">-- c</span></code></pre>\n"),
        ("$E_F$ costs $5 and $6", "<p><span class=\"formula\">E_F</span> costs $5 and $6</p>\n"),
        ("$$\na_b\n$$", "<p class=\"formula\">a_b</p>\n"),
        ("| a | b |\n|---|--:|\n| 1 | `x|y` |", "<table class=\"spar-table\"><thead><tr><th style=\"text-align:left\">a</th>"
            + "<th style=\"text-align:right\">b</th></tr>\n</thead><tbody>\n<tr><td style=\"text-align:left\">1</td>"
            + "<td style=\"text-align:right\"><code>x|y</code></td></tr>\n</tbody></table>\n"),
    ])
    func prose(text: String, expected: String) { #expect(html(text) == expected) }

    @Test func anyTextEnds() {
        // Signs in every order must neither trap nor run on.
        let signs = ["*", "_", "`", "[", "]", "(", ")", "$", "#", "-", ">", "|", "\n", " ", "a", "\\", "~", "1.", "!"]
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
