import SchakelCore
import SchakelRegion
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("Erased everywhere")
struct ErasedEverywhereTests {
  @Test("a document that is erased leaves no word in any file, and every device confirms")
  func document() async throws {
    let scene = try await Cleaning()
    let note = try scene.anna.note("kersenboomgaard", ["body": [Value("onder de perelaar")]])
    let other = try scene.anna.note("lindelaan")
    try await scene.syncAll()
    try scene.bram.replica.edit(note, [.set("body", Value("achter de moerbei"))])
    try scene.cees.replica.edit(note, [.set("title", Value("pruimengaard"))])
    _ = try scene.bram.replica.search("moerbei")
    try await scene.syncAll()
    let words = ["kersenboomgaard", "perelaar", "moerbei", "pruimengaard"]
    for word in words { #expect(try !scene.files(with: word).isEmpty, "\(word) was never there") }
    let report = try await scene.erase(.document(note))
    #expect(report.spaces.map(\.changes) == [3])
    #expect(try await scene.confirmed(report.record.number) == (4, 0))
    try await scene.syncAll()
    for word in words { #expect(try scene.files(with: word) == []) }
    #expect(try await scene.confirmed(report.record.number) == (4, 4))
    #expect(try await scene.audit().counts.erased == 3)
    #expect(try !scene.files(with: "lindelaan").isEmpty)
    #expect(try scene.bram.replica.document(other)?.title == "lindelaan")
    let states = try scene.devices.map { try $0.states() }
    #expect(states.allSatisfy { $0 == states[0] })
  }

  @Test("one coordinator asks and another agrees; nobody else does either, and nothing goes before")
  func two() async throws {
    let scene = try await Cleaning()
    let note = try scene.anna.note("kersenboomgaard")
    try await scene.syncAll()
    let service = scene.region.service
    await expect(refusal: .notCoordinator) {
      _ = try await service.requestErasure(
        of: .document(note), ground: "zomaar", by: scene.person(scene.anna))
    }
    await expect(refusal: .unknownSubject) {
      _ = try await service.requestErasure(
        of: .document(DocumentID(milliseconds: 1, random: (1, 2))), ground: "zomaar",
        by: scene.person(scene.cees))
    }
    await expect(refusal: .invalidInput) {
      _ = try await service.requestErasure(
        of: .document(note), ground: "", by: scene.person(scene.cees))
    }
    let asked = try await service.requestErasure(
      of: .document(note), ground: "op verzoek", by: scene.person(scene.cees))
    let number = asked.record.number
    await expect(refusal: .invalidInput) {
      _ = try await service.requestErasure(
        of: .document(note), ground: "nog eens", by: scene.person(scene.dina))
    }
    for device in [scene.cees, scene.anna] {
      await expect(refusal: .notCoordinator) {
        _ = try await service.approveErasure(number, by: scene.person(device))
      }
    }
    try await scene.syncAll()
    #expect(try scene.bram.replica.document(note)?.title == "kersenboomgaard")
    _ = try await service.withdrawErasure(number, by: scene.person(scene.dina))
    await expect(refusal: .unknownErasure) {
      _ = try await service.approveErasure(number, by: scene.person(scene.dina))
    }
    #expect(try await service.erasures().map(\.status) == [.withdrawn])
    #expect(try await scene.audit().counts.erased == 0)
  }

  @Test("what others made of somebody's words is listed, and goes or stays as the reviewer says")
  func review() async throws {
    for goes in [false, true] {
      let scene = try await Cleaning()
      let note = try scene.bram.note("bankje")
      try await scene.syncAll()
      try scene.anna.replica.edit(note, [.set("title", Value("kersenboomgaard"))])
      try scene.bram.replica.edit(note, [.set("title", Value("lindelaan"))])
      try await scene.syncAll()
      try scene.cees.replica.resolve(
        note, "title", .write(Value("kersen- en lindelaan")), reason: "allebei")
      try await scene.syncAll()
      let asked = try await scene.region.service.requestErasure(
        of: .person(scene.person(scene.anna)), ground: "op verzoek", by: scene.person(scene.cees))
      #expect(asked.derived.map(\.author) == [scene.person(scene.cees)])
      let number = asked.record.number
      await expect(refusal: .reviewNeeded) {
        _ = try await scene.region.service.approveErasure(number, by: scene.person(scene.dina))
      }
      _ = try await scene.region.service.approveErasure(
        number, by: scene.person(scene.dina), review: goes ? .eraseAll : .keepAll)
      for device in [scene.cees, scene.dina, scene.bram, scene.cees] { try await device.sync() }
      #expect(
        try scene.dina.replica.document(note)?.title == (goes ? "" : "kersen- en lindelaan"))
      _ = try await scene.audit()
    }
  }

  @Test(
    "a text that the region put together of somebody's words and others' goes or stays as the reviewer says",
    arguments: [false, true])
  func combined(goes: Bool) async throws {
    let scene = try await Cleaning()
    func text(_ street: String, _ square: String) -> Value {
      Value("de straat is \(street) en het plein is \(square) en de school is dicht")
    }
    let note = try scene.bram.note("bankje", ["body": [text("stil", "leeg")]])
    try await scene.syncAll()
    try scene.anna.replica.edit(note, [.set("body", text("kersenboomgaard", "leeg"))])
    try scene.bram.replica.edit(note, [.set("body", text("stil", "vol"))])
    try await scene.syncAll()
    let asked = try await scene.region.service.requestErasure(
      of: .person(scene.person(scene.anna)), ground: "op verzoek", by: scene.person(scene.cees))
    let derived = try #require(asked.derived.first)
    #expect(asked.derived.count == 1 && derived.rule == TextMerge.rule)
    let names = try scene.dina.replica.document(note)?["body"]?.versions.map(\.author.name)
    #expect(names == ["Voorbeeldregio"])
    #expect(!scene.devices.map { scene.person($0) }.contains(derived.author))
    #expect(try !scene.files(in: [scene.bram.replica.home], with: ["kersenboomgaard"]).isEmpty)
    _ = try await scene.region.service.approveErasure(
      asked.record.number, by: scene.person(scene.dina), review: goes ? .eraseAll : .keepAll)
    let others = [scene.cees, scene.dina, scene.bram]
    for device in others + others { try await device.sync() }
    for device in others {
      let shown = try device.replica.document(note)?["body"]?.shown.map(\.text) ?? []
      #expect(shown.contains { $0?.contains("kersenboomgaard") == true } == !goes)
    }
    let homes = [scene.region.folder] + others.map(\.replica.home)
    #expect(try scene.files(in: homes, with: ["kersenboomgaard"]).isEmpty == goes)
    _ = try await scene.audit()
  }

  @Test("a person who is erased leaves no word and no name, and is let in no more")
  func person() async throws {
    let scene = try await Cleaning()
    try scene.anna.note("kersenboomgaard")
    let note = try scene.bram.note("lindelaan")
    try await scene.syncAll()
    try scene.anna.replica.edit(note, [.set("body", Value("onder de perelaar"))])
    try await scene.syncAll()
    let report = try await scene.erase(.person(scene.person(scene.anna)))
    #expect(report.spaces.map(\.changes) == [2])
    for device in [scene.cees, scene.dina, scene.bram, scene.cees, scene.dina, scene.bram] {
      try await device.sync()
    }
    for word in ["kersenboomgaard", "perelaar", "Voorbeeld anna", "toestel 3"] {
      let files = try scene.files(with: word).filter { !$0.hasPrefix(scene.anna.replica.home) }
      #expect(files == [], "\(word)")
    }
    #expect(try await !scene.anna.sync().isSynchronised)
    // Anna's device is to be emptied: it is known that it has not obeyed yet, and that it has once it says so.
    #expect(try await scene.confirmed(report.record.number) == (4, 3))
    let token = Array(try #require(scene.anna.token).utf8)
    let order = try #require(try scene.region.service.wipeOrder(token: token))
    #expect(
      try await scene.region.service.confirmWipe(
        token: token, signature: scene.anna.signer(order.confirmationMessage)))
    #expect(try await scene.confirmed(report.record.number) == (4, 4))
    _ = try await scene.audit()
    #expect(try scene.dina.replica.document(note)?.title == "lindelaan")
  }
}

extension ErasedEverywhereTests {
  @Test(
    "what somebody wrote meanwhile in what was erased is not taken, and goes from the device too")
  func meanwhile() async throws {
    let scene = try await Cleaning()
    let note = try scene.anna.note("kersenboomgaard")
    try await scene.syncAll()
    try scene.bram.replica.edit(note, [.set("body", Value("achter de moerbei"))])
    let kept = try scene.bram.note("lindelaan")
    let report = try await scene.erase(.document(note))
    try await scene.syncAll()
    #expect(try scene.files(with: "kersenboomgaard", "moerbei") == [])
    #expect(try scene.cees.replica.document(kept)?.title == "lindelaan")
    #expect(try await scene.confirmed(report.record.number) == (4, 4))
    #expect(try await scene.audit().counts.erased == 2)
    // An undo carries the words again, and so goes with them.
    #expect(
      try await scene.region.service.erasure(report.record.number).spaces[0].orders.count == 2)
  }

  @Test(
    "so it is where the region refuses what comes late, since its writer may write no more",
    arguments: [false, true])
  func refused(isOut: Bool) async throws {
    let scene = try await Cleaning()
    let note = try scene.anna.note("kersenboomgaard")
    try await scene.syncAll()
    try scene.bram.replica.edit(note, [.set("body", Value("achter de moerbei"))])
    if isOut {
      try await scene.revoke(scene.bram)
    } else {
      _ = try await scene.region.service.setRole(
        .reader, of: scene.person(scene.bram), in: scene.region.space)
    }
    let report = try await scene.erase(.document(note))
    try await scene.syncAll()
    #expect(try scene.files(with: "kersenboomgaard", "moerbei") == [])
    #expect(try scene.bram.replica.tray().isEmpty && scene.bram.replica.check() == [])
    #expect(try await scene.confirmed(report.record.number) == (4, 4))
    #expect(
      try await scene.region.service.erasure(report.record.number).spaces[0].orders.count == 2)
    _ = try await scene.audit()
  }

  @Test("so it is where several documents were asked for at once")
  func several() async throws {
    let scene = try await Cleaning()
    let notes = try ["kersenboomgaard", "beukenlaan"].map { try scene.anna.note($0) }
    try await scene.syncAll()
    for note in notes { try scene.bram.replica.edit(note, [.set("body", Value("moerbei"))]) }
    try await scene.erase(.documents(notes.sorted()))
    try await scene.syncAll()
    #expect(try scene.files(with: "kersenboomgaard", "beukenlaan", "moerbei") == [])
    #expect(try await scene.audit().counts.erased == 4)
  }

  @Test(
    "what a device wrote in another document, in another life under a dot that is named, stays",
    arguments: [false, true], [false, true])
  func otherLife(isOut: Bool, comesFirst: Bool) async throws {
    let scene = try await Cleaning()
    let copy = try scene.bram.closeAndCopy()
    let before = try scene.bram.reopened()
    let note = try before.note("kersenboomgaard")
    try await before.sync()
    let bram = try before.putBack(from: copy)
    try bram.note("lindelaan")
    if isOut { try await scene.revoke(bram) }
    if comesFirst { try await bram.sync() }
    try await scene.erase(.document(note))
    for _ in 0..<3 { try await bram.sync() }
    #expect(try bram.replica.check() == [])
    #expect(try bram.replica.list().map(\.title).contains("lindelaan"))
    #expect(try scene.files(in: [scene.region.folder], with: ["kersenboomgaard"]) == [])
    #expect(try !scene.files(in: [scene.region.folder], with: ["lindelaan"]).isEmpty)
    _ = try await scene.audit()
  }

  @Test("what waits in what was erased has no words in the log, and an order names it")
  func waits() async throws {
    let scene = try await Cleaning()
    let note = try scene.anna.note("kersenboomgaard")
    let erik = try await scene.region.device(9, person: "erik")
    try await scene.syncAll()
    try await scene.erase(.document(note))
    // Erik has seen by a bundle what Anna has not handed in.
    try scene.anna.replica.edit(note, [.set("body", Value("perelaar"))])
    let seen = try DocumentState(encoded: try #require(try scene.anna.states()[note])).vector
    var forger = Forger(erik, in: scene.region.space)
    try await erik.push(forger.run([forger.edit(note, "moerbei", after: seen)]))
    #expect(try await scene.audit().counts.erased == 2)
    try await scene.syncAll()
    #expect(try await scene.audit().counts.erased == 3)
    #expect(try scene.files(with: "kersenboomgaard", "perelaar", "moerbei") == [])
  }

  @Test("an old bundle brings no words to a device that heard of the order and lacks the change")
  func lacking() async throws {
    let scene = try await Cleaning(admitsCopies: false)
    let space = scene.region.space
    var bram = scene.bram
    // Put back twice: its region has of its own what this database lacks.
    var copy = try bram.closeAndCopy()
    bram = try bram.reopened()
    let other = try bram.note("lindelaan")
    try await bram.sync()
    bram = try bram.putBack(from: copy)
    try await bram.sync()
    try await scene.admitCopies()
    copy = try bram.closeAndCopy()
    bram = try bram.reopened()
    let note = try bram.note("kersenboomgaard")
    try await bram.sync()
    bram = try bram.putBack(from: copy)
    try bram.replica.edit(other, [.add("themes", [Value("safety")])])
    for _ in 0..<2 {
      try await bram.sync()
      try await scene.admitCopies()
    }
    #expect(try bram.replica.document(note)?.title == "kersenboomgaard")
    try await scene.cees.sync()
    let bundle = try scene.cees.replica.exportBundle(of: space, signer: scene.cees.signer).bundle
    try await scene.erase(.document(note))
    try await bram.sync()
    let report = try bram.replica.importBundle(
      try Bundle(encoded: bundle.encoded), verifier: FakeSignature.verify,
      region: TestRegion.verifier)
    #expect(report.taken == 1)
    try await bram.sync()
    #expect(try scene.files(in: [bram.replica.home], with: ["kersenboomgaard"]) == [])
  }

  @Test("a device that was away obeys when it returns, by the log or by states")
  func away() async throws {
    for tail in [UInt64(2_000), 1] {
      var limits = RegionLimits()
      (limits.tailEntries, limits.bootstrapFactor) = (tail, 0)
      let scene = try await Cleaning(limits: limits)
      let note = try scene.anna.note("kersenboomgaard")
      try await scene.syncAll()
      let report = try await scene.erase(.document(note))
      for number in 0..<8 { try scene.anna.note("notitie \(number)") }
      for device in [scene.anna, scene.cees, scene.dina, scene.anna, scene.cees, scene.dina] {
        try await device.sync()
      }
      #expect(try await scene.confirmed(report.record.number) == (4, 3))
      #expect(
        try scene.files(with: "kersenboomgaard").allSatisfy {
          $0.hasPrefix(scene.bram.replica.home)
        })
      try await scene.bram.sync()
      try await scene.bram.sync()
      #expect(try scene.files(with: "kersenboomgaard") == [])
      #expect(try await scene.confirmed(report.record.number) == (4, 4))
    }
  }

  @Test("a device that was away for a year has its token renewed, obeys, and says so")
  func year() async throws {
    let scene = try await Cleaning()
    try scene.anna.note("kersenboomgaard")
    try await scene.syncAll()
    let home = TokenHome(try #require(scene.bram.token))
    let note = try scene.anna.note("perelaar")
    try await scene.syncAll()
    let report = try await scene.erase(.document(note))
    for device in [scene.anna, scene.cees, scene.dina, scene.anna, scene.cees, scene.dina] {
      try await device.sync()
    }
    #expect(try await scene.confirmed(report.record.number) == (4, 3))
    scene.region.clock.advance(365 * 24 * 3_600_000)
    for device in scene.devices { device.clock.advance(365 * 24 * 3_600_000) }
    try scene.bram.note("onderweg geschreven")
    #expect(try !scene.files(with: "perelaar").isEmpty)
    let process = TokenProcess(scene.bram, home)
    for _ in 0..<2 { #expect(try await process.sync().isSynchronised) }
    #expect(home.saved == 1)
    #expect(try scene.files(with: "perelaar") == [])
    #expect(try await scene.confirmed(report.record.number) == (4, 4))
    let erik = try await scene.region.device(9, person: "erik")
    #expect(try await erik.sync().isSynchronised)
    let titles = try erik.replica.list().map(\.title).sorted()
    #expect(titles.filter { !$0.isEmpty } == ["kersenboomgaard", "onderweg geschreven"])
    _ = try await scene.audit()
  }

  @Test("two who wrote the same, of which one is erased, are on record as the log tells it")
  func same() async throws {
    let scene = try await Cleaning()
    let note = try scene.cees.note("bankje")
    try await scene.syncAll()
    try scene.anna.replica.edit(note, [.set("title", Value("kersenboomgaard"))])
    try scene.bram.replica.edit(note, [.set("title", Value("kersenboomgaard"))])
    try await scene.syncAll()
    #expect(try await scene.audit().spaces[0].records.count == 0)
    try await scene.erase(.person(scene.person(scene.anna)), review: .keepAll)
    for device in [scene.cees, scene.bram, scene.cees] { try await device.sync() }
    #expect(try await scene.audit().spaces[0].records.count == 1)
    // Later changes are held against the same.
    try scene.bram.replica.edit(note, [.set("place", Value("hier"))])
    try scene.cees.replica.edit(note, [.set("place", Value("daar"))])
    for device in [scene.cees, scene.bram, scene.cees] { try await device.sync() }
    #expect(try await scene.audit().spaces[0].records.count == 2)
  }

  @Test("a device that cannot clear a file yet does not confirm before it can")
  func held() async throws {
    let scene = try await Cleaning()
    let note = try scene.anna.note("kersenboomgaard")
    try await scene.syncAll()
    let report = try await scene.erase(.document(note))
    let exchange = try await scene.bram.exchange()
    let again = try scene.bram.replica.read { connection throws(ReplicaError) in
      try scene.bram.replica.confirmation(
        for: try Replica.allSpaces(connection)[0], scene.bram.signer, connection)
    }
    #expect(again == nil)
    try scene.bram.take(exchange)
    try scene.bram.replica.write { transaction throws(ReplicaError) in
      try Meta.write(.unswept, 1, in: transaction.connection)
    }
    #expect(try scene.bram.request().spaces[0].confirmation == nil)
    try scene.bram.replica.sweep()
    #expect(try scene.bram.request().spaces[0].confirmation != nil)
    try await scene.bram.sync()
    #expect(try scene.bram.request().spaces[0].confirmation == nil)
    #expect(try await scene.confirmed(report.record.number) == (4, 1))
  }

  @Test("a word under another's key, or of another log, confirms nothing")
  func forged() async throws {
    let scene = try await Cleaning()
    let note = try scene.anna.note("kersenboomgaard")
    try await scene.syncAll()
    let report = try await scene.erase(.document(note))
    try await scene.bram.sync()
    var request = try scene.anna.request()
    let cursor = try #require(try scene.bram.request().spaces[0].cursor)
    let place = Cursor(epoch: cursor.epoch, position: cursor.position, mark: cursor.mark)
    let message = ErasureConfirmation.message(
      of: scene.anna.replica.identity.replica, in: scene.region.space, at: place)
    let other = Cursor(epoch: cursor.epoch, position: cursor.position, mark: cursor.mark ^ 1)
    let words = [
      ErasureConfirmation(place: place, signature: scene.bram.signer(message)),
      ErasureConfirmation(
        place: other,
        signature: scene.anna.signer(
          ErasureConfirmation.message(
            of: scene.anna.replica.identity.replica, in: scene.region.space, at: other))),
    ]
    for word in words {
      request.spaces[0].confirmation = word
      _ = try await scene.anna.send(request)
      #expect(try await scene.confirmed(report.record.number).confirmed <= 1)
    }
    request.spaces[0].confirmation = ErasureConfirmation(
      place: place, signature: scene.anna.signer(message))
    _ = try await scene.anna.send(request)
    #expect(try await scene.confirmed(report.record.number).confirmed >= 1)
  }

  @Test("a person of several spaces is erased from all, and each space's audit holds")
  func elsewhere() async throws {
    let scene = try await Cleaning()
    let service = scene.region.service
    let other = try await service.addSpace(name: "Voorbeeldbuurt").id
    try await scene.region.join(other, handle: "anna", with: scene.anna)
    try await scene.anna.sync()
    try scene.anna.note("kersenboomgaard")
    _ = try scene.anna.replica.create(
      "fieldNote", ["title": [Value("perelaar")]], in: other)
    try await scene.anna.sync()
    let invitation = try await service.invite(
      handle: "anna", to: scene.region.space, as: .contributor)
    try await scene.erase(.person(scene.person(scene.anna)))
    _ = try await scene.audit()
    // No line that was given out before lets her in again.
    await expect(refusal: .invitationNotValid) {
      _ = try await service.enrol(
        code: invitation.code, deviceName: "nog een", replica: ReplicaID(rawValue: 77),
        publicKey: [UInt8](repeating: 9, count: 32))
    }
  }
}
