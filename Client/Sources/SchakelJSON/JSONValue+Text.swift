extension JSONValue {
  /// On one line, with a space after each colon and comma: a line of JSON Lines.
  public var text: String {
    var out: [UInt8] = []
    write(to: &out, Layout(indent: nil))
    return String(decoding: out, as: UTF8.self)
  }

  /// Over several lines, two spaces a level: a document.
  public var indentedText: String {
    var out: [UInt8] = []
    write(to: &out, Layout(indent: 0))
    return String(decoding: out, as: UTF8.self)
  }

  /// How deep the text is indented; nil for one line.
  private struct Layout {
    let indent: Int?

    var deeper: Layout { Layout(indent: indent.map { $0 + 2 }) }

    func lineBreak(_ out: inout [UInt8]) {
      guard let indent else { return }
      out.append(10)
      out.append(contentsOf: repeatElement(32, count: indent))
    }
  }

  private func write(to out: inout [UInt8], _ layout: Layout) {
    switch self {
    case .null: out += "null".utf8
    case .bool(let flag): out += (flag ? "true" : "false").utf8
    case .unsigned(let number): out += String(number).utf8
    case .negative(let number): out += String(number).utf8
    case .double(let number):
      precondition(number.isFinite, "JSON has no infinity and no NaN")
      out += number.description.utf8
    case .string(let text): Self.write(text, to: &out)
    case .array(let items):
      Self.write(items, "[]", to: &out, layout) { item, out in item.write(to: &out, layout.deeper) }
    case .object(let members):
      Self.write(members, "{}", to: &out, layout) { member, out in
        Self.write(member.name, to: &out)
        out += ": ".utf8
        member.value.write(to: &out, layout.deeper)
      }
    }
  }

  private static func write<Item>(
    _ items: [Item], _ brackets: StaticString, to out: inout [UInt8], _ layout: Layout,
    _ write: (Item, inout [UInt8]) -> Void
  ) {
    let brackets = Array(brackets.description.utf8)
    out.append(brackets[0])
    for (index, item) in items.enumerated() {
      if index > 0 { out += (layout.indent == nil ? ", " : ",").utf8 }
      layout.deeper.lineBreak(&out)
      write(item, &out)
    }
    if !items.isEmpty { layout.lineBreak(&out) }
    out.append(brackets[1])
  }

  /// RFC 8259 §7: quotation mark, backslash and control characters are escaped. So are DEL and the
  /// separators U+2028 and U+2029, which some readers take for line ends.
  private static func write(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\"".utf8
      case "\\": out += "\\\\".utf8
      case "\n": out += "\\n".utf8
      case "\r": out += "\\r".utf8
      case "\t": out += "\\t".utf8
      case "\0"..<" ", "\u{7f}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        out += "\\u".utf8
        out.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
        out += digits.utf8
      default: out += String(scalar).utf8
      }
    }
    out.append(UInt8(ascii: "\""))
  }
}
