import EdgeTesting
import Foundation
import RegionTesting
import SchakelCore
import SchakelStore
import SchakelSync
import Testing

/// `schakeld erase`, `restore` and `open`, beside a running server and after it.
@Suite(.timeLimit(.minutes(10))) struct EraseTests {
  /// A served region with two coordinators and one who writes.
  private final class Town {
    let scratch: Scratch
    let server: Running
    let space: SpaceID
    var devices: [TestDevice] = []

    init() async throws {
      scratch = try Scratch()
      server = try await Running.founded(in: scratch)
      space = try await server.status().space
      for (person, role) in [
        ("cees", "coordinator"), ("dina", "coordinator"), ("anna", "contributor"),
      ] {
        devices.append(try await server.device(of: person, role: role, in: space, scratch))
      }
    }

    var anna: TestDevice { devices[2] }

    func syncAll() async throws {
      for device in devices + devices + devices {
        #expect(try await device.sync().isSynchronised)
      }
    }

    func erase(_ arguments: String..., data: String? = nil) async throws -> Running.Ended {
      try await Running.command(
        ["erase", arguments[0], "--data", data ?? server.data] + arguments.dropFirst())
    }

    /// The files in which a word stands, in these folders.
    func files(with word: String, in folders: [String]) throws -> [String] {
      try folders.flatMap { folder in
        try FileManager.default.contentsOfDirectory(atPath: folder).filter {
          let data = try Data(contentsOf: URL(filePath: folder + "/" + $0))
          return data.range(of: Data(word.utf8)) != nil
        }.map { folder + "/" + $0 }
      }
    }

    var folders: [String] { [server.data] + devices.map(\.replica.home) }
  }

  @Test("beside a running server two coordinators erase a contribution, and all devices confirm")
  func erased() async throws {
    let town = try await Town()
    let note = try town.anna.note("kersenboomgaard", in: town.space)
    try town.anna.note("lindelaan", in: town.space)
    try await town.syncAll()
    let asked = try await town.erase(
      "request", note.text, "--by", "cees", "--ground", "names a resident")
    #expect(asked.status == 0, "\(asked.errors)")
    #expect(asked.output.contains("Request 1: contribution \(note.text), waits for another"))
    let own = try await town.erase("approve", "1", "--by", "cees")
    #expect(own.status == 1 && own.errors.contains("may not agree to it"))
    let stranger = try await town.erase("approve", "1", "--by", "anna")
    #expect(stranger.status == 1)
    #expect(try !town.files(with: "kersenboomgaard", in: [town.server.data]).isEmpty)
    let agreed = try await town.erase("approve", "1", "--by", "dina")
    #expect(
      agreed.status == 0 && agreed.output.contains("Confirmed by 0 of 3."), "\(agreed.errors)")
    try await town.syncAll()
    let shown = try await town.erase("show", "1")
    #expect(shown.output.contains("Confirmed by 3 of 3."), "\(shown.output)")
    #expect(try town.files(with: "kersenboomgaard", in: town.folders) == [])
    #expect(try !town.files(with: "lindelaan", in: town.folders).isEmpty)
    let kept = try town.scratch.folder()
    let backup = try await Running.command(
      "backup", "--data", town.server.data, kept + "/later.sqlite")
    #expect(backup.status == 0, "\(backup.errors)")
    #expect(try town.files(with: "kersenboomgaard", in: [kept]) == [])
    #expect(try !town.files(with: "lindelaan", in: [kept]).isEmpty)
    let verified = try await Running.command("audit", "verify", "--data", town.server.data)
    #expect(verified.status == 0)
    await town.server.end(by: SIGTERM)
  }

  @Test("a device that was revoked, with nothing to bring, is told over HTTP, obeys and confirms")
  func revoked() async throws {
    let town = try await Town()
    let note = try town.anna.note("kersenboomgaard", in: town.space)
    try await town.syncAll()
    let revoked = try await Running.command(
      "device", "revoke", "--data", town.server.data, town.anna.replica.identity.replica.text)
    #expect(revoked.status == 0, "\(revoked.errors)")
    let home = town.anna.replica.home
    for (arguments, person) in [
      (["request", note.text, "--by", "cees", "--ground", "asked"], "cees"),
      (["approve", "1", "--by", "dina"], "dina"),
    ] {
      let done = try await Running.command(
        ["erase", arguments[0], "--data", town.server.data] + arguments.dropFirst())
      #expect(done.status == 0, "\(person): \(done.errors)")
    }
    for _ in 0..<2 {
      for device in town.devices.dropLast() {
        #expect(try await device.sync().isSynchronised)
      }
    }
    let before = try await town.erase("show", "1").output
    #expect(before.contains("Confirmed by 2 of 3.") && before.contains("device wipe"), "\(before)")
    #expect(try !town.files(with: "kersenboomgaard", in: [home]).isEmpty)
    let report = try await town.anna.sync()
    #expect(report.orders == 1 && report.handedIn == 0)
    #expect(try town.files(with: "kersenboomgaard", in: town.folders) == [])
    let after = try await town.erase("show", "1").output
    #expect(after.contains("Confirmed by 3 of 3.") && !after.contains("device wipe"), "\(after)")
    #expect(try await town.anna.sync().orders == 0)
    await town.server.end(by: SIGTERM)
  }

  @Test("a backup from before an erasure is restored without what was erased, and healed")
  func restored() async throws {
    let town = try await Town()
    let note = try town.anna.note("kersenboomgaard", in: town.space)
    try await town.syncAll()
    let backup = town.scratch.path + "/old.sqlite"
    #expect(try await Running.command("backup", "--data", town.server.data, backup).status == 0)
    try town.anna.note("lindelaan", in: town.space)
    _ = try await town.erase("request", note.text, "--by", "cees", "--ground", "names a resident")
    _ = try await town.erase("approve", "1", "--by", "dina")
    try await town.syncAll()
    await town.server.end(by: SIGTERM)
    let (old, new) = (town.server.data, town.scratch.path + "/new")
    let kept = try Data(contentsOf: URL(filePath: backup))
    #expect(kept.range(of: Data("kersenboomgaard".utf8)) != nil)

    let words = ["restore", "--data", new, backup, "--key", old + "/region.key"]
    let without = try await Running.command(words)
    #expect(without.status == 1 && without.errors.contains("--ledger"))
    #expect(!FileManager.default.fileExists(atPath: new + "/region.sqlite"))
    let restored = try await Running.command(words + ["--ledger", old + "/region.ledger"])
    #expect(restored.status == 0, "\(restored.errors)")
    #expect(restored.output.contains("1 erasures obeyed"))
    #expect(try town.files(with: "kersenboomgaard", in: [new]) == [])
    #expect(try await Running.command(words + ["--ledger", old + "/region.ledger"]).status == 1)

    let again = try await Running.serve(new)
    for device in town.devices { device.port = again.port }
    try await town.syncAll()
    #expect(try town.files(with: "kersenboomgaard", in: [new]) == [])
    #expect(try await again.status().spaces[0].documents == 2)
    let shown = try await town.erase("show", "1", data: new)
    #expect(shown.output.contains("Confirmed by 3 of 3."), "\(shown.output)")
    #expect(try await Running.command("audit", "verify", "--data", new).status == 0)
    await again.end(by: SIGTERM)
  }

  @Test("a region that was restored without its ledger is closed until a coordinator opens it")
  func closed() async throws {
    let town = try await Town()
    try town.anna.note("lindelaan", in: town.space)
    try await town.syncAll()
    let auditor = try await town.server.device(
      of: "olga", role: "auditor", in: town.space, town.scratch)
    #expect(try await auditor.sync().isSynchronised)
    let backup = town.scratch.path + "/old.sqlite"
    _ = try await Running.command("backup", "--data", town.server.data, backup)
    await town.server.end(by: SIGTERM)
    let new = town.scratch.path + "/new"
    let restored = try await Running.command(
      "restore", "--data", new, backup, "--key", town.server.data + "/region.key",
      "--accept-missing-ledger")
    #expect(restored.status == 0, "\(restored.errors)")
    #expect(restored.output.contains("schakeld open"))
    let server = try await Running.serve(new)
    for device in town.devices { device.port = server.port }
    #expect(try await !town.anna.sync().isSynchronised)
    let paths = [
      "/v1/audit/export", "/v1/audit/conflicts", "/v1/spaces", "/v1/events",
      "/v1/documents?space=\(town.space.text)",
    ]
    let fields = ["Authorization: Bearer \(auditor.token)"]
    for path in paths {
      let answer = try await Wire.connect(to: server.port) { try await $0.get(path, fields) }
      #expect(answer.status == 503 && answer.problemKind == "not-ready", "\(path)")
    }
    // Nor does anybody come in who might hear of its spaces.
    await #expect(throws: (any Error).self) {
      _ = try await server.device(of: "pim", in: town.space, town.scratch)
    }
    #expect(try await Running.command("open", "--data", new, "--by", "anna").status == 1)
    #expect(try await Running.command("open", "--data", new, "--by", "dina").status == 0)
    try await town.syncAll()
    for path in paths.dropLast(2) {
      let answer = try await Wire.connect(to: server.port) { try await $0.get(path, fields) }
      #expect(answer.status == 200, "\(path)")
    }
    await server.end(by: SIGTERM)
  }
}
