/// The labels of a series, in order of their names, escaped as the page wants them.
struct MetricLabels: Hashable {
  /// `a="b",c="d"`, without braces; empty where there are none.
  let text: String

  static let overflow = MetricLabels([("overflow", "true")])

  init(_ dimensions: [(String, String)]) {
    var seen: Set<String> = []
    text =
      dimensions
      .map { (prometheusName($0.0, allowingColon: false), $0.1) }
      .filter { seen.insert($0.0).inserted }
      .sorted { $0.0 < $1.0 }
      .map { "\($0.0)=\"\(Self.escaped($0.1))\"" }
      .joined(separator: ",")
  }

  /// The braces and all that is between them, with `extra` as the last label.
  func braced(adding extra: String? = nil) -> String {
    let all = [text, extra ?? ""].filter { !$0.isEmpty }.joined(separator: ",")
    return all.isEmpty ? "" : "{\(all)}"
  }

  /// A label's value: backslash, quote and line feed are escaped.
  private static func escaped(_ value: String) -> String {
    var result = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
