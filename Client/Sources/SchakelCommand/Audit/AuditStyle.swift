/// How the page looks: on a screen, on a phone and on paper.
///
/// Every colour of text stands with its background in one rule, and both are far enough apart for
/// WCAG 2.1 §1.4.3; nothing is told by a colour alone.
enum AuditStyle {
  static let sheet = screen + drawing + paper

  private static let screen = """
    * { box-sizing: border-box; }
    body { color: #1a1a1a; background: #ffffff; font: 1rem/1.5 system-ui, sans-serif;
      margin: 0 auto; max-width: 62rem; padding: 1rem; overflow-wrap: anywhere; }
    h1, h2, h3, h4 { line-height: 1.25; }
    h2 { border-top: 2px solid #1a1a1a; margin-top: 2.5rem; padding-top: 1rem; }
    h3 { border-top: 1px solid #4a4a4a; margin-top: 2rem; padding-top: 1rem; }
    a { color: #0b4f9e; background: #ffffff; }
    a:focus, [tabindex]:focus { outline: 3px solid #0b4f9e; outline-offset: 2px; }
    .skip { position: absolute; left: -999rem; }
    .skip:focus { position: static; display: inline-block; padding: .5rem; }
    .warning { color: #ffffff; background: #8f1414; border: 4px solid #1a1a1a; font-size: 1.5rem;
      font-weight: bold; padding: 1rem; }
    .muted { color: #4a4a4a; background: #ffffff; }
    .state { color: #1a1a1a; background: #eef1f5; border: 1px solid #4a4a4a; font-weight: bold;
      padding: .25rem .5rem; }
    .key { color: #1a1a1a; background: #ffffff; font-family: ui-monospace, monospace; }
    .scroll { overflow-x: auto; margin: 1rem 0; }
    table { border-collapse: collapse; }
    caption { font-weight: bold; padding: .25rem 0; text-align: start; }
    th, td { border: 1px solid #767676; padding: .25rem .5rem; text-align: start;
      vertical-align: top; min-width: 4rem; }
    th { overflow-wrap: normal; }
    thead th { color: #1a1a1a; background: #eef1f5; }
    .versions { display: grid; gap: 1rem;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr)); }
    .version { border: 1px solid #4a4a4a; padding: 0 1rem 1rem; }
    blockquote { border-inline-start: 4px solid #4a4a4a; margin: .5rem 0; padding: 0 .75rem;
      white-space: pre-wrap; }
    dt { font-weight: bold; }
    dd { margin: 0 0 .25rem; }
    mark { color: #1a1a1a; background: #ffe9a8; font-weight: bold; text-decoration: underline; }

    """

  private static let drawing = """
    svg { height: auto; max-width: 100%; min-width: 16rem; }
    svg text { fill: #1a1a1a; font: 13px system-ui, sans-serif; paint-order: stroke;
      stroke: #ffffff; stroke-width: 4px; }
    .lane { stroke: #767676; stroke-width: 1; stroke-dasharray: 2 4; }
    .seen { stroke: #4a4a4a; stroke-width: 1.5; }
    .head { fill: #4a4a4a; }
    .apart { stroke: #8f1414; stroke-width: 1.5; stroke-dasharray: 6 4; }
    .change { fill: #1a1a1a; }
    .apart-change { fill: #ffffff; stroke: #8f1414; stroke-width: 3; }
    .settling { fill: #0b4f9e; stroke: #1a1a1a; stroke-width: 1; }

    """

  private static let paper = """
    @media print {
      body { font-size: 10pt; max-width: none; padding: 0; }
      .skip, nav { display: none; }
      .scroll { overflow: visible; }
      h2, h3, h4, caption { break-after: avoid; }
      tr, .version, svg { break-inside: avoid; }
      thead { display: table-header-group; }
      .warning { border-width: 6px; }
    }

    """
}
