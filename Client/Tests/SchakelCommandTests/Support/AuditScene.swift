import Foundation

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
