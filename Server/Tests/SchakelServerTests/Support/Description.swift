import Foundation
import Yams

/// The repository's `Protocol/openapi.yaml`, read.
struct Description {
  let document: [String: Any]

  static var folder: URL {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<5 { url.deleteLastPathComponent() }
    return url
  }

  init() throws {
    let yaml = try String(
      contentsOf: Self.folder.appending(path: "Protocol/openapi.yaml"), encoding: .utf8)
    document = Self.plain(try Yams.load(yaml: yaml)) as? [String: Any] ?? [:]
  }

  init(document: [String: Any]) { self.document = document }

  /// Dictionaries with text keys, as JSON has them.
  private static func plain(_ value: Any?) -> Any {
    switch value {
    case let members as [AnyHashable: Any]:
      Dictionary(
        members.map { (($0.key as? String) ?? "\($0.key)", plain($0.value)) },
        uniquingKeysWith: { first, _ in first })
    case let items as [Any]: items.map { plain($0) }
    default: value ?? NSNull()
    }
  }

  // MARK: As JSON

  /// The document as JSON with sorted keys; the upper levels on lines of their own, so that a
  /// difference shows where it is.
  var json: String { Self.json(document, depth: 0) }

  private static let brokenLevels = 3

  private static func json(_ value: Any, depth: Int) -> String {
    guard depth < brokenLevels, let members = value as? [String: Any] else { return flat(value) }
    let indent = String(repeating: "  ", count: depth + 1)
    let lines = members.keys.sorted().map { key in
      indent + flat(key) + ":" + json(members[key] ?? NSNull(), depth: depth + 1)
    }
    return "{\n" + lines.joined(separator: ",\n") + "\n" + indent.dropLast(2) + "}"
  }

  private static func flat(_ value: Any) -> String {
    let options: JSONSerialization.WritingOptions = [
      .sortedKeys, .fragmentsAllowed, .withoutEscapingSlashes,
    ]
    let data = try? JSONSerialization.data(withJSONObject: value, options: options)
    return String(decoding: data ?? Data(), as: UTF8.self)
  }

  // MARK: Operations

  private static let methods: Set = [
    "get", "put", "post", "delete", "patch", "head", "options", "trace",
  ]

  var paths: [String: [String: Any]] { document["paths"] as? [String: [String: Any]] ?? [:] }

  /// Each operation, by what a caller asks for: `POST /v1/sync` and the like.
  var described: [String: [String: Any]] {
    var all: [String: [String: Any]] = [:]
    for (path, item) in paths {
      for method in Self.methods.intersection(item.keys) {
        all["\(method.uppercased()) \(base(of: item))\(path)"] = item[method] as? [String: Any]
      }
    }
    return all
  }

  var operations: Set<String> { Set(described.keys) }

  /// What stands before a path: the path of its own server, or of the one of all.
  private func base(of item: [String: Any]) -> String {
    let servers = (item["servers"] ?? document["servers"]) as? [[String: Any]]
    let url = servers?.first?["url"] as? String ?? ""
    return URL(string: url)?.path() ?? ""
  }

  /// What an operation is said to answer, by status.
  func responses(of operation: String) -> [String: [String: Any]] {
    let responses = described[operation]?["responses"] as? [String: [String: Any]] ?? [:]
    return responses.mapValues { resolve($0) }
  }

  /// What a reference stands for, or the value itself.
  func resolve(_ value: [String: Any]) -> [String: Any] {
    guard let reference = value["$ref"] as? String else { return value }
    let target = reference.split(separator: "/").dropFirst().reduce(document as Any) { at, name in
      (at as? [String: Any])?[String(name)] ?? [:]
    }
    return target as? [String: Any] ?? [:]
  }
}
