import Foundation
import Testing

@testable import SchakelServer

/// One rule of the linter that goes with the Dutch API Design Rules (NLGov REST API Design Rules 2.x,
/// `media/linter.yaml`), under its name there, and a fault that it must find.
struct DesignRule: Sendable, CustomTestStringConvertible {
  let name: String
  /// Where a change breaks the rule, and the JSON to put there; nil to take away what is there.
  let planted: (place: [String], json: String?)
  /// What in a description is against the rule.
  let faults: @Sendable (Description) -> [String]

  var testDescription: String { name }

  init(
    _ name: String, planted place: [String], _ json: String? = nil,
    faults: @escaping @Sendable (Description) -> [String]
  ) {
    self.name = name
    planted = (place, json)
    self.faults = faults
  }
}

extension Description {
  /// The description with the fault that `rule` must find.
  func broken(for rule: DesignRule) throws -> Description {
    let json = try rule.planted.json.map {
      try JSONSerialization.jsonObject(with: Data($0.utf8), options: .fragmentsAllowed)
    }
    let changed = Self.setting(rule.planted.place[...], to: json, in: document)
    return Description(document: changed as? [String: Any] ?? [:])
  }

  private static func setting(_ place: ArraySlice<String>, to value: Any?, in at: Any?) -> Any? {
    guard let name = place.first else { return value }
    var members = at as? [String: Any] ?? [:]
    members[name] = setting(place.dropFirst(), to: value, in: members[name])
    return members
  }

  /// What is at a place, name by name.
  subscript(place: String...) -> Any? {
    place.reduce(document as Any?) { at, name in (at as? [String: Any])?[name] }
  }

  var servers: [[String: Any]] {
    let own = paths.values.flatMap { $0["servers"] as? [[String: Any]] ?? [] }
    return (self["servers"] as? [[String: Any]] ?? []) + own
  }

  /// All answers of all operations: where, the status, and what is said of it.
  var answers: [(place: String, status: String, response: [String: Any])] {
    described.keys.sorted().flatMap { operation in
      responses(of: operation).sorted { $0.key < $1.key }.map {
        ("\(operation) \($0.key)", $0.key, $0.value)
      }
    }
  }

  /// The parameters of an operation, each resolved.
  func parameters(of operation: [String: Any]) -> [[String: Any]] {
    (operation["parameters"] as? [[String: Any]] ?? []).map { resolve($0) }
  }

  /// Every property of every schema, by its name.
  var properties: [(name: String, schema: [String: Any])] { Self.properties(in: document) }

  private static func properties(in value: Any) -> [(name: String, schema: [String: Any])] {
    if let items = value as? [Any] { return items.flatMap { properties(in: $0) } }
    guard let members = value as? [String: Any] else { return [] }
    let own = members["properties"] as? [String: [String: Any]] ?? [:]
    return own.map { ($0.key, $0.value) } + members.values.flatMap { properties(in: $0) }
  }

  /// The values of a member, wherever it stands.
  func all(_ name: String) -> [Any] { Self.all(name, in: document) }

  private static func all(_ name: String, in value: Any) -> [Any] {
    if let items = value as? [Any] { return items.flatMap { all(name, in: $0) } }
    guard let members = value as? [String: Any] else { return [] }
    return (members[name].map { [$0] } ?? []) + members.values.flatMap { all(name, in: $0) }
  }
}

/// Those of `texts` that a pattern does not match from end to end.
func unlike(_ pattern: String, _ texts: some Sequence<String>) -> [String] {
  texts.filter { $0.range(of: "^(?:\(pattern))$", options: .regularExpression) == nil }
}
