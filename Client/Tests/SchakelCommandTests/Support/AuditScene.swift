import Foundation
import SchakelKeys
import Testing

@testable import SchakelCore

/// A region in which Anna and Bram wrote in parallel, and its audit file.
struct AuditScene {
  let scene: Scene
  let folder: String
  /// What they wrote in.
  var bench = ""
  var square = ""

  var region: TestRegion { scene.region }
  var anna: TestDevice { scene.anna }
  var bram: TestDevice { scene.bram }
  var file: String { folder + "/west.audit" }

  /// - Parameter isSettled: whether Bram has chosen.
  init(_ folder: String, isSettled: Bool = true, titles: (String, String)? = nil) async throws {
    self.folder = folder
    scene = try await Scene(folder)
    bench = await anna.made("note", "add", "--title", "Bankje bij het plein")
    square = await anna.made("note", "add", "--title", "Plein")
    await scene.meet()
    let (first, second) = titles ?? ("Bankje bij de speeltuin", "Bankje is weg bij het plein")
    _ = await anna.run(["edit", bench, "--set", "title=" + first])
    region.clock.advance(3_600_000)
    _ = await bram.run(["edit", bench, "--set", "title=" + second])
    _ = await anna.run(["edit", square, "--set", "place=hoek"])
    _ = await bram.run(["edit", square, "--set", "place=midden"])
    await scene.meet()
    region.clock.advance(7_200_000)
    if isSettled {
      _ = await bram.run([
        "resolve", bench, "--field", "title", "--keep", "1", "--reason", "Dit is het duidelijkst",
      ])
      await scene.meet()
    }
  }

  /// Both change one text while apart, each elsewhere in it: the region puts that together.
  func writeInOneText() async {
    _ = await anna.run(["edit", square, "--set", "body=Een twee drie\n\nVier vijf zes"])
    await scene.meet()
    _ = await anna.run(["edit", square, "--set", "body=Een twee tien\n\nVier vijf zes"])
    _ = await bram.run(["edit", square, "--set", "body=Een twee drie\n\nVier vijf elf"])
    await scene.meet()
  }

  /// The file as it is once the change that brought a value was erased from a contribution.
  func erased(_ value: String, of id: String, from file: [UInt8]) throws -> [UInt8] {
    let document = try #require(DocumentID(text: id))
    var dot: Dot?
    let find = AuditForger(key: region.key) { entry in
      if case .change(let each, _, _) = entry.entry, let change = entry.change,
        let read = try? Change(encoded: change, writer: each.writer),
        read.content?.values.contains(Value(value)) == true
      {
        dot = each
      }
      return entry
    }
    _ = try find.forged(file)
    let gone = try #require(dot)
    var forger = AuditForger(key: region.key) { entry in
      guard case .change(gone, _, _) = entry.entry else { return entry }
      return try? entry.erased(of: gone.writer)
    }
    forger.added = [
      .erasure(
        LogEntry.Erasure(
          parts: [.init(document: document, dots: [gone])], ground: Hashing.crypto.sha256([1]),
          requestedBy: nil, approvedBy: nil, time: TestClock.noon + 86_400_000))
    ]
    return try forger.forged(file)
  }

  /// The file as the region makes it now.
  func bytes() async throws -> [UInt8] {
    Array(try await region.auditFile())
  }

  /// Puts the file where ``file`` says.
  func export() async throws { try Data(try await bytes()).write(to: URL(filePath: file)) }

  func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: file)) }

  /// The page that is made of the file.
  func page(_ more: String..., language: String = "nl") async throws -> AuditPageTree {
    let path = folder + "/page-\(language)-\(more.count).html"
    try? FileManager.default.removeItem(atPath: path)
    let outcome = await anna.run(
      ["audit", "report", file, "--html", path, "--language", language] + more)
    guard outcome.status == 0 else { throw AuditPageTree.Unreadable(text: outcome.err) }
    return try AuditPageTree(String(contentsOf: URL(filePath: path), encoding: .utf8))
  }
}
