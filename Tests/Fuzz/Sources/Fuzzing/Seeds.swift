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

  /// The inputs that a target accepts. Where it takes several parts in one, those are put together
  /// from what is there.
  public func accepted(by target: FuzzTarget) -> [[UInt8]] {
    let inputs =
      switch target.name {
      case FuzzTarget.apply.name: pairs(states, changes).map { [0, 1] + $0 }
      case FuzzTarget.join.name: pairs(states, states)
      // The vectors have none.
      case "held-request":
        [[], [1, 2]].map { HeldRequest(space: SpaceID(rawValue: 7), after: $0).encoded }
      default: strings
      }
    return inputs.filter { (try? target.run($0)) == true }
  }

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
