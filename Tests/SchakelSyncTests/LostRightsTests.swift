import Foundation
import SchakelCore
import SchakelRegion
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("A person whose membership of a space ends")
struct LostRightsTests {
  /// Anna is in two spaces, Bram in the west alone, and both are synchronised; `west` is the one that she
  /// will leave.
  private struct Scene {
    let region: TestRegion
    let anna: TestDevice
    let bram: TestDevice
    let west: SpaceID
    let east: SpaceID

    init(cipher: (any ContentCipher)? = TestCipher.ofAllTests) async throws {
      region = try await TestRegion()
      anna = try await region.device(1, person: "anna", cipher: cipher)
      bram = try await region.device(2, person: "bram")
      west = region.space
      east = try await region.service.addSpace(name: "Oost").id
      try await region.join(east, handle: "anna", with: anna)
      for device in [anna, bram, anna] { #expect(try await device.sync().isSynchronised) }
    }

    func syncAll() async throws {
      for device in [anna, bram, anna, bram] { try await device.sync() }
    }

    /// The files of Anna's device in which a word stands.
    func files(with word: String, in folder: String? = nil) throws -> [String] {
      let home = folder ?? anna.replica.home
      return try FileManager.default.contentsOfDirectory(atPath: home).sorted().filter {
        let data = try Data(contentsOf: URL(fileURLWithPath: home + "/" + $0))
        return data.range(of: Data(word.utf8)) != nil
      }
    }

    func end() async throws { try await region.setRole(.none, of: anna, in: west) }
    func again(_ role: Role = .contributor) async throws {
      try await region.setRole(role, of: anna, in: west)
    }

    func space() throws -> ReplicaStatus.Space {
      try #require(try anna.replica.status().spaces.first { $0.id == west })
    }
  }

  @Test("all that others wrote leaves every file, and the own words that were sent too")
  func removed() async throws {
    let scene = try await Scene()
    let note = try scene.bram.note("kersenboomgaard", ["body": [Value("onder de perelaar")]])
    let own = try scene.anna.note("lindelaan")
    try await scene.syncAll()
    try scene.anna.replica.edit(note, [.set("body", Value("bij de moerbei"))])
    try scene.bram.replica.edit(own, [.set("title", Value("pruimengaard"))])
    try await scene.syncAll()
    _ = try scene.anna.replica.search("kersenboomgaard")
    let kept = try scene.anna.replica.create(
      "fieldNote", ["title": [Value("blijft in het oosten")]], in: scene.east)
    try await scene.syncAll()
    let words = ["kersenboomgaard", "perelaar", "lindelaan", "moerbei", "pruimengaard"]
    if TestCipher.ofAllTests == nil {
      for word in words + ["Voorbeeld bram"] {
        #expect(try !scene.files(with: word).isEmpty, "\(word)")
      }
    }
    try await scene.end()
    let report = try await scene.anna.sync()
    #expect(report.notices == [.left(scene.west, name: "Voorbeeldwijk", kept: 0)])
    #expect(report.isSynchronised && report.waiting == 0 && report.stranded == 0)
    for word in words + ["Voorbeeld bram"] {
      #expect(try scene.files(with: word) == [], "\(word)")
    }
    let replica = scene.anna.replica
    #expect(try replica.document(note) == nil && replica.document(own) == nil)
    #expect(try replica.list().map(\.id) == [kept])
    #expect(try replica.search("perelaar").isEmpty && replica.search("oosten").count == 1)
    #expect(try replica.check() == [])
    let space = try scene.space()
    #expect(space.left != nil && !space.isSynchronised && space.documents == 0)
    // It is told once.
    #expect(try await scene.anna.sync().notices == [])
  }

  @Test("of a sealed replica nothing is left that opens, and no index in memory has a word of it")
  func sealed() async throws {
    let scene = try await Scene(cipher: TestCipher())
    let note = try scene.bram.note("kersenboomgaard")
    try await scene.syncAll()
    let other = try scene.anna.reopened()
    for device in [scene.anna, other] {
      #expect(try device.replica.search("kersenboomgaard").map(\.document.id) == [note])
    }
    try scene.anna.note("lindelaan")
    try await scene.end()
    #expect(try await scene.anna.sync().stranded == 1)
    try await other.sync()
    for device in [scene.anna, other] {
      // The index has followed by itself, before anybody searches.
      #expect(try device.replica.pendingInIndex() == 0)
      #expect(try device.replica.search("kersenboomgaard").isEmpty)
      #expect(try device.replica.check() == [])
    }
    #expect(try scene.anna.replica.tray().map(\.reason) == [.leftSpace])
    try other.replica.close()
    try scene.anna.replica.close()
    try Replica.unseal(home: scene.anna.replica.home, with: TestCipher())
    #expect(try scene.files(with: "kersenboomgaard") == [])
    #expect(try !scene.files(with: "lindelaan").isEmpty)
  }

  @Test("what she wrote there and never sent is in the tray, whole, and synchronised is not said")
  func unsent() async throws {
    let scene = try await Scene()
    let theirs = try scene.bram.note("kersenboomgaard")
    try await scene.syncAll()
    let notes = try (1...2).map { try scene.anna.note("uit West \($0)") }
    try scene.anna.replica.edit(notes[0], [.set("body", Value("lindelaan"))])
    try scene.anna.replica.edit(theirs, [.set("body", Value("moerbei"))])
    let draft = try scene.anna.replica.draft("fieldNote", ["title": [Value("concept")]])
    try await scene.end()
    for round in 1...2 {
      let report = try await scene.anna.sync()
      #expect(!report.isSynchronised && report.waiting == 4 && report.stranded == 3)
      #expect(
        report.notices
          == (round == 1 ? [.left(scene.west, name: "Voorbeeldwijk", kept: 3)] : []))
    }
    let status = try scene.anna.replica.status()
    #expect(!status.isSynchronised && status.waiting == 4 && status.stranded == 3)
    #expect(status.tray.count == 4 && status.tray.allSatisfy { $0.reason == .leftSpace })
    #expect(status.tray.allSatisfy { $0.kind == "fieldNote" && $0.space.id == scene.west })
    let kept = try scene.anna.replica.keptContributions()
    #expect(Set(kept.map(\.id)) == Set(notes + [theirs]))
    #expect(
      kept.first { $0.id == notes[0] }?.fields
        == ["title": [Value("uit West 1")], "body": [Value("lindelaan")]])
    #expect(kept.first { $0.id == theirs }?.fields == ["body": [Value("moerbei")]])
    #expect(try scene.files(with: "kersenboomgaard") == [])
    #expect(try scene.anna.replica.drafts().map(\.id) == [draft])
    #expect(throws: ReplicaError.self) {
      try scene.anna.replica.releaseTray(status.tray[0].id)
    }
    #expect(throws: ReplicaError.self) {
      try scene.anna.replica.create("fieldNote", ["title": [Value("x")]], in: scene.west)
    }
  }

  @Test("it can be shared elsewhere or thrown away, and is nowhere in the old space afterwards")
  func elsewhere() async throws {
    let scene = try await Scene()
    let shared = try scene.anna.note("lindelaan", ["themes": [Value("groen"), Value("spelen")]])
    try scene.anna.replica.edit(shared, [.remove("themes", [Value("spelen")])])
    let discarded = try scene.anna.note("moerbei")
    let last = try scene.anna.note("perelaar")
    try await scene.end()
    #expect(try await scene.anna.sync().stranded == 3)
    let replica = scene.anna.replica
    let ends = try replica.documentIDs(suffix: String(shared.text.suffix(6)))
    #expect(ends == [shared])
    let copy = try replica.share(shared, in: scene.east)
    #expect(try replica.document(copy)?.title == "lindelaan")
    #expect(try replica.document(copy)?["themes"]?.shown == [Value("groen")])
    #expect(throws: ReplicaError.self) { try replica.share(shared, in: scene.east) }
    let item = try #require(try replica.tray().first { $0.document == discarded })
    try replica.discardTray(item.id)
    #expect(try replica.keptContributions().map(\.id) == [last])
    try replica.discardTray(try #require(try replica.tray().first).id)
    #expect(try replica.tray().isEmpty)
    #expect(try await scene.anna.sync().isSynchronised)
    #expect(try scene.files(with: "moerbei") == [] && scene.files(with: "perelaar") == [])
    // Should she come back, nothing of it comes along, and her stream goes on.
    try await scene.again()
    let back = try await scene.anna.sync()
    #expect(back.isSynchronised && back.stranded == 0, "\(back)")
    #expect(try replica.tray().isEmpty)
    let later = try scene.anna.note("kersenboomgaard")
    #expect(try await scene.anna.sync().isSynchronised)
    try await scene.bram.sync()
    #expect(try scene.bram.replica.list().map(\.id) == [later])
    #expect(try scene.anna.states() == scene.bram.states())
    #expect(try replica.check() == [] && scene.bram.replica.check() == [])
    _ = try TestRegion.verify(try await scene.region.auditFile())
  }

  @Test("a membership that is given back takes along what waited for it, once")
  func givenBack() async throws {
    let scene = try await Scene()
    let theirs = try scene.bram.note("kersenboomgaard")
    try scene.anna.note("lindelaan")
    try await scene.syncAll()
    let own = try scene.anna.note("wacht op toegang")
    try scene.anna.replica.edit(theirs, [.set("body", Value("moerbei"))])
    try await scene.end()
    #expect(try await scene.anna.sync().stranded == 2)
    try scene.bram.replica.edit(theirs, [.set("place", Value("bij de vijver"))])
    try await scene.bram.sync()
    try await scene.again()
    let report = try await scene.anna.sync()
    #expect(report.isSynchronised && report.stranded == 0 && report.pushed == 2, "\(report)")
    #expect(try scene.anna.replica.tray().isEmpty)
    try await scene.syncAll()
    #expect(try scene.anna.replica.list().count == 3)
    #expect(try scene.bram.replica.document(own)?.title == "wacht op toegang")
    #expect(try scene.bram.replica.document(theirs)?["body"]?.shown == [Value("moerbei")])
    #expect(try scene.anna.states() == scene.bram.states())
    #expect(try scene.anna.replica.search("vijver").count <= 1)
    #expect(try scene.anna.replica.check() == [])
    #expect(try scene.anna.replica.status().forks.isEmpty)
    #expect(try scene.space().left == nil && scene.space().isSynchronised)
    _ = try TestRegion.verify(try await scene.region.auditFile())
  }

  @Test("what had arrived, though its answer was lost, is not handed in again on coming back")
  func lostAnswer() async throws {
    let scene = try await Scene()
    try scene.anna.note("lindelaan")
    scene.anna.wire { $0.lostAnswers = 1 }
    try await scene.anna.sync()
    try await scene.end()
    #expect(try await scene.anna.sync().stranded == 1)
    try await scene.again()
    let report = try await scene.anna.sync()
    #expect(report.isSynchronised, "\(report)")
    #expect(try scene.anna.replica.list().count == 1)
    try scene.anna.note("nog een")
    #expect(try await scene.anna.sync().isSynchronised)
    try await scene.bram.sync()
    #expect(try scene.bram.replica.list().count == 2)
    #expect(try scene.anna.replica.status().forks.isEmpty)
    #expect(try await scene.region.service.status().spaces.first?.voids == 0)
  }

  @Test("she may leave and come back many times, and nothing is doubled or lost")
  func often() async throws {
    let scene = try await Scene()
    for round in 1...4 {
      try scene.anna.note("verstuurd \(round)")
      try await scene.syncAll()
      try scene.anna.note("niet verstuurd \(round)")
      try await scene.end()
      #expect(try await scene.anna.sync().stranded == 1)
      #expect(try scene.anna.replica.list().isEmpty)
      try await scene.again()
      #expect(try await scene.anna.sync().isSynchronised)
      try await scene.bram.sync()
      #expect(try scene.anna.replica.list().count == 2 * round)
      #expect(try scene.anna.states() == scene.bram.states())
      #expect(try scene.anna.replica.check() == [])
      #expect(try scene.anna.replica.search("verstuurd").count == 2 * round)
    }
    let incarnation = try scene.anna.reopened().replica.identity.incarnation
    #expect(scene.anna.replica.identity.incarnation == incarnation)
  }

  @Test("one who may only read from now on reads on, and gets back what the region refuses")
  func lowered() async throws {
    let scene = try await Scene()
    let note = try scene.bram.note("kersenboomgaard")
    try await scene.syncAll()
    try scene.anna.note("lindelaan")
    try await scene.again(.reader)
    let report = try await scene.anna.sync()
    #expect(report.isSynchronised && report.stranded == 0)
    #expect(try scene.anna.replica.tray().map(\.reason) == [.refused(.notAllowed)])
    #expect(try scene.anna.replica.document(note)?.title == "kersenboomgaard")
    try scene.bram.replica.edit(note, [.set("body", Value("moerbei"))])
    try await scene.syncAll()
    #expect(try scene.anna.replica.document(note)?["body"]?.shown == [Value("moerbei")])
    // What was refused can be taken elsewhere once she has left too.
    try await scene.end()
    try await scene.anna.sync()
    let kept = try #require(try scene.anna.replica.keptContributions().first)
    _ = try scene.anna.replica.share(kept.id, in: scene.east)
    #expect(try scene.anna.replica.tray().isEmpty)
    #expect(try await scene.anna.sync().isSynchronised)
  }

  @Test("a region that was put back and has not heard of the membership has nothing removed")
  func unheard() async throws {
    let scene = try await Scene()
    let note = try scene.anna.note("lindelaan")
    try scene.anna.note("onverstuurd")
    try await scene.syncAll()
    let west = scene.west
    scene.anna.wire {
      $0.tamper = { answer in
        for index in answer.spaces.indices where answer.spaces[index].space == west {
          answer.spaces[index] = SyncAnswer.Space(space: west, status: .noAccess)
        }
      }
    }
    let report = try await scene.anna.sync()
    #expect(report.notices == [.noAccess(west)])
    #expect(try scene.anna.replica.document(note)?.title == "lindelaan")
    scene.anna.wire { $0.tamper = nil }
    #expect(try await scene.anna.sync().isSynchronised)
  }

  @Test("an answer with words that another process asked for before is not taken in")
  func stale() async throws {
    let scene = try await Scene()
    try scene.bram.note("kersenboomgaard")
    try await scene.bram.sync()
    let other = try scene.anna.reopened()
    let request = try other.replica.syncRequest(agent: "test", signer: other.signer)
    let token = Array((other.token ?? "").utf8)
    let device = try #require(try await scene.region.service.authenticate(token: token))
    let answer = try await scene.region.service.sync(request, from: device)
    try await scene.end()
    try await scene.anna.sync()
    _ = try other.replica.absorb(answer, to: request, verifier: TestRegion.verifier)
    #expect(try scene.files(with: "kersenboomgaard") == [])
    #expect(try other.replica.list().isEmpty)
    #expect(other.replica.identity == scene.anna.replica.identity)
    try other.replica.close()
  }

  @Test("a bundle of a space that was left is neither read nor written")
  func bundles() async throws {
    let scene = try await Scene()
    try scene.bram.note("kersenboomgaard")
    try await scene.bram.sync()
    let bundle = try scene.bram.replica.exportBundle(of: scene.west, signer: scene.bram.signer)
    try await scene.end()
    try await scene.anna.sync()
    let verifier: SealVerifier = { FakeSignature.verify($0, $1, $2) }
    #expect(throws: ReplicaError.self) {
      try scene.anna.replica.importBundle(bundle.bundle, verifier: verifier)
    }
    #expect(throws: ReplicaError.self) {
      try scene.anna.replica.exportBundle(of: scene.west, signer: scene.anna.signer)
    }
    #expect(try scene.files(with: "kersenboomgaard") == [])
  }

  @Test("where the power fails before the log is emptied, the next to open the home empties it")
  func powerLoss() async throws {
    let scene = try await Scene()
    try scene.bram.note("kersenboomgaard")
    try await scene.bram.sync()
    try await scene.anna.sync()
    try await scene.end()
    let request = try scene.anna.replica.syncRequest(agent: "test", signer: scene.anna.signer)
    let token = Array((scene.anna.token ?? "").utf8)
    let device = try #require(try await scene.region.service.authenticate(token: token))
    let answer = try await scene.region.service.sync(request, from: device)
    // Somebody reads all the while, so that the log cannot be emptied.
    let path = Replica.databasePath(in: scene.anna.replica.home)
    let reader = try Connection(path, mode: .readOnly)
    try reader.execute("BEGIN")
    _ = try reader.prepare("SELECT count(*) FROM documents").all { row throws(SQLiteError) in
      try row.int64(at: 0)
    }
    _ = try scene.anna.replica.absorb(answer, to: request, verifier: TestRegion.verifier)
    #expect(try scene.anna.replica.list().isEmpty)
    let copy = scratchFolder()
    try copyFiles(from: scene.anna.replica.home, to: copy)
    #expect(try !scene.files(with: "kersenboomgaard", in: copy).isEmpty)
    try reader.close()
    let again = try scene.anna.reopened(home: copy)
    #expect(try scene.files(with: "kersenboomgaard", in: copy) == [])
    #expect(try again.replica.list().isEmpty)
    try again.replica.close()
  }
}

extension TestRegion {
  /// As an operator does by command.
  func setRole(_ role: Role, of device: TestDevice, in id: SpaceID) async throws {
    guard let person = device.replica.identity.person else { return }
    _ = try await service.setRole(role, of: person, in: id)
  }
}
