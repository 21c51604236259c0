public import Foundation
import SchakelCore

/// Inputs to begin with: every byte string in the protocol's vectors, valid or not, and every part of
/// one that is CBOR.
public struct Seeds: Sendable {
  public let strings: [[UInt8]]

  /// - Parameter folder: with the vectors' JSON files.
  public init(vectors folder: URL) throws {
    var found: Set<[UInt8]> = []
    for file in try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil) where file.pathExtension == "json"
    {
      Self.gather(try JSONSerialization.jsonObject(with: Data(contentsOf: file)), &found)
    }
    strings = found.sorted { $0.count != $1.count ? $0.count < $1.count : $0.precedes($1) }
  }

  private static func gather(_ json: Any, _ found: inout Set<[UInt8]>) {
    switch json {
    case let text as String:
      add(Hex.decode(text) ?? Array(text.utf8), &found)
    case let items as [Any]: for item in items { gather(item, &found) }
    case let members as [String: Any]: for item in members.values { gather(item, &found) }
    default: break
    }
  }

  private static func add(_ bytes: [UInt8], _ found: inout Set<[UInt8]>) {
    guard found.insert(bytes).inserted else { return }
    var reader = CBORReader(bytes)
    guard let item = try? CBORItem(from: &reader), reader.isAtEnd else { return }
    addParts(of: item, &found)
  }

  private static func addParts(of item: CBORItem, _ found: inout Set<[UInt8]>) {
    switch item {
    case .bytes(let bytes): add(bytes, &found)
    case .array(let items):
      for item in items {
        if let value = Value(item) { add(value.encoded, &found) }
      }
    case .map(let pairs): for pair in pairs { addParts(of: pair.value, &found) }
    default: break
    }
  }

  /// The inputs that a target accepts.
  public func accepted(by target: FuzzTarget) -> [[UInt8]] {
    (made(for: target) ?? strings).filter { (try? target.run($0)) == true }
  }

  /// Inputs for a target that takes several parts in one, or what the vectors have none of; nil where
  /// ``strings`` will do.
  public func made(for target: FuzzTarget) -> [[UInt8]]? {
    switch target.name {
    case FuzzTarget.apply.name: pairs(states, changes).map { [0, 1] + $0 }
    case FuzzTarget.join.name: pairs(states, states)
    case FuzzTarget.importing.name: files
    case "held-request":
      [[], [1, 2]].map { HeldRequest(space: SpaceID(rawValue: 7), after: $0).encoded }
    default: nil
    }
  }

  /// Contributions of all kinds and shapes, each as a file, and all together.
  private var files: [[UInt8]] {
    (Self.lines + [Self.lines.joined(separator: "\n")]).map { [0x20, 0xff] + Array($0.utf8) }
  }

  private static let lines = [
    #"{"kind": "fieldNote", "title": "T", "body": "a\nb", "area": "WK034403", "areaYear": 2024}"#,
    #"{"kind": "fieldNote", "themes": ["safety", "x"], "observedOn": "2024-02-29", "signal": "watch"}"#,
    #"{"kind":"fieldNote","followUpDone":true,"attachments":["a","a"],"title":null,"themes":[]}"#,
    #"{"id": "00000000-0000-7000-8000-000000000001", "kind": "successStory", "outcome": "failure"}"#,
    #"{"kind": "successStory", "contact": "00000000-0000-7000-8000-000000000001"}"#,
    #"{"kind": "connectorProfile", "name": "N", "areas": ["GM0344", "GM0363"], "areasYear": 2024}"#,
    #"{"kind": "connectorProfile", "areas": [{"code": "GM0344", "year": 2023}]}"#,
    #"{"kind": "fieldNote", "title": "A", "$also": {"title": ["B", "C"]}}"#,
    #"{"kind": "fieldNote", "weather": {"wind": [3, -1, 2.5e-7, 1E2, -0, 18446744073709551615]}}"#,
    #"{"kind": "mood", "x": {"$bytes": "00ff"}, "y": {"$map": [[1, "a"], [[2], {"b": null}]]}}"#,
    #"{"kind": "fieldNote", "$verbatim": {"signal": ["no"], "$odd": [1], "areaYear": [7], "id": ["x"]}}"#,
    #"{"kind": "mood", "x": [[[[[[[[[[[[[[["\u00e9\ud83d\ude00\u2028\/\""]]]]]]]]]]]]]]]}"#,
  ]

  private var states: [[UInt8]] { strings.filter { (try? DocumentState(encoded: $0)) != nil } }

  private var changes: [[UInt8]] {
    strings.filter { (try? Change(encoded: $0, writer: Supply.writers[0])) != nil }
  }

  /// Some of each with some of the others: all would be too many.
  private func pairs(_ left: [[UInt8]], _ right: [[UInt8]]) -> [[UInt8]] {
    guard !right.isEmpty else { return [] }
    return left.indices.flatMap { place in
      [1, 7, 31].map { step in
        let count = left[place].count
        return [UInt8(count >> 8 & 0xff), UInt8(count & 0xff)] + left[place]
          + right[(place * step + step) % right.count]
      }
    }
  }
}

extension [UInt8] {
  fileprivate func precedes(_ other: [UInt8]) -> Bool { lexicographicallyPrecedes(other) }
}
