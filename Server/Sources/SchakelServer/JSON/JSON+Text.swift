extension JSON {
  /// The value as RFC 8259 writes it: on one line without white space, or over several lines with
  /// two spaces a level.
  public func text(indented: Bool = false) -> String {
    String(decoding: bytes(indented: indented), as: UTF8.self)
  }

  /// The UTF-8 of ``text(indented:)``.
  public func bytes(indented: Bool = false) -> [UInt8] {
    var out: [UInt8] = []
    write(to: &out, Layout(depth: indented ? 0 : nil))
    return out
  }

  /// How deep the next line is indented; nil for a single line.
  private struct Layout {
    let depth: Int?

    var deeper: Layout { Layout(depth: depth.map { $0 + 1 }) }

    func breakLine(_ out: inout [UInt8]) {
      guard let depth else { return }
      out.append(UInt8(ascii: "\n"))
      out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }
  }

  private func write(to out: inout [UInt8], _ layout: Layout) {
    switch self {
    case .null: out += "null".utf8
    case .bool(let flag): out += (flag ? "true" : "false").utf8
    case .integer(let number): out += String(number).utf8
    case .unsigned(let number): out += String(number).utf8
    case .double(let number): out += (number.isFinite ? "\(number)" : "null").utf8
    case .string(let text): Self.write(text, to: &out)
    case .array(let items):
      Self.write(items, in: ("[", "]"), to: &out, layout) { $0.write(to: &$1, layout.deeper) }
    case .object(let members):
      Self.write(members, in: ("{", "}"), to: &out, layout) { member, out in
        Self.write(member.name, to: &out)
        out += (layout.depth == nil ? ":" : ": ").utf8
        member.value.write(to: &out, layout.deeper)
      }
    }
  }

  private static func write<Item>(
    _ items: [Item], in brackets: (String, String), to out: inout [UInt8], _ layout: Layout,
    _ write: (Item, inout [UInt8]) -> Void
  ) {
    out += brackets.0.utf8
    for (index, item) in items.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      layout.deeper.breakLine(&out)
      write(item, &out)
    }
    if !items.isEmpty { layout.breakLine(&out) }
    out += brackets.1.utf8
  }

  /// RFC 8259 §7: quotation mark, backslash and control characters are escaped.
  private static func write(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\n"): out += "\\n".utf8
      case UInt8(ascii: "\r"): out += "\\r".utf8
      case UInt8(ascii: "\t"): out += "\\t".utf8
      case 0..<0x20, 0x7f:
        out += "\\u00".utf8
        out += (byte < 16 ? "0" : "").utf8
        out += String(byte, radix: 16).utf8
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }
}
