import Foundation
import RegionTesting
import SchakelDaemon
import Testing

/// A data folder that was copied: a backup, or a region that moved.
@Suite(.timeLimit(.minutes(10))) struct CopyTests {
  /// A region, and a copy of its folder beside it.
  private static func copied() async throws -> (Bench, copy: String) {
    let bench = try Bench()
    #expect(await bench.run("init", "--data", "DATA").status == .done)
    let copy = bench.data + "-copy"
    try FileManager.default.copyItem(atPath: bench.data, toPath: copy)
    return (bench, copy)
  }

  private static func epoch(_ bench: Bench, _ folder: String) async throws -> String {
    let status = await bench.run("status", "--data", folder, "--json")
    let object = try JSONSerialization.jsonObject(with: Data(status.output.utf8))
    let region = (object as? [String: Any])?["region"] as? [String: String]
    return try #require(region?["epoch"])
  }

  @Test(
    "looking into a backup changes nothing in it",
    arguments: [["status"], ["status", "--fingerprint"], ["space", "list"], ["device", "list"]])
  func looked(command: [String]) async throws {
    let (bench, copy) = try await Self.copied()
    let before = try Self.files(in: copy)
    #expect(await bench.run(command + ["--data", copy]).status == .done)
    #expect(try Self.files(in: copy) == before)
    #expect(try await Self.epoch(bench, copy) == Self.epoch(bench, bench.data))
  }

  @Test("a copy that is served, or written to, begins an epoch of its own")
  func served() async throws {
    let (bench, copy) = try await Self.copied()
    let first = try await Self.epoch(bench, copy)
    let running = try await Running.serve(copy)
    await running.end(by: SIGTERM)
    let second = try await Self.epoch(bench, copy)
    #expect(first != second)
    // Served again where it is, it goes on as what it is now.
    let again = try await Running.serve(copy)
    await again.end(by: SIGTERM)
    #expect(try await Self.epoch(bench, copy) == second)

    let other = bench.data + "-other"
    try FileManager.default.copyItem(atPath: bench.data, toPath: other)
    let added = await bench.run("space", "add", "--data", other, "--name", "Team West")
    #expect(added.status == .done)
    #expect(try await Self.epoch(bench, other) != first)
  }

  @Test("a mark that cannot be written is told, and nothing is served or changed without it")
  func unwritableMark() async throws {
    let bench = try Bench()
    #expect(await bench.run("init", "--data", "DATA").status == .done)
    let mark = bench.data + "/region.sqlite.high-water"
    try FileManager.default.removeItem(atPath: mark)
    // A folder in its place stops any user.
    try FileManager.default.createDirectory(atPath: mark, withIntermediateDirectories: false)
    for command in [["serve"], ["space", "add", "--name", "Team West"]] {
      let refused = await bench.run(command + ["--data", "DATA"])
      #expect(refused.status == .refused && refused.output.isEmpty)
      #expect(
        refused.errors == """
          Error: The mark beside the database cannot be written, and without it nothing else is. \
          Give this user the right to write in the folder, and make room.

          """)
    }
    #expect(await bench.run("status", "--data", "DATA").status == .done)
    #expect(
      await bench.run("space", "list", "--data", "DATA").output.split(separator: "\n").count == 1)
  }

  /// The files that hold something, by name.
  private static func files(in folder: String) throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    return try names.reduce(into: [:]) { files, name in
      files[name] = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
    }
  }
}
