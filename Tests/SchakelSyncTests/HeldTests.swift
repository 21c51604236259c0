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

  @Test("is no more than there is room for, and what found none is refused on the record")
  func room() async throws {
    var limits = RegionLimits()
    limits.heldBytes = 2_000
    limits.heldPerPage = 2
    let scene = try await Cleaning(limits: limits)
    for number in 0..<10 {
      try scene.anna.note("nummer \(number)", ["body": [Value(String(repeating: "x", count: 300))]])
    }
    try await scene.revoke(scene.anna)
    let handedIn = try await scene.anna.sync().handedIn
    let count = try await scene.held(by: scene.dina).count
    #expect(handedIn == count)
    #expect(count > 2 && count < 6)
    #expect(try await scene.region.service.status().spaces[0].voids == 10)
    _ = try await scene.audit()
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
    #expect(try await anna.sync().handedIn == 0)
    #expect(try anna.replica.standing().waiting == 1)
    for device in [devices[3], devices[0], devices[1]] { try await device.sync() }
    #expect(try await anna.sync().handedIn == 1)
    // By whoever has the key, with another history up to where it was accepted.
    let later = try await Cleaning()
    try later.anna.note("beukenlaan")
    let request = try #require(
      try later.anna.replica.lastWords(agent: "test", signer: later.anna.signer))
    try await later.revoke(later.anna)
    let known = try await later.known(later.anna)
    let answer = try await later.region.service.handIn(request, from: known)
    #expect(answer.spaces.flatMap(\.outcomes).map(\.outcome) == [.void(.held)])
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
  fileprivate func revoke(_ device: TestDevice) async throws {
    _ = try await region.service.revoke(device.replica.identity.replica)
  }

  /// All but Anna.
  fileprivate func syncOthers() async throws {
    for device in [cees, dina, bram, cees, dina, bram] { try await device.sync() }
  }

  fileprivate func known(_ device: TestDevice) async throws -> SchakelRegion.Device {
    let token = Array((device.token ?? "").utf8)
    if let device = try region.service.revokedDevice(token: token) { return device }
    return try #require(try await region.service.authenticate(token: token))
  }

  /// All pages.
  fileprivate func held(by device: TestDevice) async throws -> [HistoryAnswer.Item] {
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
