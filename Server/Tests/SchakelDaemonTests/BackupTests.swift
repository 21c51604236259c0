import Foundation
import RegionTesting
import SchakelCore
import SchakelDaemon
import SchakelKeys
import SchakelSync
import Testing

/// `schakeld backup`.
@Suite(.timeLimit(.minutes(10))) struct BackupTests {
  private static func files(_ bench: Bench) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: bench.scratch.path).sorted()
  }

  @Test(
    "beside a running server all is written into one file, for its owner alone, that can be served")
  func running() async throws {
    let scratch = try Scratch()
    let running = try await Running.founded(in: scratch)
    let space = try await running.status().space
    let anna = try await running.device(of: "anna", in: space, scratch)
    let bram = try await running.device(of: "bram", in: space, scratch)
    try anna.note("before", in: space)
    for device in [anna, bram] { #expect(try await device.sync().isSynchronised) }
    let file = scratch.path + "/kept.sqlite"
    let made = try await Running.command("backup", "--data", running.data, file)
    #expect(made.status == 0, "\(made.errors)")
    #expect(made.output.contains("Wrote \(file), and read it again: it is whole."))
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    try anna.note("after", in: space)
    for device in [anna, bram] { #expect(try await device.sync().isSynchronised) }
    await running.end(by: SIGTERM)

    // Put back as the help says.
    let database = running.data + "/region.sqlite"
    for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database + end) }
    try FileManager.default.copyItem(atPath: file, toPath: database)
    let again = try await Running.serve(running.data)
    #expect(try await again.status().changes == 1)
    for device in [anna, bram] {
      device.port = again.port
      #expect(try await device.sync().isSynchronised)
    }
    #expect(try await again.status().changes == 2)
    #expect(try await again.status().spaces[0].documents == 2)
    await again.end(by: SIGTERM)
  }

  @Test("neither of the region's keys is in a backup or in a copy of its ledger")
  func keys() async throws {
    let bench = try Bench()
    #expect(await bench.run("init", "--data", "DATA").status == .done)
    let list = await bench.run("space", "list", "--data", "DATA", "--json").output
    let space = try #require(list.firstMatch(of: /[0-9a-f]{16}/)).output
    let invited = await bench.run(
      "invite", "--data", "DATA", "--space", String(space), "--role", "contributor", "--person",
      "w1", "--server", "https://region.example")
    #expect(invited.status == .done)
    let (backup, ledger) = (
      bench.scratch.path + "/kept.sqlite", bench.scratch.path + "/kept.ledger"
    )
    #expect(await bench.run("backup", "--data", "DATA", backup).status == .done)
    #expect(await bench.run("backup", "--data", "DATA", "--ledger", ledger).status == .done)
    let names = ["region.key", "region.bundle.key"]
    let files = try [backup, ledger].map { try Data(contentsOf: URL(filePath: $0)) }
    #expect(files.allSatisfy { !$0.isEmpty })
    for name in names {
      let path = bench.data + "/" + name
      let seed =
        try (try? KeyFile.load(from: path).seed) ?? KeyFile.loadBundleSecret(from: path).seed
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      // As bytes, as people write it, and as its file has it, the key's own end of the line.
      let forms = [
        Data(seed), Data(Hex.encode(seed).utf8), Data(lines[1].suffix(40).utf8),
      ]
      for form in forms {
        #expect(files.allSatisfy { $0.range(of: form) == nil })
      }
    }
    #expect(files.allSatisfy { $0.range(of: Data("PRIVATE KEY".utf8)) == nil })
  }

  @Test("what is there already is not written over, and nothing is left where it cannot be written")
  func refused() async throws {
    let bench = try Bench()
    #expect(await bench.run("init", "--data", "DATA").status == .done)
    let file = bench.scratch.path + "/kept.sqlite"
    #expect(await bench.run("backup", "--data", "DATA", file).status == .done)
    let first = FileManager.default.contents(atPath: file)
    let taken = await bench.run("backup", "--data", "DATA", file)
    #expect(taken.status == .refused && taken.errors.contains("kept.sqlite"))
    #expect(FileManager.default.contents(atPath: file) == first)
    let before = try Self.files(bench)
    let nowhere = await bench.run("backup", "--data", "DATA", "/nowhere/kept.sqlite")
    #expect(nowhere.status == .refused && nowhere.errors.contains("/nowhere"))
    try Data().write(to: URL(filePath: bench.scratch.path + "/other.part"))
    let under = await bench.run("backup", "--data", "DATA", bench.scratch.path + "/other")
    #expect(under.status == .refused && under.errors.contains("other.part"))
    #expect(try Self.files(bench) == (before + ["other.part"]).sorted())
    #expect(
      await bench.run("backup", "--data", bench.scratch.path + "/none", file).status == .refused)
  }
}
