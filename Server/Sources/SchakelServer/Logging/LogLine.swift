import Logging

/// One log line, before it is text.
struct LogLine {
  /// What a line tells first, in this order.
  private static let leading = [
    LogKey.action, LogKey.object, LogKey.result, LogKey.origin, LogKey.actor,
  ]

  let time: String
  let level: Logger.Level
  let message: String
  let metadata: Logger.Metadata

  private var names: [String] {
    Self.leading.filter { metadata[$0] != nil }
      + metadata.keys.filter { !Self.leading.contains($0) }.sorted()
  }

  /// One JSON object and a line feed. Metadata cannot take the names of the line's own members.
  var json: String {
    var members = [("time", quoted(time)), ("level", quoted(level.rawValue))]
    members += names.map { (Self.own.contains($0) ? $0 + "_" : $0, json(metadata[$0])) }
    members.append(("message", quoted(message)))
    return "{" + members.map { quoted($0.0) + ":" + $0.1 }.joined(separator: ",") + "}\n"
  }

  private static let own: Set<String> = ["time", "level", "message"]

  /// Words for a person, and a line feed.
  var text: String {
    let level = level.rawValue + String(repeating: " ", count: max(0, 8 - level.rawValue.count))
    let fields = names.map { " \(word($0))=\(word(metadata[$0]?.description ?? ""))" }
    return "\(time) \(level) \(escaped(message))\(fields.joined())\n"
  }

  private func json(_ value: Logger.Metadata.Value?) -> String {
    switch value {
    case .string(let text): quoted(text)
    case .stringConvertible(let value): quoted(value.description)
    case .array(let values): "[" + values.map { json($0) }.joined(separator: ",") + "]"
    case .dictionary(let members):
      "{"
        + members.sorted { $0.key < $1.key }
        .map { quoted($0.key) + ":" + json($0.value) }.joined(separator: ",") + "}"
    case nil: "null"
    }
  }
}

private func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

/// A value in a text line; in quotes when it would otherwise run into its neighbours.
private func word(_ text: String) -> String {
  let safe = text.unicodeScalars.allSatisfy { $0 > " " && $0 != "\"" && $0 != "=" && $0 != "\\" }
  return safe && !text.isEmpty && escaped(text) == text ? text : quoted(text)
}

/// RFC 8259 §7, and beyond it whatever a terminal or a reader of lines could take for a command
/// or a line's end: the C1 controls, U+2028 and U+2029.
private func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "\0"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}":
      let hex = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
