// How reports look: one column of text for screens and paper, light or dark as the reader's machine is; wide tables,
// code and pictures take more of the page. No font or file from elsewhere.

import Notebook

enum StyleSheet {
    static let css = """
        :root { color-scheme: light dark; --ink: #1d2430; --soft: #5b6575; --line: #dfe3e8; --rule: #b9c1cb; --paper: #fff; --code: #f6f7f9;
          --mark: #2f6f9f; --side: #cfe0ec; --keyword: #7a3e9d; --string: #2e7d32; --number: #a05a00; --comment: #6f7987;
          --bad: #8c1d18; --bad-paper: #fdf1f0; --bad-line: #f2c9c5; --text: 47rem; --wide: 76rem; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #dde2ea; --soft: #9aa5b5; --line: #333b47; --rule: #55606f; --paper: #14181e; --code: #1d232b; --mark: #7fb8e6;
            --side: #2f4a60; --keyword: #c99ae6; --string: #8fcf94; --number: #e6b06a; --comment: #8a95a5;
            --bad: #ffb4ab; --bad-paper: #33191a; --bad-line: #6e3330; }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body { margin: 0; color: var(--ink); background: var(--paper);
          font: 16px/1.6 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Helvetica, Arial, "DejaVu Sans", sans-serif; }
        main { margin: 0 auto; padding: 2.2rem 1.25rem 3rem; display: grid;
          grid-template-columns: [wide-start] minmax(0, 1fr) [text-start] minmax(0, var(--text)) [text-end] minmax(0, 1fr) [wide-end]; }
        main > * { grid-column: text; min-width: 0; }
        main > .output, main > pre.code, main > table { grid-column: text-start / wide-end; width: fit-content;
          min-width: min(100%, var(--text)); max-width: min(100%, var(--wide)); }
        main > table { min-width: 0; }
        h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 2em 0 0.6em; font-weight: 650; }
        h1 { font-size: 1.9rem; margin-top: 0.4em; letter-spacing: -0.01em; }
        h2 { font-size: 1.4rem; padding-bottom: 0.2em; border-bottom: 1px solid var(--line); }
        h3 { font-size: 1.15rem; } h4, h5, h6 { font-size: 1rem; }
        p, ul, ol, blockquote, pre, table { margin: 0 0 1em; }
        a { color: var(--mark); }
        .author { color: var(--soft); margin-top: -0.4em; }
        code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        code { font-size: 0.88em; background: var(--code); padding: 0.1em 0.3em; border-radius: 3px; }
        pre { font-size: 0.82rem; line-height: 1.5; overflow-x: auto; }
        pre code { font-size: inherit; background: none; padding: 0; }
        pre.code { background: var(--code); border: 1px solid var(--line); border-radius: 6px; padding: 0.7em 0.9em; margin-bottom: 0.6em; }
        .cell-title { font-size: 0.8rem; font-weight: 600; color: var(--soft); margin: 1.2em 0 0.3em; }
        .k { color: var(--keyword); } .s { color: var(--string); } .n { color: var(--number); } .c { color: var(--comment); font-style: italic; }
        .output { margin: 0 0 1.4em; padding-left: 0.9em; border-left: 3px solid var(--side); overflow-x: auto; }
        .output > *:last-child { margin-bottom: 0.2em; }
        pre.text { margin: 0.2em 0 0.6em; white-space: pre; }
        pre.error { margin: 0.2em 0 0.6em; color: var(--bad); background: var(--bad-paper); border: 1px solid var(--bad-line); border-radius: 6px;
          padding: 0.6em 0.8em; white-space: pre-wrap; }
        .note, .spar-note { color: var(--soft); font-size: 0.85rem; margin: 0.2em 0 0.7em; }
        .skipped { color: var(--bad); font-style: italic; }
        table { border-collapse: collapse; font-size: 0.86rem; font-variant-numeric: tabular-nums; }
        th, td { padding: 0.22em 0.75em; border-bottom: 1px solid var(--line); vertical-align: top; }
        thead th { border-bottom: 1.5px solid var(--rule); white-space: nowrap; font-weight: 600; }
        th small, td small { color: var(--soft); font-weight: 400; }
        tr.spar-cut td { text-align: center !important; color: var(--soft); font-style: italic; }
        .spar-fields th { font-weight: 500; color: var(--soft); white-space: nowrap; padding-left: 0; }
        .spar-structure { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; align-items: center; }
        .spar-structure .spar-figure { flex: 0 1 auto; }
        .spar-figure { max-width: 100%; }
        svg, img { max-width: 100%; height: auto; display: block; margin: 0.3em 0; border-radius: 3px; }
        p img { display: inline-block; vertical-align: middle; }
        blockquote { margin-left: 0; padding-left: 1em; border-left: 3px solid var(--line); color: var(--soft); }
        math { font-size: 1.05em; } .formula { display: block; margin: 0.9em 0; padding: 0.2em 0; overflow-x: auto; overflow-y: hidden; }
        li.task { list-style: none; margin-left: -1.3em; } li.task input { margin: 0 0.3em 0 0; }
        .footnotes { font-size: 0.85rem; color: var(--soft); border-top: 1px solid var(--line); padding-top: 0.6em; }
        .footnotes p { margin: 0; } sup a { text-decoration: none; }
        hr { border: 0; border-top: 1px solid var(--line); margin: 2em 0; width: 100%; }
        footer { margin-top: 3.5em; padding-top: 1em; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.85rem; }
        footer h2 { font-size: 0.95rem; border: 0; margin: 0 0 0.5em; padding: 0; color: var(--ink); }
        footer td { border: 0; padding: 0.1em 0.75em 0.1em 0; overflow-wrap: anywhere; } footer td:first-child { white-space: nowrap; }
        footer ul { columns: 2; font-family: monospace; font-size: 0.72rem; overflow-wrap: anywhere; padding-left: 1.2em; }
        @media (max-width: 42rem) {
          svg.spar-panels { width: 100%; aspect-ratio: var(--widest) / var(--stacked); }
          .spar-panel { transform: scale(var(--grow)) translate(0, var(--y)); }
        }
        @media (max-width: 34rem) {
          main { padding: 1.2rem 0.9rem 2rem; } h1 { font-size: 1.55rem; } h2 { font-size: 1.2rem; }
          pre { font-size: 0.74rem; } th, td { padding: 0.22em 0.5em; } footer ul { columns: 1; }
        }
        @media print {
          :root { color-scheme: light; --ink: #000; --soft: #444; --line: #ccc; --rule: #999; --paper: #fff; --code: #f6f7f9; --mark: #000;
            --side: #ccc; --keyword: #7a3e9d; --string: #2e7d32; --number: #a05a00; --comment: #6f7987;
            --bad: #8c1d18; --bad-paper: #fff; --bad-line: #f2c9c5; }
          body { font-size: 10.5pt; } table { font-size: 8pt; } th, td { padding: 0.2em 0.45em; } main { display: block; padding: 0; }
          pre.code, pre.text { white-space: pre-wrap; overflow-wrap: anywhere; }
          .output table { font-size: 7pt; }
          .output th, .output td { white-space: normal; overflow-wrap: normal; padding: 0.2em 0.3em; }
          pre, figure, .spar-figure, .spar-structure, tr, svg, img { break-inside: avoid; }
          h1, h2, h3, h4 { break-after: avoid; } .output { overflow: visible; }
          .output svg { max-height: 20cm; } a { color: inherit; }
          details > *:not(summary) { display: block; }
        }
        @page { margin: 18mm 16mm; }
        """
}
