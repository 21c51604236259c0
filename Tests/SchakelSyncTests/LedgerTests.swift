import Foundation
import SchakelCore
import SchakelSync
import SchakelTesting
import Synchronization
import Testing

@testable import SchakelRegion
@testable import SchakelStore

@Suite("What outlasts the database")
struct LedgerTests {
  /// A region that is put back to before something was erased and somebody's device was revoked.
  private struct Scene {
    let old: Cleaning
    let note: DocumentID
    /// The folder as it was before.
    let backup: String

    init() async throws {
      old = try await Cleaning()
      note = try old.anna.note("kersenboomgaard")
      try old.anna.note("lindelaan")
      try await old.syncAll()
      backup = scratchFolder()
      _ = try await old.region.service.backUp(to: backup + "/region.sqlite")
    }

    var ledger: String { old.region.folder + "/region.ledger" }

    /// Opens the backup with a ledger beside it.
    func restored(ledger: String?, accepting: Bool = false) async throws -> RegionService {
      try? FileManager.default.removeItem(atPath: backup + "/region.ledger")
      if let ledger {
        try FileManager.default.copyItem(atPath: ledger, toPath: backup + "/region.ledger")
      }
      let store = try SQLiteRegionStore(backup + "/region.sqlite")
      return try await RegionService(
        store: store, environment: old.region.clock.region,
        ledger: RegionLedger(path: backup + "/region.ledger"), acceptsMissingLedger: accepting)
    }

    /// The same once more.
    func restoredAgain() async throws -> RegionService {
      let copy = scratchFolder() + "/region.ledger"
      try FileManager.default.copyItem(atPath: backup + "/region.ledger", toPath: copy)
      return try await restored(ledger: copy)
    }

    func files(in folder: String, with word: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder).filter {
        try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0))
          .range(of: Data(word.utf8)) != nil
      }
    }
  }

  @Test("a backup that is put back obeys what was decided since, before anybody is answered")
  func obeyed() async throws {
    let scene = try await Scene()
    try await scene.old.erase(.document(scene.note))
    let bram = scene.old.bram.replica.identity.replica
    let dina = scene.old.person(scene.old.dina)
    _ = try await scene.old.region.service.revoke(bram, by: dina)
    try scene.old.region.service.close()
    #expect(try !scene.files(in: scene.backup, with: "kersenboomgaard").isEmpty)
    let service = try await scene.restored(ledger: scene.ledger)
    try await service.beginServing()
    #expect(try await service.sweep())
    #expect(try scene.files(in: scene.backup, with: "kersenboomgaard") == [])
    #expect(try !service.isInUse(bram))
    #expect(try await service.erasures().map(\.status) == [.approved])
    let report = try await service.verifyAudit(of: nil).get()
    #expect(report.counts.erased == 1)
    #expect(report.spaces[0].withdrawals.map(\.actor) == [dina])
    // Once is enough.
    try service.close()
    let again = try await scene.restoredAgain()
    try await again.beginServing()
    #expect(try await again.verifyAudit(of: nil).get().counts.erased == 1)
    try again.close()
  }

  @Test("roles that were given and taken since a backup are given and taken again")
  func roles() async throws {
    let scene = try await Scene()
    let service = scene.old.region.service
    let (anna, bram) = (
      scene.old.person(scene.old.anna), scene.old.person(scene.old.bram)
    )
    let space = scene.old.region.space
    _ = try await service.setRole(.none, of: anna, in: space)
    _ = try await service.setRole(.reader, of: bram, in: space)
    _ = try await service.setRole(.contributor, of: bram, in: space)
    _ = try await service.setRole(.auditor, of: bram, in: space)
    func handles(_ service: RegionService) async throws -> [String] {
      try await service.members(of: space).map { "\($0.handle) \($0.role.text)" }.sorted()
    }
    let before = try await handles(service)
    try service.close()
    let again = try await scene.restored(ledger: scene.ledger)
    #expect(try await handles(again) != before)
    try await again.beginServing()
    #expect(try await handles(again) == before)
    _ = try await again.verifyAudit(of: nil).get()
    try again.close()
  }

  @Test(
    "who gave a role is told again by a region that was put back, where they coordinate there still"
  )
  func givers() async throws {
    let scene = try await Scene()
    let service = scene.old.region.service
    let (anna, bram) = (scene.old.person(scene.old.anna), scene.old.person(scene.old.bram))
    let space = scene.old.region.space
    _ = try await service.setRole(.coordinator, of: anna, in: space)
    let token = try #require(scene.old.anna.token)
    let device = try #require(try await service.authenticate(token: Array(token.utf8)))
    _ = try await service.setRole(.reader, of: bram, in: space, by: device)
    try service.close()
    let again = try await scene.restored(ledger: scene.ledger)
    try await again.beginServing()
    let members = try await again.members(of: space)
    #expect(members.first { $0.person == bram }?.actor == anna)
    #expect(members.first { $0.person == anna }?.actor == nil)
    _ = try await again.verifyAudit(of: nil).get()
    try again.close()
  }

  @Test("without its ledger, or with an older one, a region that was put back is not served")
  func missing() async throws {
    let scene = try await Scene()
    let older = scene.ledger + ".older"
    try FileManager.default.copyItem(atPath: scene.ledger, toPath: older)
    try await scene.old.erase(.document(scene.note))
    _ = try await scene.old.region.service.backUp(to: scene.backup + "/later.sqlite")
    try scene.old.region.service.close()
    let none = try await scene.restored(ledger: nil)
    await expect(refusal: .ledgerMissing) { try await none.beginServing() }
    try none.close()
    try FileManager.default.removeItem(atPath: scene.backup + "/region.sqlite")
    try FileManager.default.moveItem(
      atPath: scene.backup + "/later.sqlite", toPath: scene.backup + "/region.sqlite")
    let late = try await scene.restored(ledger: older)
    await expect(refusal: .ledgerMissing) { try await late.beginServing() }
    try late.close()
    let newest = try await scene.restored(ledger: scene.ledger)
    try await newest.beginServing()
    try newest.close()
  }

  @Test("where the ledger is lost nothing is given out before a coordinator opens the region")
  func closed() async throws {
    let scene = try await Scene()
    try await scene.old.erase(.document(scene.note))
    let anna = scene.old.anna
    let token = Array((anna.token ?? "").utf8)
    let device = try #require(try await scene.old.region.service.authenticate(token: token))
    try scene.old.region.service.close()
    let service = try await scene.restored(ledger: nil, accepting: true)
    try await service.beginServing()
    #expect(try service.isClosed())
    // Nobody comes in; and who was let through before is refused where it reads.
    await expect(refusal: .closed) { _ = try await service.authenticate(token: token) }
    let request = try anna.request()
    await expect(refusal: .closed) { _ = try await service.sync(request, from: device) }
    await expect(refusal: .closed) {
      _ = try await service.history(
        HistoryRequest(space: scene.old.region.space, document: scene.note), for: device)
    }
    // Nor is anything taken from a device that is out of use, or told to it.
    let revoked = scene.old.bram
    _ = try await service.revoke(revoked.replica.identity.replica)
    let last = try #require(
      try revoked.replica.lastWords(agent: "test", asking: true, signer: revoked.signer))
    let bearer = Array((revoked.token ?? "").utf8)
    await expect(refusal: .closed) {
      guard let device = try service.revokedDevice(token: bearer) else { return }
      _ = try await service.handIn(last, from: device)
    }
    await expect(refusal: .notCoordinator) {
      try await service.open(by: scene.old.person(scene.old.anna))
    }
    let dina = scene.old.person(scene.old.dina)
    #expect(try await service.open(by: dina))
    #expect(try !service.isClosed())
    // It says so in the log, and once.
    #expect(try await !service.open(by: dina))
    #expect(try await service.verifyAudit(of: nil).get().spaces[0].openings.map(\.actor) == [dina])
    let openings = Mutex(0)
    try await service.exportPerson(dina) { fact in
      if case .opening = fact { openings.withLock { $0 += 1 } }
    }
    #expect(openings.withLock(\.self) == 1)
    _ = try await service.sync(request, from: device)
    try service.close()
  }

  @Test("a region that was put back to before devices said that they had erased hears it again")
  func wordAgain() async throws {
    let old = try await Cleaning()
    let note = try old.anna.note("kersenboomgaard")
    try await old.syncAll()
    let number = try await old.erase(.document(note)).record.number
    let backup = scratchFolder()
    _ = try await old.region.service.backUp(to: backup + "/region.sqlite")
    for _ in 0..<2 { try await old.syncAll() }
    #expect(try await old.confirmed(number) == (4, 4))
    try old.region.service.close()
    try FileManager.default.copyItem(
      atPath: old.region.folder + "/region.ledger", toPath: backup + "/region.ledger")
    let region = try await TestRegion(folder: backup, clock: old.region.clock)
    func confirmed() async throws -> Int {
      try await region.service.erasure(number).devices.count { $0.confirmed != nil }
    }
    #expect(try await confirmed() == 0)
    let devices = try old.devices.map { try $0.moved(to: region) }
    for device in devices + devices { try await device.sync() }
    #expect(try await confirmed() == 4)
    // And goes on saying nothing.
    for device in devices { #expect(try device.request().spaces[0].confirmation == nil) }
    try region.service.close()
  }

  @Test("a region's opening names nobody in a space that its coordinator does not have")
  func openedElsewhere() async throws {
    let scene = try await Scene()
    let other = try await scene.old.region.service.addSpace(name: "Other").id
    _ = try await scene.old.region.service.backUp(to: scene.backup + "/later.sqlite")
    try scene.old.region.service.close()
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: scene.backup + "/region.sqlite" + suffix)
    }
    try FileManager.default.moveItem(
      atPath: scene.backup + "/later.sqlite", toPath: scene.backup + "/region.sqlite")
    let service = try await scene.restored(ledger: nil, accepting: true)
    try await service.beginServing()
    let dina = scene.old.person(scene.old.dina)
    #expect(try await service.open(by: dina))
    let spaces = try await service.verifyAudit(of: nil).get().spaces
    let named = spaces.map { $0.space.space == other ? nil : Optional(dina) }
    #expect(spaces.map { $0.openings.map(\.actor) } == named.map { [$0] })
    try service.close()
  }

  @Test(
    "a revocation names nobody where its coordinator has ceased to be one when it is obeyed again")
  func ceased() async throws {
    let scene = try await Scene()
    let service = scene.old.region.service
    let bram = scene.old.bram.replica.identity.replica
    let (anna, space) = (scene.old.person(scene.old.anna), scene.old.region.space)
    _ = try await service.setRole(.coordinator, of: anna, in: space)
    _ = try await service.revoke(bram, by: anna)
    _ = try await service.setRole(.contributor, of: anna, in: space)
    try service.close()
    // One that is written again says what the roles are now, and not what they were.
    try FileManager.default.removeItem(atPath: scene.ledger)
    try await TestRegion(folder: scene.old.region.folder, clock: scene.old.region.clock).service
      .close()
    let late = try await scene.restored(ledger: scene.ledger)
    try await late.beginServing()
    #expect(try !late.isInUse(bram))
    #expect(try await late.verifyAudit(of: nil).get().spaces[0].withdrawals.map(\.actor) == [nil])
    try late.close()
  }

  @Test("a ledger that is lost beside a database that was not put back is written again")
  func rewritten() async throws {
    let scene = try await Scene()
    try await scene.old.erase(.document(scene.note))
    _ = try await scene.old.region.service.revoke(scene.old.bram.replica.identity.replica)
    try scene.old.region.service.close()
    for damage in [Damage.gone, .empty, .torn] {
      try damage.strike(scene.ledger)
      let region = try await TestRegion(
        folder: scene.old.region.folder, clock: scene.old.region.clock)
      #expect(try !region.service.isClosed())
      try region.service.close()
    }
    // Whose a device is stands before what became of it.
    let written = try #require(
      try RegionLedger(path: scene.ledger).read(scene.old.region.clock.region))
    let kinds = written.entries.map { entry -> String in
      switch entry.content {
      case .member: "member"
      case .device: "device"
      default: ""
      }
    }.filter { !$0.isEmpty }
    #expect(kinds == ["member", "member", "member", "member", "device"])
    // What was written again, and again, serves a backup as the first one did.
    let service = try await scene.restored(ledger: scene.ledger)
    try await service.beginServing()
    #expect(try await service.verifyAudit(of: nil).get().counts.erased == 1)
    try service.close()
  }

  @Test("an entry that is altered, left out or another region's is noticed, whichever it is")
  func altered() async throws {
    let scene = try await Scene()
    try await scene.old.erase(.document(scene.note))
    try scene.old.region.service.close()
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: scene.ledger)))
    let places = try frames(of: whole)
    #expect(places.count > 4)
    for (number, place) in places.enumerated() {
      var altered = whole
      altered[place.lowerBound + place.count / 2] ^= 1
      let left = Array(whole[..<place.lowerBound] + whole[place.upperBound...])
      for bytes in [altered, left] where number < places.count - 1 || bytes == altered {
        try Data(bytes).write(to: URL(fileURLWithPath: scene.backup + "/bad.ledger"))
        let service = try await scene.restored(ledger: scene.backup + "/bad.ledger")
        await expect(refusal: .ledger) { try await service.beginServing() }
        try service.close()
      }
    }
  }

  private enum Damage {
    case gone
    case empty
    case torn

    func strike(_ path: String) throws {
      let url = URL(fileURLWithPath: path)
      switch self {
      case .gone: try FileManager.default.removeItem(at: url)
      case .empty: try Data().write(to: url)
      case .torn: try Data(contentsOf: url).dropLast(7).write(to: url)
      }
    }
  }

  /// Where the byte strings of a file lie.
  private func frames(of bytes: [UInt8]) throws -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    while (ranges.last?.upperBound ?? 0) < bytes.count {
      let start = ranges.last?.upperBound ?? 0
      var reader = CBORReader(bytes, in: start..<bytes.count)
      ranges.append(start..<(try reader.byteStringRange().upperBound))
    }
    return ranges
  }
}

extension LedgerTests {
  @Test(
    "what was written and erased after the backup comes back without its words, and audits hold")
  func later() async throws {
    let old = try await Cleaning()
    let backup = scratchFolder()
    _ = try await old.region.service.backUp(to: backup + "/region.sqlite")
    let note = try old.anna.note("kersenboomgaard")
    try await old.syncAll()
    try await old.erase(.document(note))
    try await old.syncAll()
    try old.region.service.close()
    try FileManager.default.copyItem(
      atPath: old.region.folder + "/region.ledger", toPath: backup + "/region.ledger")
    let region = try await TestRegion(folder: backup, clock: old.region.clock)
    let devices = try old.devices.map { try $0.moved(to: region) }
    for device in devices + devices + devices { try await device.sync() }
    let report = try TestRegion.verify(try await region.auditFile())
    #expect(report.counts.changes == 1 && report.counts.erased == 1)
    #expect(try await region.service.erasures().count == 1)
    try region.service.close()
  }

  @Test("a ledger that vanishes beside a running region is written again by what is decided next")
  func vanished() async throws {
    let scene = try await Cleaning()
    let note = try scene.anna.note("kersenboomgaard")
    try await scene.syncAll()
    try await scene.erase(.document(note))
    try FileManager.default.removeItem(atPath: scene.region.folder + "/region.ledger")
    _ = try await scene.region.service.revoke(scene.bram.replica.identity.replica)
    try scene.region.service.close()
    let region = try await TestRegion(folder: scene.region.folder, clock: scene.region.clock)
    #expect(try !region.service.isClosed())
    #expect(try await region.service.erasures().count == 1)
    try region.service.close()
  }
}
