import Foundation

extension JSON {
  /// On one line.
  var compact: String {
    switch self {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .int(let number): String(number)
    case .string(let text): Self.quoted(text)
    case .array(let items): "[" + items.map(\.compact).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { Self.quoted($0.name) + ": " + $0.value.compact }.joined(separator: ", ")
        + "}"
    }
  }

  /// For people: what fits on a line stands on one, everything else is broken up.
  func pretty(indent: Int = 0, column: Int = 0) -> String {
    let line = compact
    if indent + column + line.utf8.count <= 98 { return line }
    let inner = String(repeating: " ", count: indent + 2)
    let outer = String(repeating: " ", count: indent)
    switch self {
    case .array(let items):
      let rows = items.map { inner + $0.pretty(indent: indent + 2) }
      return "[\n" + rows.joined(separator: ",\n") + "\n" + outer + "]"
    case .object(let members):
      let rows = members.map { member in
        let name = Self.quoted(member.name) + ": "
        return inner + name + member.value.pretty(indent: indent + 2, column: name.utf8.count)
      }
      return "{\n" + rows.joined(separator: ",\n") + "\n" + outer + "}"
    default: return line
    }
  }

  /// RFC 8259 §7: quotes, backslashes and control characters are escaped, and nothing else.
  static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\u{8}": out += "\\b"
      case "\u{c}": out += "\\f"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        out += "\\u00" + Self.hex(UInt8(scalar.value))
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  private static func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  init(parsing text: [UInt8]) throws {
    self = try JSONDecoder().decode(JSON.self, from: Data(text))
  }
}

extension JSON: Decodable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: Key.self) {
      self = .object(
        try object.allKeys.map { Member($0.stringValue, try object.decode(JSON.self, forKey: $0)) }
      )
    } else if var array = try? decoder.unkeyedContainer() {
      var items: [JSON] = []
      while !array.isAtEnd { items.append(try array.decode(JSON.self)) }
      self = .array(items)
    } else {
      self = try Self.scalar(try decoder.singleValueContainer())
    }
  }

  private static func scalar(_ value: any SingleValueDecodingContainer) throws -> JSON {
    if value.decodeNil() { return .null }
    if let flag = try? value.decode(Bool.self) { return .bool(flag) }
    if let number = try? value.decode(Int.self) { return .int(number) }
    return .string(try value.decode(String.self))
  }
}
