import Foundation
import SchakelCore
import SchakelRegion
import SchakelSync
import SchakelTesting

import SchakelStore

// Orders to erase, when all is well. The bundles that are still about have the words.
extension RandomRegion {
  private static let erasureLimit = 3

  /// What orders to erase leave of the words that they name, or nil.
  package mutating func eraseAndReadAgain() async throws -> String? {
    let (documents, salts) = try await words()
    guard !documents.isEmpty else { return nil }
    try await order(documents)
    for index in devices.indices {
      // What somebody has not handed in is about to be; nobody has to have heard of the orders yet.
      if Bool.random(using: &random) { _ = try await devices[index].sync() }
      for stick in carried.sticks
      where try stick.space == region.space && isIn(stick.space, index) {
        _ = try devices[index].replica.importBundle(
          try Bundle(encoded: stick.bytes), verifier: FakeSignature.verify,
          region: TestRegion.verifier)
      }
    }
    for _ in 0..<3 {
      for device in devices { _ = try await device.sync(exchanges: Self.exchangeLimit) }
    }
    if let found = try await check(for: salts) { return found }
    _ = try TestRegion.verify(try await region.auditFile())
    return try await difference(in: region.space).map { "after an erasure, " + $0 }
  }

  /// Two coordinators agree.
  private func order(_ documents: [DocumentID]) async throws {
    var people = decisions?.coordinators ?? []
    if people.isEmpty { people = try await coordinators() }
    for document in documents {
      let asked = try await region.service.requestErasure(
        of: .document(document), ground: "drawn", by: people[0])
      _ = try await region.service.approveErasure(
        asked.record.number, by: people[1], review: .eraseAll)
    }
  }

  func check(for salts: [[UInt8]]) async throws -> String? {
    for (index, device) in devices.enumerated() {
      if let finding = try device.replica.check().first {
        return "device \(index), after an erasure: \(finding)"
      }
      try device.replica.sweep()
      if let file = try file(in: device.replica.home, with: salts) {
        return "device \(index) has what was erased in \(file)"
      }
    }
    // As its server does, until nothing is left.
    guard try await region.service.sweep() else { return "the region cannot be swept" }
    return try file(in: region.folder, with: salts).map {
      "the region has what was erased in \($0)"
    }
  }

  /// Some documents of the region's log, and what is in their payloads and nowhere else.
  private mutating func words() async throws -> ([DocumentID], [[UInt8]]) {
    let mallory = carried.mallory?.replica.identity.replica
    let changes = try await regionLog(of: region.space).readable
      .filter { $0.writer.replica != mallory && $0.content != nil }
    var documents: [DocumentID] = []
    for _ in 0..<Self.erasureLimit {
      guard let document = changes.randomElement(using: &random)?.header.document,
        !documents.contains(document), decisions?.asked.contains(document) != true
      else { continue }
      documents.append(document)
      story.append("\(document.text) is erased")
    }
    let salts = try changes.filter { documents.contains($0.header.document) }
      .compactMap { try $0.payload.content()?.salt }
    return (documents, salts)
  }

  private func file(in home: String, with needles: [[UInt8]]) throws -> String? {
    let folder = URL(fileURLWithPath: home)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).first { name in
      let data = try Data(contentsOf: folder.appendingPathComponent(name))
      return needles.contains { data.range(of: Data($0)) != nil }
    }
  }
}
