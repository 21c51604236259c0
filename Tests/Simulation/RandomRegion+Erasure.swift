import Foundation
import SchakelCore
import SchakelRegion
import SchakelSync
import SchakelTesting

@testable import SchakelStore

// Orders to erase, when all is well. The bundles that are still about have the words.
extension RandomRegion {
  private static let erasureLimit = 3

  /// What an order to erase leaves of the words that it names, or nil.
  mutating func eraseAndReadAgain() async throws -> String? {
    let (parts, salts) = try await words()
    guard !parts.isEmpty else { return nil }
    for index in devices.indices {
      try devices[index].replica.write { [region] transaction throws(ReplicaError) in
        try transaction.erase(parts, in: try transaction.space(region.space))
      }
      for stick in carried.sticks where stick.space == region.space {
        _ = try devices[index].replica.importBundle(
          try Bundle(encoded: stick.bytes), verifier: FakeSignature.verify,
          region: TestRegion.verifier)
      }
    }
    for _ in 0..<2 {
      for device in devices { _ = try await device.sync(exchanges: Self.exchangeLimit) }
    }
    for (index, device) in devices.enumerated() {
      if let finding = try device.replica.check().first {
        return "device \(index), after an erasure: \(finding)"
      }
      try device.replica.sweep()
      if let file = try file(of: device, with: salts) {
        return "device \(index) has what was erased in \(file)"
      }
    }
    return try await difference(in: region.space).map { "after an erasure, " + $0 }
  }

  /// Some changes of the region's log, and what is in their payloads and nowhere else.
  private mutating func words() async throws -> ([LogEntry.Erasure.Part], [[UInt8]]) {
    var parts: [LogEntry.Erasure.Part] = []
    var salts: [[UInt8]] = []
    let mallory = carried.mallory?.replica.identity.replica
    let changes = try await regionLog(of: region.space).readable
      .filter { $0.writer.replica != mallory }
    for _ in 0..<Self.erasureLimit {
      guard let change = changes.randomElement(using: &random) else { break }
      let part = LogEntry.Erasure.Part(document: change.header.document, dots: [change.dot])
      guard !parts.contains(part) else { continue }
      parts.append(part)
      if let content = try change.payload.content() { salts.append(content.salt) }
      story.append("\(change.dot.text) is erased")
    }
    return (parts, salts)
  }

  private func file(of device: TestDevice, with needles: [[UInt8]]) throws -> String? {
    let folder = URL(fileURLWithPath: device.replica.home)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).first { name in
      let data = try Data(contentsOf: folder.appendingPathComponent(name))
      return needles.contains { data.range(of: Data($0)) != nil }
    }
  }
}
