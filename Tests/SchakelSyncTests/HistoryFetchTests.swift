import SchakelCore
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("A document's whole history, fetched at any time")
struct HistoryFetchTests {
  private struct Meeting {
    let region: TestRegion
    let anna: TestDevice
    let bram: TestDevice
    let id: DocumentID
  }

  /// Anna and Bram know a note; Bram's changes after that reach the region and not Anna.
  private func meeting() async throws -> Meeting {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    let bram = try await region.device(2, person: "bram")
    let id = try anna.note("bankje")
    try await anna.sync()
    try await bram.sync()
    return Meeting(region: region, anna: anna, bram: bram, id: id)
  }

  private func expectAgreement(_ meeting: Meeting) async throws {
    for device in [meeting.anna, meeting.bram] {
      let report = try await device.sync()
      #expect(report.isSynchronised)
      #expect(report.notices.isEmpty)
      #expect(try device.replica.check() == [])
    }
    // Bram began from states.
    #expect(try meeting.anna.replica.history(meeting.id).isComplete)
    #expect(try meeting.anna.states() == meeting.bram.states())
  }

  @Test("a history that is ahead of the device leaves the sync that follows whole")
  func ahead() async throws {
    let meeting = try await meeting()
    try meeting.bram.replica.edit(meeting.id, [.set("place", Value("plein"))])
    try meeting.bram.replica.edit(meeting.id, [.set("place", Value("park"))])
    try await meeting.bram.sync()
    try await meeting.anna.fetchHistory(of: meeting.id)
    #expect(try meeting.anna.replica.history(meeting.id).items.count == 1)
    #expect(try meeting.anna.replica.check() == [])
    try await expectAgreement(meeting)
    #expect(try meeting.anna.replica.history(meeting.id).items.count == 3)
    try await meeting.anna.fetchHistory(of: meeting.id)
    #expect(try meeting.anna.replica.history(meeting.id).items.count == 3)
    try await expectAgreement(meeting)
  }

  @Test("so does one that names a refusal of which the device has not heard")
  func refusalAhead() async throws {
    let meeting = try await meeting()
    try await meeting.region.setRole(.reader, of: meeting.bram, handle: "bram")
    try meeting.bram.replica.edit(meeting.id, [.set("place", Value("plein"))])
    try await meeting.bram.sync()
    try await meeting.anna.fetchHistory(of: meeting.id)
    try await expectAgreement(meeting)
  }

  @Test("of what is in effect here it tells no refusal before the log does", arguments: [1, 2])
  func refusalOfWhatIsHere(reader: Int) async throws {
    let meeting = try await meeting()
    try await meeting.region.setRole(.reader, of: meeting.bram, handle: "bram")
    try meeting.bram.replica.edit(meeting.id, [.set("place", Value("plein"))])
    try meeting.anna.hear(meeting.bram, in: meeting.region.space)
    meeting.bram.wire { $0.lostAnswers = 1 }
    try await meeting.bram.sync()
    let device = reader == 1 ? meeting.anna : meeting.bram
    try await device.fetchHistory(of: meeting.id)
    #expect(try device.replica.check() == [])
    for device in [meeting.anna, meeting.bram] {
      #expect(try await device.sync().isSynchronised)
      #expect(try device.replica.check() == [])
    }
    #expect(try meeting.bram.replica.tray().map(\.reason) == [.refused(.notAllowed)])
    #expect(try meeting.anna.states() == meeting.bram.states())
  }

  @Test("a device that began from states gets what was before them, and no more")
  func afterStates() async throws {
    let meeting = try await meeting()
    try meeting.bram.replica.edit(meeting.id, [.set("place", Value("plein"))])
    try await meeting.bram.sync()
    let carla = try await meeting.region.device(3)
    try await carla.sync()
    #expect(try carla.replica.history(meeting.id).items.isEmpty)
    try meeting.bram.replica.edit(meeting.id, [.set("place", Value("park"))])
    try await meeting.bram.sync()
    try await carla.fetchHistory(of: meeting.id)
    #expect(try carla.replica.history(meeting.id).items.count == 2)
    #expect(try carla.replica.history(meeting.id).isComplete)
    #expect(try carla.replica.check() == [])
    #expect(try await carla.sync().isSynchronised)
    #expect(try carla.replica.history(meeting.id).items.count == 3)
    #expect(try carla.states() == meeting.bram.states())
    #expect(try carla.replica.check() == [])
  }

  @Test("a change that waits here is no part of the history before it is applied")
  func waiting() async throws {
    let meeting = try await meeting()
    let carla = try await meeting.region.device(3)
    let dirk = try await meeting.region.device(4)
    for device in [carla, dirk] { try await device.sync() }
    // Carla's change never reaches the region on its own; Dirk's, which builds on it, does.
    try carla.replica.edit(meeting.id, [.set("place", Value("plein"))])
    try dirk.hear(carla, in: meeting.region.space)
    try dirk.replica.edit(meeting.id, [.set("body", Value("droog"))])
    try await dirk.pushOwnOnly()
    try await meeting.anna.sync()
    #expect(try meeting.anna.replica.status().waitingForOthers == 1)
    try await meeting.anna.fetchHistory(of: meeting.id)
    #expect(try meeting.anna.replica.history(meeting.id).items.count == 1)
    try await carla.sync()
    try await expectAgreement(meeting)
    #expect(try meeting.anna.replica.history(meeting.id).items.count == 3)
  }
}

extension TestDevice {
  /// Asks for a document's whole history, as a person does who wants to see it.
  func fetchHistory(of id: DocumentID) async throws {
    let synchroniser = Synchroniser(
      replica: replica, transport: MemoryTransport(device: self), signer: signer,
      verifier: TestRegion.verifier)
    let failure = try await synchroniser.fetchHistory(
      HistoryRequest(space: region.space, document: id))
    #expect(failure == nil)
  }

  /// Takes in a bundle of what another device has.
  func hear(_ other: TestDevice, in space: SpaceID) throws {
    let bundle = try other.replica.exportBundle(of: space, signer: other.signer)
    _ = try replica.importBundle(bundle.bundle, verifier: FakeSignature.verify)
  }

  /// One exchange in which nothing of others is handed in, as when that part did not fit.
  func pushOwnOnly() async throws {
    var request = try replica.syncRequest(agent: "test", signer: signer)
    for index in request.spaces.indices {
      request.spaces[index].push.removeAll { $0.writer != replica.identity.writer }
    }
    let answer = try await MemoryTransport(device: self).sync(request.encoded)
    _ = try replica.absorb(
      try SyncAnswer(encoded: answer), to: request, verifier: TestRegion.verifier)
  }
}
