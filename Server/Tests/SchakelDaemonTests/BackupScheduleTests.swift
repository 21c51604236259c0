import EdgeTesting
import Foundation
import Logging
import RegionTesting
import SchakelCore
import SchakelRegion
import SchakelServer
import Synchronization
import Testing

@testable import SchakelDaemon

/// The backups that a server makes by itself.
@Suite(.timeLimit(.minutes(10))) struct BackupScheduleTests {
  private static let hour: UInt64 = 3_600_000

  private final class Clockwork: Sendable {
    let clock = Atomic<Int64>(Bench.now)
    let room = Atomic<UInt64>(52_400_000_000)
  }

  /// A region that is open, with a clock and a disk that a test moves.
  private final class Scene {
    let bench: Bench
    let region: OpenRegion
    let folder: String
    let ledgers: String
    let lines = Recorder<String>()
    private let world = Clockwork()

    init() async throws {
      bench = try Bench()
      (folder, ledgers) = (bench.scratch.path + "/backups", bench.scratch.path + "/ledgers")
      for path in [folder, ledgers] {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      }
      _ = await bench.run("init", "--data", "DATA", "--region", "Noord")
      region = try await DataFolder(path: bench.data).open(in: bench.context)
    }

    var context: DaemonContext {
      var context = bench.context
      context.now = { [world] in world.clock.load(ordering: .relaxed) }
      context.freeBytes = { [world] _ in world.room.load(ordering: .relaxed) }
      return context
    }

    var logger: Logger {
      Logger(label: "test") { [lines] _ in
        StructuredLogHandler(format: .json, level: .info, now: { Bench.now }) { lines.add($0) }
      }
    }

    var settings: BackupSettings {
      var settings = BackupSettings()
      (settings.folder, settings.ledgerFolder) = (folder, ledgers)
      (settings.interval, settings.daily, settings.weekly) = (.seconds(86_400), 2, 1)
      return settings
    }

    func backups(_ settings: BackupSettings? = nil) throws -> Backups {
      let metrics = RegionMetrics(factory: MetricRegistry(catalogue: RegionMetrics.catalogue))
      return try #require(
        Backups(region, settings ?? self.settings, logger, metrics, in: context))
    }

    func copies() throws -> LedgerCopies {
      let metrics = RegionMetrics(factory: MetricRegistry(catalogue: RegionMetrics.catalogue))
      return try #require(LedgerCopies(region, settings, logger, metrics, in: context))
    }

    func pass(hours: Int64) {
      world.clock.add(hours * Int64(BackupScheduleTests.hour), ordering: .relaxed)
    }

    func leave(bytes: UInt64) { world.room.store(bytes, ordering: .relaxed) }

    func files(_ folder: String? = nil) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder ?? self.folder).sorted()
    }

    func put(_ name: String, _ text: String = "mine") throws {
      try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
    }
  }

  @Test("one is made at once and then after each interval, whole, and for its owner alone")
  func made() async throws {
    let scene = try await Scene()
    let backups = try scene.backups()
    #expect(await backups.attemptIfDue())
    #expect(await !backups.attemptIfDue())
    let file = "region-\(scene.region.name)-20260302T093000Z.sqlite"
    #expect(try scene.files() == [file])
    let path = scene.folder + "/" + file
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let verified = await scene.bench.run(
      "verify", path, "--key", scene.bench.data + "/region.key")
    #expect(verified.status == .done, "\(verified.errors)")
    scene.pass(hours: 23)
    #expect(await !backups.attemptIfDue())
    scene.pass(hours: 1)
    #expect(await backups.attemptIfDue())
    #expect(try scene.files().count == 2)
    #expect(try scene.region.service.backups()[.database]?.problem == nil)
    // Whoever starts the server again does not begin anew.
    #expect(try await !scene.backups().attemptIfDue())
    // A clock that was set back is no reason to wait for years.
    scene.pass(hours: -100)
    #expect(await backups.attemptIfDue())
    #expect(try scene.files().count == 3)
    try scene.region.service.close()
  }

  @Test("old ones go when a new one is there, and nothing else in the folder is touched")
  func pruned() async throws {
    let scene = try await Scene()
    let others = [
      "notes.txt", "region.sqlite", "region-ffffffff-20200101T000000Z.sqlite",
      "region-\(scene.region.name)-20200101T000000Z.ledger",
      "region-ffffffff-20200101T000000Z.sqlite.part",
    ]
    for name in others { try scene.put(name) }
    try scene.put("region-\(scene.region.name)-20200101T000000Z.sqlite.part")
    let backups = try scene.backups()
    for _ in 0..<6 {
      #expect(await backups.attemptIfDue())
      scene.pass(hours: 24)
    }
    let all = try scene.files()
    for name in others { #expect(all.contains(name), "\(name)") }
    let kept = all.filter { !others.contains($0) }
    // Monday to Saturday: the last two days, and of the week the same.
    #expect(
      kept == [
        "region-\(scene.region.name)-20260306T093000Z.sqlite",
        "region-\(scene.region.name)-20260307T093000Z.sqlite",
      ])
    try scene.region.service.close()
  }

  @Test(
    "where there is no room none is begun, nothing is removed, and the next attempt comes by itself"
  )
  func room() async throws {
    let scene = try await Scene()
    let backups = try scene.backups()
    #expect(await backups.attemptIfDue())
    let before = try scene.files()
    scene.pass(hours: 24)
    scene.leave(bytes: Backups.reserve)
    #expect(await backups.attemptIfDue())
    #expect(try scene.files() == before)
    let line = try #require(scene.lines.all.last)
    #expect(line.contains(#""result":"failed""#) && line.contains("no room"))
    let status = await scene.bench.run("status", "--data", "DATA")
    #expect(status.output.contains("The backup could not be made: there is no room for it"))
    let json = await scene.bench.run("status", "--data", "DATA", "--json")
    #expect(json.output.contains("backup-failed"))
    #expect(await !backups.attemptIfDue())
    scene.leave(bytes: 52_400_000_000)
    scene.pass(hours: 1)
    #expect(await backups.attemptIfDue())
    #expect(try scene.files().count == 2)
    #expect(try scene.region.service.backups()[.database]?.problem == nil)
    try scene.region.service.close()
  }

  @Test("a folder that is not there is told of, and the region is served all the same")
  func noFolder() async throws {
    let scene = try await Scene()
    var settings = scene.settings
    settings.folder = scene.bench.scratch.path + "/none"
    #expect(try await scene.backups(settings).attemptIfDue())
    let record = try #require(try scene.region.service.backups()[.database])
    #expect(record.done == nil && record.problem?.contains("/none") == true)
    try scene.region.service.close()
  }

  @Test("one that should have been there is missed by whoever asks how the region stands")
  func late() async throws {
    let scene = try await Scene()
    #expect(try await scene.backups().attemptIfDue())
    let day = Bench.now + Int64(25 * Self.hour)
    let fine = await scene.bench.run(["status", "--data", "DATA"], now: day)
    #expect(!fine.output.contains("does the server run?"))
    let late = await scene.bench.run(
      ["status", "--data", "DATA"], now: day + Int64(2 * Self.hour))
    #expect(late.output.contains("does the server run?"))
    try scene.region.service.close()
  }

  @Test(
    "the ledger is copied as soon as it grew, and an older copy goes only where the new one has all of it"
  )
  func ledger() async throws {
    let scene = try await Scene()
    let copies = try scene.copies()
    let space = try #require(try scene.region.service.spaces().first?.id)
    // What founding it wrote.
    #expect(await copies.copyIfGrown())
    #expect(await !copies.copyIfGrown())
    scene.pass(hours: 1)
    func letIn(_ handle: String, _ number: UInt8) async throws {
      let invitation = try await scene.region.service.invite(
        handle: handle, to: space, as: .contributor)
      _ = try await scene.region.service.enrol(
        code: invitation.code, deviceName: "Phone", replica: .init(rawValue: UInt64(number)),
        publicKey: [UInt8](repeating: number, count: 32))
    }
    try await letIn("anna", 1)
    #expect(await copies.copyIfGrown())
    #expect(await !copies.copyIfGrown())
    let first = try scene.files(scene.ledgers)
    #expect(first.count == 1)
    let other = "region-\(scene.region.name)-20200101T000000Z.ledger"
    try Data("another".utf8).write(to: URL(filePath: scene.ledgers + "/" + other))
    scene.pass(hours: 1)
    try await letIn("bram", 2)
    #expect(await copies.copyIfGrown())
    let second = try scene.files(scene.ledgers)
    #expect(second.count == 2 && second.contains(other) && !second.contains(first[0]))
    let newest = try #require(second.last)
    #expect(
      FileManager.default.contents(atPath: scene.ledgers + "/" + newest)
        == FileManager.default.contents(atPath: scene.bench.data + "/region.ledger"))
    // By hand too.
    let file = scene.bench.scratch.path + "/by-hand.ledger"
    let byHand = await scene.bench.run("backup", "--data", "DATA", "--ledger", file)
    #expect(byHand.status == .done, "\(byHand.errors)")
    #expect(
      FileManager.default.contents(atPath: file)
        == FileManager.default.contents(atPath: scene.bench.data + "/region.ledger"))
    try scene.region.service.close()
  }

  @Test(
    "a server that was told to makes a backup and copies the ledger, and tells of it in its figures"
  )
  func served() async throws {
    let scratch = try Scratch()
    let (folder, ledgers) = (try scratch.folder(), try scratch.folder())
    let running = try await Running.founded(
      in: scratch,
      [
        "--backup-folder", folder, "--backup-every", "24h", "--backup-ledger-folder", ledgers,
        "--log-format", "json",
      ])
    _ = try await running.logLine { $0.contains(#""action":"backup""#) }
    let space = try await running.status().space
    _ = try await running.device(of: "anna", in: space, scratch)
    _ = try await running.logLine { $0.contains(#""action":"copy""#) }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(files.count == 1)
    let metrics = try await Wire.connect(to: running.port) { try await $0.get("/metrics") }
    #expect(metrics.body.contains("schakel_backup_failures_total 0"))
    #expect(!metrics.body.contains("schakel_backup_timestamp_seconds 0\n"))
    let ready = try await Wire.connect(to: running.port) { try await $0.get("/readyz") }
    #expect(ready.status == 200 && !ready.body.contains("attention"))
    await running.end(by: SIGTERM)
    let verified = try await Running.command(
      "verify", folder + "/" + files[0], "--key", running.data + "/region.key", "--ledger",
      ledgers + "/" + (try FileManager.default.contentsOfDirectory(atPath: ledgers)[0]))
    #expect(verified.status == 0, "\(verified.errors)")
  }
}
