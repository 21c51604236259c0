import Foundation
import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

@Suite("What a device had not handed in when it was taken out of use")
struct HeldTests {
  @Test("is held, whatever its clock says, and counts once a coordinator says it again")
  func released() async throws {
    let scene = try await Cleaning()
    let shared = try scene.anna.note("kersenboomgaard")
    try await scene.syncAll()
    // A week without network, and a clock that is years behind.
    scene.anna.clock.set(1_000)
    let note = try scene.anna.note("lindelaan", ["body": [Value("nog niet af")]])
    try scene.anna.replica.edit(note, [.set("body", Value("wel af"))])
    try scene.anna.replica.edit(shared, [.set("place", Value("bij de brug"))])
    try await scene.revoke(scene.anna)
    let report = try await scene.anna.sync()
    #expect(report.handedIn == 3 && report.waiting == 0 && !report.isSynchronised)
    #expect(report.ending == .failed(TransportFailure(.deviceRevoked, "unknown token")))
    // Once is enough.
    #expect(try await scene.anna.sync().handedIn == 0)
    try await scene.syncOthers()
    #expect(try scene.bram.states()[shared] == scene.dina.states()[shared])
    #expect(try scene.bram.titles == ["kersenboomgaard"])

    let held = try await scene.held(by: scene.dina)
    #expect(held.count == 3)
    #expect(
      try held.map { try $0.read().header.author }
        == Array(repeating: scene.person(scene.anna), count: 3))
    let documents = try Dictionary(grouping: held) { try $0.read().header.document }
    let made = try scene.dina.replica.releaseHeld(
      documents[note] ?? [], in: scene.region.space, reason: "het toestel is terecht")
    #expect(made != note)
    try scene.dina.replica.releaseHeld(
      documents[shared] ?? [], in: scene.region.space, reason: "het toestel is terecht")
    try await scene.syncOthers()
    #expect(try await scene.held(by: scene.cees).isEmpty)
    for device in [scene.bram, scene.cees, scene.dina] {
      let document = try #require(try device.replica.document(made))
      #expect(document["title"]?.value == Value("lindelaan"))
      #expect(document["body"]?.value == Value("wel af"))
      #expect(try device.replica.document(shared)?["place"]?.value == Value("bij de brug"))
    }
    // Whoever looks sees who said it again, why, and who wrote it.
    let state = try DocumentState(encoded: try #require(try scene.bram.states()[made]))
    let title = try #require(state.siblings(of: "title").first)
    #expect(title.author == scene.person(scene.dina))
    #expect(title.origin?.author == scene.person(scene.anna))
    #expect(try await scene.audit().counts.voids == 3)
  }

  @Test("holds nobody up who built on it, and is made to nobody's but a coordinator's eyes")
  func others() async throws {
    let scene = try await Cleaning()
    let note = try scene.anna.note("kersenboomgaard")
    try scene.anna.carry(to: scene.bram)
    try scene.bram.replica.edit(note, [.set("place", Value("bij de brug"))])
    let own = try scene.bram.note("lindelaan")
    try await scene.revoke(scene.anna)
    for _ in 0..<3 { #expect(try await scene.bram.sync().isSynchronised) }
    try await scene.syncOthers()
    #expect(try scene.cees.replica.document(own) != nil)
    #expect(try await scene.held(by: scene.dina).count == 1)
    await #expect(throws: RegionError.self) { _ = try await scene.held(by: scene.bram) }
    await #expect(throws: RegionError.self) { _ = try await scene.held(by: scene.anna) }
    // The seal of a device that is in use is nothing to be held, and no way around it.
    let device = try await scene.known(scene.bram)
    await #expect(throws: RegionError.self) {
      _ = try await scene.region.service.handIn(try scene.bram.request(), from: device)
    }
    _ = try await scene.audit()
  }

  @Test("stands beside what others wrote meanwhile, and replaces what its writer had seen")
  func concurrent() async throws {
    let scene = try await Cleaning()
    let note = try scene.anna.note("kersenboomgaard")
    try await scene.syncAll()
    try scene.anna.replica.edit(note, [.set("title", Value("lindelaan"))])
    try scene.bram.replica.edit(note, [.set("title", Value("beukenlaan"))])
    try await scene.bram.sync()
    try await scene.revoke(scene.anna)
    try await scene.anna.sync()
    try await scene.syncOthers()
    try scene.dina.replica.releaseHeld(
      try await scene.held(by: scene.dina), in: scene.region.space, reason: "het toestel is terecht"
    )
    try await scene.syncOthers()
    let state = try DocumentState(encoded: try #require(try scene.bram.states()[note]))
    let titles = state.siblings(of: "title").compactMap { $0.value?.text }
    #expect(Set(titles) == ["lindelaan", "beukenlaan"])
    #expect(try await scene.region.service.status().spaces[0].openConflicts == 1)
    _ = try await scene.audit()
  }

  @Test("is gone from every file of the region once a coordinator lets it go, or it is erased")
  func gone() async throws {
    let scene = try await Cleaning()
    try scene.anna.note("kersenboomgaard")
    let other = try scene.anna.note("lindelaan")
    try await scene.revoke(scene.anna)
    try await scene.anna.sync()
    func files(_ word: String) throws -> [String] {
      try scene.files(with: word).filter { $0.hasPrefix(scene.region.folder) }
    }
    #expect(try !files("kersenboomgaard").isEmpty && !files("lindelaan").isEmpty)
    let held = try await scene.held(by: scene.dina)
    let dina = try await scene.known(scene.dina)
    let dot = try held[0].read().dot
    #expect(try await scene.region.service.dismissHeld(dot, in: scene.region.space, by: dina))
    #expect(try await !scene.region.service.dismissHeld(dot, in: scene.region.space, by: dina))
    #expect(try await scene.region.service.sweep())
    #expect(try files("kersenboomgaard").isEmpty)
    // Who decided is in the log, and once.
    let dismissals = try await scene.audit().spaces[0].dismissals
    #expect(dismissals.map(\.dot) == [dot])
    #expect(dismissals.map(\.actor) == [scene.person(scene.dina)])
    // What is erased as a whole takes what is held along.
    try scene.dina.replica.releaseHeld(
      Array(held.dropFirst()), in: scene.region.space, reason: "terecht")
    #expect(try held[1].read().header.document == other)
    try await scene.syncOthers()
    try await scene.erase(.person(scene.person(scene.anna)), review: .eraseAll)
    #expect(try await scene.region.service.sweep())
    #expect(try files("lindelaan").isEmpty)
    _ = try await scene.audit()
  }

  @Test("is erased with its writer while it is held, and does not come back")
  func erased() async throws {
    let scene = try await Cleaning()
    try scene.anna.note("beukenlaan")
    try await scene.anna.sync()
    try scene.anna.note("kersenboomgaard")
    try await scene.revoke(scene.anna)
    try await scene.anna.sync()
    try await scene.erase(.person(scene.person(scene.anna)), review: .eraseAll)
    #expect(try await scene.region.service.sweep())
    #expect(try await scene.held(by: scene.dina).isEmpty)
    let files = try scene.files(with: "kersenboomgaard")
    #expect(files.filter { $0.hasPrefix(scene.region.folder) }.isEmpty)
    _ = try await scene.audit()
  }

  @Test(
    "is no more than there is room for; the rest stays on the device, and is brought when there is")
  func room() async throws {
    var limits = RegionLimits()
    limits.heldBytes = 2_000
    limits.heldPerPage = 2
    let scene = try await Cleaning(limits: limits)
    for number in 0..<10 {
      try scene.anna.note("nummer \(number)", ["body": [Value(String(repeating: "x", count: 300))]])
    }
    try await scene.revoke(scene.anna)
    let report = try await scene.anna.sync(budget: Self.narrow)
    let held = try await scene.held(by: scene.dina)
    #expect(held.count > 2 && held.count < 6)
    #expect(report.handedIn == held.count && report.waiting == 10 - held.count)
    #expect(report.isHandInFull)
    // Nor does the log grow by what is not taken.
    #expect(try await scene.region.service.status().spaces[0].voids == UInt64(held.count))
    #expect(try await scene.anna.sync(budget: Self.narrow).handedIn == 0)
    let dina = try await scene.known(scene.dina)
    for item in held {
      let dot = try item.read().dot
      _ = try await scene.region.service.dismissHeld(dot, in: scene.region.space, by: dina)
    }
    #expect(try await scene.anna.sync(budget: Self.narrow).handedIn == held.count)
    _ = try await scene.audit()
  }

  @Test("is no more changes than the log refuses of one device; what others bring is refused on it")
  func count() async throws {
    var limits = RegionLimits()
    limits.heldChanges = 3
    let scene = try await Cleaning(limits: limits)
    try scene.bram.note("kersenboomgaard")
    for number in 0..<5 { try scene.anna.note("nummer \(number)") }
    try scene.anna.carry(to: scene.bram)
    try await scene.revoke(scene.anna)
    let report = try await scene.anna.sync(budget: Self.narrow)
    #expect(report.handedIn == 3 && report.waiting == 2 && report.isHandInFull)
    #expect(try await scene.bram.sync().waiting == 0)
    #expect(try await scene.region.service.status().spaces[0].voids == 5)
    _ = try await scene.audit()
  }

  /// A change in each request, once it was made as small as it gets.
  private static let narrow = SyncBudget(push: 256 * 100)

  @Test("comes through where only smaller parts do")
  func tooLarge() async throws {
    let scene = try await Cleaning()
    for number in 0..<6 {
      try scene.anna.note("nummer \(number)", ["body": [Value(String(repeating: "x", count: 900))]])
    }
    try await scene.revoke(scene.anna)
    let synchroniser = Synchroniser(
      replica: scene.anna.replica,
      transport: NarrowTransport(way: MemoryTransport(device: scene.anna), limit: 3_000),
      signer: scene.anna.signer, verifier: TestRegion.verifier, budget: SyncBudget(push: 20_000),
      sleep: { _ in }, random: { 0 })
    #expect(try await synchroniser.run(patience: .init(retries: 0)).handedIn == 6)
  }

  @Test(
    "is handed in for one group though a note of another is too large by itself, whichever comes first",
    arguments: [true, false])
  func tooLargeForOne(isFirst: Bool) async throws {
    let scene = try await Cleaning()
    let other = try await scene.region.service.addSpace(name: "Andere wijk").id
    try await scene.region.join(other, handle: "anna", with: scene.anna)
    try await scene.anna.sync()
    let spaces = isFirst ? [scene.region.space, other] : [other, scene.region.space]
    try scene.anna.replica.create("fieldNote", ["title": [Value("eikenhof")]], in: spaces[0])
    let body = [Value(String(repeating: "x", count: 9_000))]
    try scene.anna.replica.create(
      "fieldNote", ["title": [Value("beukenlaan")], "body": body], in: spaces[0])
    for title in ["kersenboomgaard", "lindelaan"] {
      try scene.anna.replica.create("fieldNote", ["title": [Value(title)]], in: spaces[1])
    }
    try await scene.revoke(scene.anna)
    let synchroniser = Synchroniser(
      replica: scene.anna.replica,
      transport: NarrowTransport(way: MemoryTransport(device: scene.anna), limit: 3_000),
      signer: scene.anna.signer, verifier: TestRegion.verifier, budget: SyncBudget(push: 256_000),
      sleep: { _ in }, random: { 0 })
    #expect(try await synchroniser.run(patience: .init(retries: 0)).handedIn == 3)
    #expect(try scene.anna.replica.standing().waiting == 1)
  }

  @Test("is handed in for one group though another takes nothing")
  func groups() async throws {
    let scene = try await Cleaning()
    let other = try await scene.region.service.addSpace(name: "Andere wijk").id
    try await scene.region.join(other, handle: "anna", with: scene.anna)
    try await scene.anna.sync()
    try scene.anna.note("kersenboomgaard")
    try scene.anna.replica.create("fieldNote", ["title": [Value("lindelaan")]], in: other)
    _ = try await scene.region.service.setRole(
      .none, of: scene.person(scene.anna), in: scene.region.space)
    try await scene.revoke(scene.anna)
    #expect(try await scene.anna.sync(budget: SyncBudget(push: 1)).handedIn == 1)
    #expect(try scene.anna.replica.standing().waiting == 1)
  }

  // MARK: Said again

  @Test("counts once, though two coordinators let it, or one of them twice")
  func twice() async throws {
    let scene = try await Cleaning()
    let note = try scene.anna.note("kersenboomgaard")
    try scene.anna.replica.edit(note, [.set("place", Value("bij de brug"))])
    try await scene.revoke(scene.anna)
    try await scene.anna.sync()
    let held = try await scene.held(by: scene.dina)
    let space = scene.region.space
    try scene.dina.replica.releaseHeld(held, in: space, reason: "terecht")
    #expect(throws: ReplicaError.self) {
      try scene.dina.replica.releaseHeld(held, in: space, reason: "nog eens")
    }
    try scene.cees.replica.releaseHeld(held, in: space, reason: "ook terecht")
    try await scene.dina.sync()
    let notices = try await scene.cees.sync().notices
    #expect(
      notices.map { if case .refused(_, .released) = $0 { true } else { false } } == [true, true])
    // By whoever did not hear that it was sent.
    try scene.dina.replica.releaseHeld(held, in: space, reason: "en nog eens")
    try await scene.syncOthers()
    for device in [scene.bram, scene.cees, scene.dina] {
      #expect(try device.titles == ["kersenboomgaard"])
    }
    #expect(try scene.cees.replica.status().tray.count == 2)
    #expect(try await scene.held(by: scene.cees).isEmpty)
    _ = try await scene.audit()
  }

  @Test("awaits nobody while what was said again waits for others, and counts once it does not")
  func waits() async throws {
    let scene = try await Cleaning()
    let note = try scene.bram.note("kersenboomgaard")
    try await scene.syncAll()
    try scene.bram.replica.edit(note, [.set("place", Value("bij de brug"))])
    for device in [scene.anna, scene.dina, scene.cees] { try scene.bram.carry(to: device) }
    try scene.anna.replica.edit(note, [.set("place", Value("op het plein"))])
    try await scene.revoke(scene.anna)
    try await scene.anna.sync()
    let held = try await scene.held(by: scene.dina)
    #expect(held.count == 1)
    for device in [scene.dina, scene.cees] {
      try device.replica.releaseHeld(held, in: scene.region.space, reason: "terecht")
      // Without what it builds on.
      var request = try device.request()
      for index in request.spaces.indices {
        request.spaces[index].push.removeAll {
          $0.writer.replica != device.replica.identity.replica
        }
      }
      let known = try await scene.known(device)
      let outcome = try await scene.region.service.sync(request, from: known)
        .spaces[0].outcomes[0].outcome
      if device === scene.dina {
        guard case .waiting = outcome else { return #expect(Bool(false), "\(outcome)") }
      } else {
        #expect(outcome == .void(.released))
      }
      #expect(try await scene.held(by: scene.cees).isEmpty)
    }
    try await scene.bram.sync()
    try await scene.syncOthers()
    #expect(try await scene.held(by: scene.cees).isEmpty)
    for device in [scene.bram, scene.cees, scene.dina] {
      #expect(try device.replica.document(note)?["place"]?.value == Value("op het plein"))
    }
    _ = try await scene.audit()
  }

  @Test("goes to where its contribution went, also from another device and later")
  func successors() async throws {
    let scene = try await Cleaning()
    let note = try scene.anna.note("kersenboomgaard")
    try scene.anna.carry(to: scene.bram)
    try scene.bram.replica.edit(note, [.set("place", Value("bij de brug"))])
    for device in [scene.anna, scene.bram] { try await scene.revoke(device) }
    try await scene.anna.sync()
    let space = scene.region.space
    let made = try scene.dina.replica.releaseHeld(
      try await scene.held(by: scene.dina), in: space, reason: "terecht")
    try await scene.dina.sync()
    #expect(try await scene.bram.sync().handedIn == 1)
    try await scene.cees.sync()
    let held = try await scene.held(by: scene.cees)
    #expect(throws: ReplicaError.self) {
      try scene.cees.replica.releaseHeld(held, in: space, reason: "terecht")
    }
    let answer = try await scene.region.service.heldChanges(
      HeldRequest(space: space), for: try await scene.known(scene.cees))
    #expect(answer.successors == [.init(of: note, made)])
    try scene.cees.replica.releaseHeld(held, in: space, into: made, reason: "terecht")
    try await scene.cees.sync()
    try await scene.dina.sync()
    #expect(try scene.dina.replica.document(made)?["place"]?.value == Value("bij de brug"))
    #expect(try scene.dina.titles == ["kersenboomgaard"])
    _ = try await scene.audit()
  }

  @Test("is told to coordinators by every sync, in two bytes")
  func told() async throws {
    let scene = try await Cleaning()
    for _ in 0..<2 { for device in [scene.dina, scene.bram] { try await device.sync() } }
    let before = scene.dina.wire(\.answerBytes)
    try scene.anna.note("kersenboomgaard")
    try scene.anna.note("lindelaan")
    try await scene.revoke(scene.anna)
    try await scene.anna.sync()
    for _ in 0..<2 { for device in [scene.dina, scene.bram] { try await device.sync() } }
    #expect(try scene.dina.replica.standing().held == 2)
    #expect(try scene.dina.replica.status().held == 2)
    #expect(try scene.bram.replica.standing().held == 0)
    #expect(scene.dina.wire(\.answerBytes) - before <= 2 + 2)
    let dina = try await scene.known(scene.dina)
    for item in try await scene.held(by: scene.dina) {
      let dot = try item.read().dot
      _ = try await scene.region.service.dismissHeld(dot, in: scene.region.space, by: dina)
    }
    try await scene.dina.sync()
    #expect(try scene.dina.replica.standing().held == 0)
  }

  @Test("is taken once, though the answer gets lost; of others nothing is taken from such a device")
  func repeated() async throws {
    let scene = try await Cleaning()
    try scene.anna.note("kersenboomgaard")
    try scene.bram.note("lindelaan")
    try scene.bram.carry(to: scene.anna)
    try await scene.revoke(scene.anna)
    scene.anna.wire { $0.lostAnswers = 1 }
    #expect(try await scene.anna.sync().handedIn == 0)
    #expect(try await scene.anna.sync().handedIn == 1)
    #expect(try await scene.held(by: scene.dina).count == 1)
    try await scene.dina.sync()
    #expect(try scene.dina.titles.isEmpty)
    // Not by a program of its own making either.
    let request = try scene.anna.request()
    let anna = try #require(
      try scene.region.service.revokedDevice(token: Array((scene.anna.token ?? "").utf8)))
    let answer = try await scene.region.service.handIn(request, from: anna)
    #expect(answer.spaces.map(\.status) == [.runRefused])
    #expect(answer.spaces.allSatisfy { $0.entries.isEmpty && $0.people.isEmpty && $0.head == nil })
    try await scene.dina.sync()
    #expect(try scene.dina.titles.isEmpty)
    _ = try await scene.region.service.wipe(scene.anna.replica.identity.replica)
    await #expect(throws: RegionError.self) {
      _ = try await scene.region.service.handIn(request, from: anna)
    }
  }

  @Test(
    "is all of it, where the device got an older copy back and went on from there",
    arguments: [1, 1 << 18])
  func olderCopy(push: Int) async throws {
    let scene = try await Cleaning()
    try scene.anna.note("kersenboomgaard")
    let copy = try scene.anna.closeAndCopy()
    let before = try scene.anna.reopened()
    let note = try before.note("lindelaan")
    try await scene.revoke(before)
    #expect(try await before.sync().handedIn == 2)
    let anna = try before.putBack(from: copy)
    try anna.note("beukenlaan")
    let budget = SyncBudget(push: push)
    let report = try await anna.sync(budget: budget)
    #expect(report.waiting == 0 && anna.replica.identity.writer != before.replica.identity.writer)
    #expect(try await anna.sync(budget: budget).handedIn == 0)
    #expect(try anna.replica.check() == [])
    let held = try await scene.held(by: scene.dina)
    #expect(try Set(held.map { try $0.read().header.document }).subtracting([note]).count == 2)
    _ = try await scene.audit()
  }

  @Test("what was accepted before stands where a region was put back and others hand it in again")
  func putBack() async throws {
    let old = try await Cleaning()
    let backup = scratchFolder()
    _ = try await old.region.service.backUp(to: backup + "/region.sqlite")
    let note = try old.anna.note("kersenboomgaard")
    try await old.syncAll()
    try old.anna.replica.edit(note, [.set("place", Value("bij de brug"))])
    try await old.revoke(old.anna)
    try await old.anna.sync()
    try old.region.service.close()
    try FileManager.default.copyItem(
      atPath: old.region.folder + "/region.ledger", toPath: backup + "/region.ledger")
    let region = try await TestRegion(folder: backup, clock: old.region.clock)
    let scene = Moved(region, try old.devices.map { try $0.moved(to: region) })
    for device in scene.devices + scene.devices { try await device.sync() }
    for device in [scene.cees, scene.dina, scene.bram] {
      #expect(try device.titles == ["kersenboomgaard"])
      #expect(try device.replica.document(note)?["place"] == nil)
    }
    _ = try TestRegion.verify(try await region.auditFile())
    try region.service.close()
  }

  @Test("a gap is not taken for handed in; what somebody else has made of accepted changes is held")
  func gap() async throws {
    let old = try await Cleaning()
    let backup = scratchFolder()
    _ = try await old.region.service.backUp(to: backup + "/region.sqlite")
    try old.anna.note("kersenboomgaard")
    try await old.syncAll()
    try old.anna.note("lindelaan")
    try await old.revoke(old.anna)
    try old.region.service.close()
    try FileManager.default.copyItem(
      atPath: old.region.folder + "/region.ledger", toPath: backup + "/region.ledger")
    let region = try await TestRegion(folder: backup, clock: old.region.clock)
    let devices = try old.devices.map { try $0.moved(to: region) }
    let anna = devices[2]
    // The region lacks the first, which the device takes for acknowledged.
    let request = try #require(
      try anna.replica.lastWords(agent: "test", signer: anna.signer))
    let token = Array((anna.token ?? "").utf8)
    let gone = try #require(try region.service.revokedDevice(token: token))
    let refused = try await region.service.handIn(request, from: gone)
    #expect(refused.spaces.map(\.status) == [.runRefused])
    #expect(try anna.replica.standing().waiting == 1)
    // It hears of that, and brings both.
    #expect(try await anna.sync().handedIn == 1)
    #expect(try anna.replica.standing().waiting == 0)
    for device in [devices[3], devices[0], devices[1]] { try await device.sync() }
    #expect(try devices[1].titles == ["kersenboomgaard"])
    // By whoever has the key, with another history up to where it was accepted.
    let later = try await Cleaning()
    try later.anna.note("beukenlaan")
    let other = try #require(
      try later.anna.replica.lastWords(agent: "test", signer: later.anna.signer))
    try await later.revoke(later.anna)
    let known = try await later.known(later.anna)
    let answer = try await later.region.service.handIn(other, from: known)
    #expect(answer.spaces.flatMap(\.outcomes).map(\.outcome) == [.void(.held)])
    _ = try TestRegion.verify(try await region.auditFile())
    try region.service.close()
  }

  @Test("is brought again to a region that was put back, and stays decided where it was said again")
  func broughtAgain() async throws {
    let old = try await Cleaning()
    let backup = scratchFolder()
    try old.anna.note("kersenboomgaard")
    try old.anna.note("lindelaan")
    try await old.revoke(old.anna)
    _ = try await old.region.service.backUp(to: backup + "/region.sqlite")
    #expect(try await old.anna.sync().handedIn == 2)
    let held = try await old.held(by: old.dina)
    try old.dina.replica.releaseHeld(Array(held.prefix(1)), in: old.region.space, reason: "terecht")
    try await old.dina.sync()
    try old.region.service.close()
    try FileManager.default.copyItem(
      atPath: old.region.folder + "/region.ledger", toPath: backup + "/region.ledger")
    let region = try await TestRegion(folder: backup, clock: old.region.clock)
    let scene = Moved(region, try old.devices.map { try $0.moved(to: region) })
    let known = try #require(
      try await region.service.authenticate(token: Array((scene.dina.token ?? "").utf8)))
    // What was said again comes first, by itself.
    for _ in 0..<2 {
      var request = try scene.dina.request()
      request.spaces[0].push.removeAll {
        $0.writer.replica != scene.dina.replica.identity.replica
      }
      let answer = try await region.service.sync(request, from: known)
      _ = try scene.dina.replica.absorb(answer, to: request, verifier: TestRegion.verifier)
    }
    #expect(try await scene.devices[2].sync().handedIn == 2)
    let again = try await region.service.heldChanges(HeldRequest(space: region.space), for: known)
    #expect(again.items.map(\.change) == [held[1].change])
    #expect(try scene.dina.titles == ["kersenboomgaard"])
    _ = try TestRegion.verify(try await region.auditFile())
    try region.service.close()
  }

  /// The same people at a region that was put back.
  private struct Moved {
    let devices: [TestDevice]
    var cees: TestDevice { devices[0] }
    var dina: TestDevice { devices[1] }
    var bram: TestDevice { devices[3] }

    init(_ region: TestRegion, _ devices: [TestDevice]) { self.devices = devices }
  }
}

extension Cleaning {
  func revoke(_ device: TestDevice) async throws {
    _ = try await region.service.revoke(device.replica.identity.replica)
  }

  /// All but Anna.
  func syncOthers() async throws {
    for device in [cees, dina, bram, cees, dina, bram] { try await device.sync() }
  }

  func known(_ device: TestDevice) async throws -> SchakelRegion.Device {
    let token = Array((device.token ?? "").utf8)
    if let device = try region.service.revokedDevice(token: token) { return device }
    return try #require(try await region.service.authenticate(token: token))
  }

  /// All pages.
  func held(by device: TestDevice) async throws -> [HistoryAnswer.Item] {
    var items: [HistoryAnswer.Item] = []
    var request = HeldRequest(space: region.space)
    while true {
      let sent = try HeldRequest(encoded: request.encoded)
      let answer = try await region.service.heldChanges(sent, for: try await known(device))
      items += try HistoryAnswer(encoded: answer.encoded).items
      guard let token = answer.token else { return items }
      request.after = token
    }
  }
}

extension TestDevice {
  fileprivate var titles: [String] {
    get throws { try replica.list().map(\.title).sorted() }
  }

  /// By a bundle, while there is no network.
  fileprivate func carry(to other: TestDevice) throws {
    let bundle = try replica.exportBundle(of: region.space, signer: signer).bundle
    _ = try other.replica.importBundle(bundle, verifier: FakeSignature.verify)
  }
}
