import SchakelCore
import SchakelTesting
import Testing

@testable import SchakelStore

/// Bram has what Anna's device wrote in several lives, under the same dot: the region was put back, and
/// has the last of them.
@Suite("What lies apart of another life")
struct OtherLifeTests {
  private struct Scene {
    let bram: TestReplica
    let dot: Dot
    var log = LogByHand()
    private(set) var notes: [DocumentID] = []
    private(set) var links: [Digest] = []

    init() throws {
      bram = try TestReplica(2)
      dot = Dot(writer: try TestReplica(1).replica.identity.writer, counter: 1)
    }

    /// The region has what the device wrote in a life, and nothing else of it.
    mutating func live(_ title: String, isRefused: Bool = false) throws {
      let anna = try TestReplica(1)
      notes.append(try anna.note(title))
      links.append(try #require(try anna.ownChanges().first?.link.digest))
      if !isRefused { try bram.absorb(try anna.sent(), from: &log) }
    }

    /// What the region had gives way, and its log begins anew.
    mutating func putBack() throws {
      let dot = dot
      try bram.replica.write { transaction throws(ReplicaError) in
        try transaction.giveWay(from: dot, in: TestReplica.space)
      }
      try forget()
    }

    mutating func forget() throws {
      let writer = dot.writer
      try bram.replica.write { transaction throws(ReplicaError) in
        let space = try transaction.space(TestReplica.space)
        let genesis = transaction.genesis(
          of: try transaction.stream(of: writer, in: space), in: space)
        try transaction.acknowledge(writer, 0, genesis, in: TestReplica.space)
      }
      try bram.replica.forgetCursor(TestReplica.space)
      log = LogByHand()
    }

    func titles() throws -> [Value] {
      try bram.replica.tray().flatMap { $0.steps.flatMap(\.values) }
    }

    /// How many of the changes that gave way still have their words.
    func forks() throws -> Int {
      let writer = dot.writer
      return try bram.replica.read { connection throws(ReplicaError) in
        try connection.rows(
          SQL(sealing: "SELECT \(opened: .forkBytes) FROM forks")
        ) { row throws(SQLiteError) in
          try row.blob(at: 0)
        }
      }.count { try Change(encoded: $0, writer: writer).content != nil }
    }
  }

  @Test("what gave way under one dot is in the tray, each time, and released each by itself")
  func twice() throws {
    var scene = try Scene()
    for title in ["een", "twee", "drie"] {
      try scene.live(title)
      try scene.putBack()
    }
    #expect(try scene.titles() == ["drie", "twee", "een"].map { Value($0) })
    for item in try scene.bram.replica.tray() {
      #expect(item.dot == scene.dot)
      try scene.bram.replica.releaseTray(item.id)
    }
    #expect(try Set(scene.bram.replica.list().map(\.title)) == ["een", "twee", "drie"])
    #expect(try scene.bram.replica.check() == [])
  }

  @Test("an order to erase takes the life that the region has, and leaves the others")
  func erased() throws {
    var scene = try Scene()
    try scene.live("een")
    try scene.putBack()
    try scene.live("twee")
    let order = LogEntry.Erasure(
      parts: [.init(document: scene.notes[1], dots: [scene.dot])],
      ground: Hashing.portable.sha256([1]), requestedBy: nil, approvedBy: nil, time: 9)
    try scene.bram.absorb(.entry(.erasure(order)), from: &scene.log)
    #expect(try scene.bram.replica.document(scene.notes[1])?.title == "")
    #expect(try scene.titles() == [Value("een")])
    #expect(try scene.forks() == 1)
    // That life gives way too: its words are gone wherever it lies.
    try scene.putBack()
    #expect(try scene.forks() == 1)
  }

  @Test("a change that is accepted after all takes nothing of another life out of the tray")
  func accepted() throws {
    var scene = try Scene()
    try scene.live("een")
    try scene.putBack()
    try scene.live("twee", isRefused: true)
    let void = LogEntry.Void(
      dot: scene.dot, link: scene.links[1], document: scene.notes[1], previous: 0,
      reason: .notAllowed, received: 1)
    try scene.bram.absorb(.entry(.void(void)), from: &scene.log)
    try scene.forget()
    try scene.live("twee")
    #expect(scene.links[1] != scene.links[0] && scene.links[1] == scene.links[2])
    #expect(try scene.titles() == [Value("een")])
  }
}
