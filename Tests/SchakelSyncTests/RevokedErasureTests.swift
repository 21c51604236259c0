import SchakelCore
import SchakelRegion
import SchakelSync
import SchakelTesting
import Synchronization
import Testing

@testable import SchakelStore

@Suite("What a device that is out of use is told to erase")
struct RevokedErasureTests {
  /// What a device heard at its hand-ins, with the bytes.
  private final class Answers: Sendable {
    private let heard = Mutex<[SyncAnswer]>([])

    init(_ device: TestDevice) {
      device.wire { wire in
        wire.watchAnswer = { [self] answer in heard.withLock { $0.append(answer) } }
      }
    }

    /// The answers since the last time that somebody asked.
    func take() -> [SyncAnswer] {
      heard.withLock { answers in
        defer { answers = [] }
        return answers
      }
    }
  }

  private static let words = ["kersenboomgaard", "perelaar", "moerbei"]

  /// Bram's device has all that a device can have of a note, was taken out of use, and has nothing to bring.
  private func away(
    _ limits: RegionLimits = RegionLimits()
  ) async throws -> (scene: Cleaning, note: DocumentID) {
    let scene = try await Cleaning(limits: limits)
    let note = try scene.anna.note("kersenboomgaard", ["body": [Value("onder de perelaar")]])
    try await scene.syncAll()
    try scene.bram.replica.edit(note, [.set("body", Value("achter de moerbei"))])
    try scene.anna.replica.edit(note, [.set("body", Value("onder de perelaar, links"))])
    try await scene.syncAll()
    #expect(try scene.bram.replica.search("moerbei").count == 1)
    try await scene.revoke(scene.bram)
    return (scene, note)
  }

  private func others(_ scene: Cleaning) async throws {
    for device in [scene.anna, scene.cees, scene.dina, scene.anna, scene.cees, scene.dina] {
      try await device.sync()
    }
  }

  @Test(
    "it obeys although it has nothing to hand in, says so once, and no word is left in any file")
  func obeys() async throws {
    let (scene, note) = try await away()
    let report = try await scene.erase(.document(note))
    try await others(scene)
    #expect(try await scene.confirmed(report.record.number) == (4, 3))
    let home = scene.bram.replica.home
    #expect(try !scene.files(in: [home], with: Self.words).isEmpty)
    let first = try await scene.bram.sync()
    #expect(first.orders == 1 && first.handedIn == 0 && !first.isSynchronised)
    #expect(try scene.files(with: Self.words[0], Self.words[1], Self.words[2]) == [])
    #expect(try scene.bram.replica.search("moerbei").isEmpty)
    #expect(try await scene.confirmed(report.record.number) == (4, 4))
    // Shown like on a device that is in use, and told once.
    let answers = Answers(scene.bram)
    #expect(try await scene.bram.sync().orders == 0)
    #expect(answers.take().map(\.spaces.count) == [1])
    #expect(try await scene.audit().counts.erased == 3)
    let erased = try DocumentState(encoded: try #require(try scene.bram.states()[note]))
    #expect(erased.contentFields.allSatisfy { $0.siblings.allSatisfy { $0.content == .erased } })
  }

  @Test("an order that comes between two hand-ins is told at the second, and the first not again")
  func between() async throws {
    let (scene, note) = try await away()
    let other = try scene.cees.note("lindelaan")
    let mine = try scene.bram.note("beukenlaan")
    try await scene.erase(.document(note))
    let first = try await scene.bram.sync()
    #expect(first.orders == 1 && first.handedIn == 1)
    try await scene.cees.sync()
    let report = try await scene.erase(.document(other))
    let answers = Answers(scene.bram)
    #expect(try await scene.bram.sync().orders == 1)
    let told = answers.take().flatMap(\.spaces).flatMap(\.entries)
    #expect(told.count == 1)
    // It never had that one.
    #expect(try await scene.confirmed(report.record.number).confirmed == 1)
    // What it handed in and is held is still there, and can still be released.
    #expect(try scene.bram.replica.document(mine)?.title == "beukenlaan")
    #expect(try await scene.held(by: scene.dina).count == 1)
  }

  @Test("nothing but orders crosses: no other entry, name, word, digest or end of the log")
  func nothingElse() async throws {
    let (scene, note) = try await away()
    try scene.anna.note("lindelaan")
    try await others(scene)
    try await scene.erase(.document(note))
    try scene.anna.note("beukenlaan")
    try await others(scene)
    let answers = Answers(scene.bram)
    try await scene.bram.sync()
    let heard = answers.take()
    #expect(heard.count == 2)
    var orders = 0
    for answer in heard {
      for word in ["lindelaan", "beukenlaan", "Voorbeeld", "op verzoek"] + Self.words {
        #expect(!answer.encoded.contains(Array(word.utf8)), "\(word)")
      }
      var bare = SyncAnswer.Space(space: scene.region.space, status: .handedIn)
      bare.entries = answer.spaces[0].entries
      bare.cursor = answer.spaces[0].cursor
      #expect(answer.spaces == [bare])
      for entry in bare.entries {
        guard case .entry(.erasure) = entry else {
          Issue.record("\(entry)")
          continue
        }
        orders += 1
      }
    }
    #expect(orders == 1)
    #expect(try scene.bram.replica.list().map(\.title).filter { !$0.isEmpty } == [])
  }

  @Test("a region that says for ever that there is more is not asked for ever")
  func endless() async throws {
    let (scene, note) = try await away()
    try await scene.erase(.document(note))
    let replica = scene.bram.replica
    let request = try #require(
      try replica.lastWords(agent: "test", asking: true, signer: scene.bram.signer))
    let device = try #require(
      try scene.region.service.revokedDevice(token: Array((scene.bram.token ?? "").utf8)))
    var answer = try await scene.region.service.handIn(request, from: device)
    answer.spaces[0].more = true
    #expect(try replica.noteHandedIn(answer, of: request).untold == [scene.region.space])
    let next = try #require(
      try replica.lastWords(agent: "test", asking: true, signer: scene.bram.signer))
    // It does not move, goes back, or names no place.
    let place = try #require(next.spaces[0].cursor)
    for cursor in [
      place, Cursor(epoch: place.epoch, position: place.position - 1, mark: place.mark), nil,
    ] {
      answer.spaces[0].cursor = cursor
      #expect(try replica.noteHandedIn(answer, of: next).untold == [])
    }
  }

  @Test("a word that is given late does not end what another process owes since")
  func processes() async throws {
    let (scene, note) = try await away()
    let other = try scene.cees.note("lindelaan")
    try await scene.cees.sync()
    let device = try #require(
      try scene.region.service.revokedDevice(token: Array((scene.bram.token ?? "").utf8)))
    let replica = scene.bram.replica
    func ask(_ asking: Bool = true) throws -> SyncRequest {
      try #require(
        try replica.lastWords(agent: "test", asking: asking, signer: scene.bram.signer))
    }
    func tell(_ request: SyncRequest) async throws -> SyncAnswer {
      try await scene.region.service.handIn(request, from: device)
    }
    try await scene.erase(.document(note))
    let first = try ask()
    _ = try replica.noteHandedIn(try await tell(first), of: first)
    let word = try ask(false)
    #expect(word.spaces[0].confirmation != nil)
    // Its answer is on the way; the other process hears of another order meanwhile.
    let late = try await tell(word)
    try await scene.erase(.document(other))
    let second = try ask()
    _ = try replica.noteHandedIn(try await tell(second), of: second)
    _ = try replica.noteHandedIn(late, of: word)
    let last = try ask(false)
    let place = try #require(last.spaces[0].confirmation?.place)
    #expect(place.position > word.spaces[0].confirmation?.place.position ?? 0)
  }

  @Test("many orders come a bounded page at a time, and the last word is for all of them")
  func pages() async throws {
    var limits = RegionLimits()
    limits.answerEntries = 2
    let scene = try await Cleaning(limits: limits)
    let notes = try (0..<5).map { try scene.anna.note("kersenboomgaard \($0)") }
    for _ in 0..<6 { try await scene.syncAll() }
    try await scene.revoke(scene.bram)
    var last: Int64 = 0
    for note in notes { last = try await scene.erase(.document(note)).record.number }
    let answers = Answers(scene.bram)
    #expect(try await scene.bram.sync().orders == 5)
    let pages = answers.take().map { $0.spaces[0] }
    #expect(pages.map(\.entries.count) == [2, 2, 1, 0])
    #expect(pages.map(\.more) == [true, true, false, false])
    #expect(try await scene.confirmed(last).confirmed == 1)
    #expect(try scene.files(in: [scene.bram.replica.home], with: ["kersenboomgaard"]) == [])
  }

  @Test(
    "without a cursor, or with one that the region does not know, it is told all orders",
    arguments: [nil, Cursor(epoch: EpochID(rawValue: 7), position: 3, mark: 7)])
  func cursors(place: Cursor?) async throws {
    let scene = try await Cleaning()
    let notes = try ["kersenboomgaard", "beukenlaan"].map { try scene.anna.note($0) }
    try await scene.syncAll()
    try await scene.erase(.document(notes[0]))
    try await scene.syncAll()
    try await scene.revoke(scene.bram)
    let report = try await scene.erase(.document(notes[1]))
    try scene.bram.replica.forgetCursor(scene.region.space)
    var told = SyncAnswer.Space(space: scene.region.space, status: .handedIn)
    told.cursor = place
    _ = try scene.bram.replica.write { transaction throws(ReplicaError) in
      try transaction.obeyOrders(of: told, isCurrent: true)
    }
    scene.bram.wire { $0.lostAnswers = 1 }
    // The answer got lost: nothing was obeyed, and all is told again.
    #expect(try await scene.bram.sync().orders == 0)
    #expect(try await scene.bram.sync().orders == 2)
    #expect(try await scene.confirmed(report.record.number).confirmed == 1)
    #expect(try scene.files(in: [scene.bram.replica.home], with: ["beukenlaan"]) == [])
    #expect(try await scene.bram.sync().orders == 0)
  }

  @Test("whoever lost the space, and whose device heard nothing of it, is told; a stranger is not")
  func withdrawn() async throws {
    let (scene, note) = try await away()
    _ = try await scene.region.service.setRole(
      .none, of: scene.person(scene.bram), in: scene.region.space)
    let other = try await scene.region.service.addSpace(name: "Oost").id
    let answers = Answers(scene.bram)
    let report = try await scene.erase(.document(note))
    let device = try await scene.known(scene.bram)
    let asked = SyncRequest(
      agent: "test", limit: 1 << 20,
      spaces: [SyncRequest.Space(space: other, cursor: nil, digest: 0)])
    let nothing = try await scene.region.service.handIn(asked, from: device)
    #expect(nothing.spaces == [SyncAnswer.Space(space: other, status: .noAccess)])
    #expect(try await scene.bram.sync().orders == 1)
    #expect(answers.take().flatMap(\.spaces).allSatisfy { $0.status == .noAccess })
    #expect(try scene.files(in: [scene.bram.replica.home], with: Self.words) == [])
    #expect(try await scene.confirmed(report.record.number).confirmed == 1)
  }

  @Test("what was kept of a space that was left, and the region had, goes as well")
  func left() async throws {
    let scene = try await Cleaning()
    let note = try scene.bram.note("kersenboomgaard")
    scene.bram.wire { $0.lostAnswers = 1 }
    try await scene.bram.sync()
    _ = try await scene.region.service.setRole(
      .none, of: scene.person(scene.bram), in: scene.region.space)
    try await scene.bram.sync()
    let home = scene.bram.replica.home
    let sealed = scene.bram.cipher != nil
    #expect(try scene.bram.replica.tray().count == 1)
    #expect(try scene.files(in: [home], with: ["kersenboomgaard"]).isEmpty == sealed)
    try await scene.revoke(scene.bram)
    let report = try await scene.erase(.document(note))
    #expect(try await scene.bram.sync().orders == 1)
    #expect(try scene.files(in: [home], with: ["kersenboomgaard"]) == [])
    #expect(try scene.bram.replica.tray().isEmpty)
    #expect(try await scene.confirmed(report.record.number).confirmed == 1)
  }

  @Test("so it does from a device in use whose person left, and which says so; they can come back")
  func leftInUse() async throws {
    let scene = try await Cleaning()
    let note = try scene.bram.note("kersenboomgaard")
    scene.bram.wire { $0.lostAnswers = 1 }
    try await scene.bram.sync()
    let mine = try scene.bram.note("lindelaan")
    let (bram, space) = (scene.person(scene.bram), scene.region.space)
    _ = try await scene.region.service.setRole(.none, of: bram, in: space)
    try await scene.bram.sync()
    #expect(try scene.bram.replica.tray().count == 2)
    let report = try await scene.erase(.document(note))
    let answers = Answers(scene.bram)
    try await scene.bram.sync()
    // Orders alone cross.
    for told in answers.take().flatMap(\.spaces) {
      var bare = SyncAnswer.Space(space: space, status: .noAccess)
      (bare.entries, bare.cursor) = (told.entries, told.cursor)
      #expect(told == bare && told.entries.count == 1)
    }
    #expect(try scene.files(in: [scene.bram.replica.home], with: ["kersenboomgaard"]) == [])
    #expect(try scene.bram.replica.tray().count == 1)
    #expect(try await scene.confirmed(report.record.number).confirmed == 0)
    try await scene.bram.sync()
    #expect(try await scene.confirmed(report.record.number).confirmed == 1)
    // It is told once.
    _ = answers.take()
    try await scene.bram.sync()
    #expect(answers.take().flatMap(\.spaces).flatMap(\.entries).isEmpty)
    // What was not erased is handed in where the person comes back, at the next synchronisation.
    _ = try await scene.region.service.setRole(.contributor, of: bram, in: space)
    #expect(try await scene.bram.sync().isSynchronised)
    #expect(try scene.bram.replica.tray().isEmpty)
    #expect(try scene.bram.replica.document(mine)?.title == "lindelaan")
    #expect(try scene.bram.replica.check() == [])
    try await scene.dina.sync()
    #expect(try scene.dina.replica.document(mine)?.title == "lindelaan")
    _ = try await scene.audit()
  }

  @Test("whose last words were erased while they were away, and who comes back, goes on from there")
  func lastOfLeft() async throws {
    let scene = try await Cleaning()
    let note = try scene.bram.note("kersenboomgaard")
    let (bram, space) = (scene.person(scene.bram), scene.region.space)
    let bundle = try scene.bram.replica.exportBundle(of: space, signer: scene.bram.signer).bundle
    #expect(try await scene.region.service.takeBundle(bundle).taken == 1)
    _ = try await scene.region.service.setRole(.none, of: bram, in: space)
    try await scene.bram.sync()
    try await scene.erase(.document(note))
    try await scene.bram.sync()
    #expect(try scene.files(with: "kersenboomgaard") == [])
    _ = try await scene.region.service.setRole(.contributor, of: bram, in: space)
    #expect(try await scene.bram.sync().isSynchronised)
    #expect(try scene.bram.replica.check() == [])
    let next = try scene.bram.note("lindelaan")
    #expect(try await scene.bram.sync().isSynchronised)
    try await scene.dina.sync()
    #expect(try scene.dina.replica.document(next)?.title == "lindelaan")
    _ = try await scene.audit()
  }

  @Test("where a person is erased, a space whose coordinator did not decide it names nobody for it")
  func elsewhere() async throws {
    let scene = try await Cleaning()
    let (service, anna) = (scene.region.service, scene.person(scene.anna))
    let other = try await service.addSpace(name: "Oost").id
    _ = try await service.setRole(.contributor, of: anna, in: other)
    _ = try await service.setRole(.coordinator, of: scene.person(scene.bram), in: other)
    try await scene.anna.sync()
    for name in ["kersenboomgaard", "perelaar"] { try scene.anna.note(name) }
    try scene.anna.replica.create("fieldNote", ["title": [Value("moerbei")]], in: other)
    for device in [scene.anna, scene.bram] + scene.devices { try await device.sync() }
    try await scene.erase(.person(anna), review: .eraseAll)
    for device in [scene.bram] + scene.devices { try await device.sync() }
    #expect(try scene.files(in: [scene.bram.replica.home], with: Self.words) == [])
    // Whoever checks it finds nobody there to have done what they may not.
    for report in try await scene.audit().spaces {
      let actor = report.space.space == other ? nil : Optional(scene.person(scene.dina))
      #expect(report.withdrawals.map(\.actor) == [actor])
    }
  }

  @Test(
    "a device that a coordinator took out of use is so in a space that its owner comes into later")
  func later() async throws {
    let (scene, _) = try await away()
    let service = scene.region.service
    let replica = scene.bram.replica.identity.replica
    _ = try await service.wipe(replica, by: scene.person(scene.cees))
    let other = try await service.addSpace(name: "Oost").id
    _ = try await service.setRole(.contributor, of: scene.person(scene.bram), in: other)
    for report in try await scene.audit().spaces {
      // Of the other space nobody is named who is not known there.
      let actor = report.space.space == other ? nil : Optional(scene.person(scene.cees))
      #expect(report.withdrawals.last?.actor == actor)
      #expect(report.withdrawals.isEmpty == false)
    }
    // It is let in nowhere.
    #expect(try await scene.bram.sync().ending != .complete)
  }

  @Test("a word under another's key, or of another log, is not taken from it")
  func forged() async throws {
    let (scene, note) = try await away()
    let report = try await scene.erase(.document(note))
    try await scene.cees.sync()
    let place = try #require(try scene.cees.request().spaces[0].cursor)
    let device = try await scene.known(scene.bram)
    let replica = scene.bram.replica.identity.replica
    let space = scene.region.space
    func say(_ place: Cursor, _ signer: DeviceSigner) async throws {
      let word = ErasureConfirmation(
        place: place,
        signature: signer(ErasureConfirmation.message(of: replica, in: space, at: place)))
      _ = try await scene.region.service.handIn(
        SyncRequest(
          agent: "test", limit: 1 << 20,
          spaces: [.init(space: space, cursor: nil, digest: 0, confirmation: word)]),
        from: device)
    }
    func isBelieved() async throws -> Bool {
      try await scene.region.service.erasure(report.record.number).devices.contains {
        $0.device.replica == replica && $0.confirmed != nil
      }
    }
    try await say(place, scene.anna.signer)
    #expect(try await !isBelieved())
    try await say(
      Cursor(epoch: place.epoch, position: place.position, mark: place.mark ^ 1),
      scene.bram.signer)
    #expect(try await !isBelieved())
    try await say(place, scene.bram.signer)
    #expect(try await isBelieved())
  }

  @Test("it does not say so while erased words may be in one of its files")
  func unswept() async throws {
    let (scene, note) = try await away()
    let report = try await scene.erase(.document(note))
    let replica = scene.bram.replica
    let request = try #require(
      try replica.lastWords(agent: "test", asking: true, signer: scene.bram.signer))
    let answer = try await scene.region.service.handIn(
      request, from: try await scene.known(scene.bram))
    #expect(try replica.noteHandedIn(answer, of: request).orders == 1)
    try replica.write { transaction throws(ReplicaError) in
      try Meta.write(.unswept, 1, in: transaction.connection)
    }
    #expect(try replica.lastWords(agent: "test", signer: scene.bram.signer) == nil)
    #expect(try await scene.confirmed(report.record.number).confirmed == 0)
    // The next time it is cleared first, by whatever comes.
    try await scene.bram.sync()
    #expect(try await scene.confirmed(report.record.number).confirmed == 1)
  }
}

extension [UInt8] {
  fileprivate func contains(_ part: [UInt8]) -> Bool {
    indices.contains { self[$0...].starts(with: part) }
  }
}
