import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting
import Synchronization
import Testing

/// Every byte that leaves a device is searched for the words and the names of its drafts.
@Suite("Drafts never leave")
struct DraftTests {
  /// A word for each field of each kind, that stands nowhere else.
  private static func fields(of kind: Kind, _ number: Int) -> [Name: [Value]] {
    var fields: [Name: [Value]] = [:]
    for field in kind.fields { fields[field.name] = [Value(word(kind, field.name, number))] }
    return fields
  }

  private static func word(_ kind: Kind, _ field: Name, _ number: Int) -> String {
    "geheim-\(kind.name.text)-\(field.text)-\(number)."
  }

  /// The spellings of a document's name in any message.
  private static func names(_ id: DocumentID) -> [[UInt8]] {
    [id.bytes, Array(id.text.utf8), Array(Hex.encode(id.bytes).utf8)]
  }

  private static func holds(_ messages: [[UInt8]], _ needle: [UInt8]) -> Bool {
    messages.contains { message in
      guard message.count >= needle.count else { return false }
      return (0...(message.count - needle.count)).contains { start in
        message[start] == needle[0] && message[start..<start + needle.count].elementsEqual(needle)
      }
    }
  }

  /// A device with drafts of every kind, each field with a word of its own.
  private final class Scene {
    let region: TestRegion
    let bram: TestDevice
    private(set) var anna: TestDevice
    private(set) var transport: RecordingTransport
    private let home: TokenHome
    private var earlier: [[UInt8]] = []
    let drafts: [DocumentID]

    init() async throws {
      region = try await TestRegion()
      anna = try await region.device(1, person: "anna")
      bram = try await region.device(2, person: "bram")
      home = TokenHome(try #require(anna.token))
      transport = RecordingTransport(anna, token: home.token)
      let replica = anna.replica
      drafts = try Kind.all.enumerated().map { number, kind in
        try replica.draft(kind.name, fields(of: kind, number))
      }
    }

    var sent: [[UInt8]] { earlier + transport.sent }

    var synchroniser: Synchroniser {
      let renewing = RenewingTransport(
        transport, token: home.token, keeper: home.keeper(of: anna))
      return Synchroniser(
        replica: anna.replica, transport: renewing, signer: anna.signer,
        verifier: TestRegion.verifier, sleep: { _ in }, random: { 0 })
    }

    @discardableResult
    func sync() async throws -> SyncReport {
      try await synchroniser.run(patience: .init(retries: 0))
    }

    /// The process ends and another begins on the same home.
    func restart() throws {
      earlier += transport.sent
      try anna.replica.close()
      anna = try anna.reopened()
      transport = RecordingTransport(anna, token: home.token)
    }

    /// Everything that can be carried away in a file, as it is before any sealing.
    func bundle() throws -> [UInt8] {
      try anna.replica.exportBundle(of: region.space, signer: anna.signer).bundle.body
    }
  }

  private func expectSilence(
    _ scene: Scene, _ messages: [[UInt8]], of numbers: Range<Int>,
    _ location: SourceLocation = #_sourceLocation
  ) {
    for number in numbers {
      let kind = Kind.all[number]
      for word in kind.fields.map({ Self.word(kind, $0.name, number) }) {
        #expect(!Self.holds(messages, Array(word.utf8)), "\(word)", sourceLocation: location)
      }
      for name in Self.names(scene.drafts[number]) {
        #expect(!Self.holds(messages, name), "\(kind.name.text)", sourceLocation: location)
      }
    }
  }

  @Test("whatever a device does, no word and no name of a draft is in what leaves it")
  func life() async throws {
    let scene = try await Scene()
    // Edits of shared things, bootstrap, a history, another's words.
    let note = try scene.anna.note("gedeeld-woord")
    try await scene.sync()
    try await scene.bram.sync()
    try scene.bram.replica.edit(note, [.set("title", Value("ander-woord"))])
    try await scene.bram.sync()
    try scene.anna.replica.edit(note, [.set("title", Value("eigen-woord"))])
    try await scene.sync()
    let history = HistoryRequest(space: scene.region.space, document: note)
    #expect(try await scene.synchroniser.fetchHistory(history) == nil)
    // Drafts are edited, one is thrown away and made again; the network goes, the process ends.
    for (number, id) in scene.drafts.enumerated() {
      try scene.anna.replica.editDraft(id, Self.fields(of: Kind.all[number], number))
    }
    let fleeting = try scene.anna.replica.draft(
      "fieldNote", ["title": [Value("geheim-vluchtig")], "body": [Value("geheim-voorbij")]])
    try await scene.sync()
    try scene.anna.replica.discardDraft(fleeting)
    scene.anna.wire { $0.isDown = true }
    try scene.anna.note("zonder-netwerk")
    try await scene.sync()
    scene.anna.wire { $0.isDown = false }
    try scene.restart()
    try await scene.sync()
    // The token ends and is renewed.
    scene.region.clock.advance(40 * 24 * 3_600_000)
    try await scene.sync()
    // A document is erased, and the device confirms.
    try scene.anna.replica.delete(note)
    try await scene.sync()
    // A bundle, and another's into this device.
    _ = try scene.anna.replica.importBundle(
      scene.bram.replica.exportBundle(of: scene.region.space, signer: scene.bram.signer).bundle,
      verifier: { FakeSignature.verify($0, $1, $2) })
    try await scene.sync()
    let all = scene.sent + [try scene.bundle()]
    expectSilence(scene, all, of: 0..<scene.drafts.count)
    for word in ["geheim-vluchtig", "geheim-voorbij", "geheim"] {
      #expect(!Self.holds(all, Array(word.utf8)), "\(word)")
    }
    // What was shared is found: the search works, and there was something to search.
    for word in ["gedeeld-woord", "eigen-woord", "zonder-netwerk"] {
      #expect(Self.holds(scene.sent, Array(word.utf8)), "\(word)")
      #expect(Self.holds([try scene.bundle()], Array(word.utf8)), "\(word)")
    }
    #expect(Self.holds(scene.sent, note.bytes))
    #expect(scene.sent.count > 8)
    // And all drafts are still there.
    #expect(try Set(scene.anna.replica.drafts().map(\.id)) == Set(scene.drafts))
  }

  /// One of each kind.
  @Test("of drafts the one that is shared leaves, and no other", arguments: 0..<3)
  func shared(number: Int) async throws {
    let scene = try await Scene()
    let kind = Kind.all[number]
    try await scene.sync()
    expectSilence(scene, scene.sent + [try scene.bundle()], of: 0..<scene.drafts.count)
    // A profile needs its consent before it leaves.
    if kind.fields.contains(where: { $0.name == "consent" }) {
      try scene.anna.replica.editDraft(scene.drafts[number], ["consent": [Value("given")]])
    }
    try scene.anna.replica.share(scene.drafts[number], in: scene.region.space)
    try await scene.sync()
    let all = scene.sent + [try scene.bundle()]
    expectSilence(scene, all, of: 0..<number)
    expectSilence(scene, all, of: number + 1..<scene.drafts.count)
    // The planted fault: what left is found, each word of it, by the same search.
    let carried = [try scene.bundle()]
    for field in kind.fields where field.name != "consent" {
      let word = Array(Self.word(kind, field.name, number).utf8)
      #expect(Self.holds(scene.sent, word))
      #expect(Self.holds(carried, word))
    }
    #expect(Self.holds(scene.sent, scene.drafts[number].bytes))
  }

  @Test("an erasure, an audit file and a device that is emptied tell of no draft")
  func ending() async throws {
    let scene = try await Scene()
    let note = try scene.anna.note("gedeeld-woord")
    try await scene.sync()
    let service = scene.region.service
    for handle in ["cees", "dina"] {
      _ = try await scene.region.device(
        handle == "cees" ? 3 : 4, person: handle, role: .coordinator)
    }
    let coordinators = try ["cees", "dina"].map { try #require(try service.person(named: $0)) }
    let asked = try await service.requestErasure(
      of: .document(note), ground: "op verzoek", by: coordinators[0])
    _ = try await service.approveErasure(asked.record.number, by: coordinators[1])
    for _ in 0..<2 { try await scene.sync() }
    let file = Recorded()
    try await service.exportAudit(of: [scene.region.space]) { file.add($0) }
    let audit = file.bytes
    let replica = scene.anna.replica.identity.replica
    _ = try await service.wipe(replica)
    let ending = try await scene.sync().ending
    #expect(ending != .complete)
    let order = try #require(
      try service.wipeOrder(token: Array((scene.anna.token ?? "").utf8)))
    let word = scene.anna.signer(order.confirmationMessage)
    expectSilence(scene, scene.sent + [audit, word], of: 0..<scene.drafts.count)
    #expect(Self.holds(scene.sent, Array("gedeeld-woord".utf8)))
  }
}

/// What is written to a file, a piece at a time.
private final class Recorded: Sendable {
  private let kept = Mutex<[UInt8]>([])
  var bytes: [UInt8] { kept.withLock(\.self) }
  func add(_ more: [UInt8]) { kept.withLock { $0 += more } }
}
