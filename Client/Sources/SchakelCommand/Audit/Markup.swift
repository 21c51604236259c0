/// HTML in the making, which is well-formed XML too: every element is closed, and what people wrote is
/// text wherever it stands and never markup.
struct Markup {
  typealias Attributes = KeyValuePairs<String, String>

  private(set) var text = ""

  /// After these a line ends, for whoever reads the source.
  private static let blocks: Set<String> = [
    "html", "head", "body", "title", "style", "header", "nav", "main", "footer", "section", "h1",
    "h2", "h3", "h4", "p", "ul", "ol", "li", "dl", "dt", "dd", "div", "table", "caption", "thead",
    "tbody", "tr", "blockquote", "svg", "g", "path", "line", "meta", "article",
  ]

  mutating func element(
    _ name: String, _ attributes: Attributes = [:], _ body: (inout Markup) -> Void
  ) {
    open(name, attributes, ">")
    body(&self)
    text += "</\(name)>"
    if Self.blocks.contains(name) { text += "\n" }
  }

  mutating func element(_ name: String, _ attributes: Attributes = [:], text: String) {
    element(name, attributes) { $0.write(text) }
  }

  /// An element without content.
  mutating func empty(_ name: String, _ attributes: Attributes) {
    open(name, attributes, "/>")
    if Self.blocks.contains(name) { text += "\n" }
  }

  /// Text as it is to be read.
  mutating func write(_ words: String) { text += Self.escaped(words) }

  /// The program's own, which stands as it is: a style sheet, the first line.
  mutating func verbatim(_ source: String) { text += source }

  private mutating func open(_ name: String, _ attributes: Attributes, _ end: String) {
    text += "<\(name)"
    for (name, value) in attributes { text += " \(name)=\"\(Self.escaped(value))\"" }
    text += end
  }

  /// HTML Living Standard §13.1.4; what no XML may hold (XML 1.0 §2.2) shows as a replacement sign.
  static func escaped(_ words: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in SafeText.lines(words).unicodeScalars {
      switch scalar {
      case "&": out.append(contentsOf: "&amp;".unicodeScalars)
      case "<": out.append(contentsOf: "&lt;".unicodeScalars)
      case ">": out.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": out.append(contentsOf: "&quot;".unicodeScalars)
      case "'": out.append(contentsOf: "&#39;".unicodeScalars)
      case "\u{fffe}", "\u{ffff}": out.append("\u{fffd}")
      default: out.append(scalar)
      }
    }
    return String(out)
  }
}

extension Markup {
  /// A table with a caption, titles of columns, and in each row its own title first. It can be scrolled
  /// by itself, from a keyboard too, so that the page need not be wider than a phone.
  mutating func table(_ id: String, caption: String, head: [String], rows: [[String]]) {
    element(
      "div",
      ["class": "scroll", "role": "group", "aria-labelledby": "\(id)-caption", "tabindex": "0"]
    ) { markup in
      markup.element("table", ["id": id]) { table in
        table.element("caption", ["id": "\(id)-caption"], text: caption)
        table.element("thead") { part in
          part.element("tr") { row in
            for title in head { row.element("th", ["scope": "col"], text: title) }
          }
        }
        table.element("tbody") { part in
          for cells in rows { part.row(cells) }
        }
      }
    }
  }

  private mutating func row(_ cells: [String]) {
    element("tr") { row in
      for (place, cell) in cells.enumerated() {
        if place == 0 {
          row.element("th", ["scope": "row", "dir": "auto"], text: cell)
        } else {
          row.element("td", ["dir": "auto"], text: cell)
        }
      }
    }
  }
}
