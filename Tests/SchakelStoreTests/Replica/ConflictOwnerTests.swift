import SchakelCore
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("For whom a conflict waits")
struct ConflictOwnerTests {
  /// Anna and Bram gave a note different titles; Cor looks on.
  private struct Scene {
    let anna: TestReplica
    let bram: TestReplica
    let cor: TestReplica
    let id: DocumentID

    init(cor role: Role = .contributor, conflict: Bool = true) throws {
      anna = try TestReplica(1)
      bram = try TestReplica(2)
      cor = try TestReplica(3, role: role)
      id = try anna.note("bankje", ["place": [Value("plein")]])
      try meet()
      guard conflict else { return }
      try anna.replica.edit(id, [.set("title", Value("zitbank"))])
      bram.clock.advance(60_000)
      try bram.replica.edit(id, [.set("title", Value("ligbed"))])
      try meet()
    }

    var devices: [TestReplica] { [anna, bram, cor] }

    func meet() throws {
      for device in devices {
        for other in devices where other !== device { try device.hear(other) }
      }
    }

    func counts() throws -> [Int] { try devices.map { try $0.replica.conflictCount } }
  }

  @Test("it waits for those who wrote a version, and for nobody else but a coordinator")
  func writers() throws {
    #expect(try Scene().counts() == [1, 1, 0])
    #expect(try Scene(cor: .coordinator).counts() == [1, 1, 1])
    #expect(try Scene(cor: .reader).counts() == [1, 1, 0])
    let scene = try Scene()
    let found = try #require(try scene.cor.replica.conflicts().first)
    #expect(Set(found.settlers.map(\.person.rawValue)) == [1, 2] && !found.awaitsOwner)
    #expect(try scene.cor.replica.status().conflicts == 1)
    #expect(try scene.cor.replica.status().ownConflicts == 0)
    #expect(try scene.bram.replica.conflicts().first?.awaitsOwner == true)
    #expect(try scene.cor.replica.conflict(scene.id) == found)
    #expect(try scene.cor.replica.conflict(try scene.cor.note("iets anders")) == nil)
  }

  @Test("who may not write any more settles nothing, and a coordinator is named after the writers")
  func roles() throws {
    let scene = try Scene(cor: .coordinator)
    let space = TestReplica.space
    try scene.cor.replica.write { transaction throws(ReplicaError) in
      let row = try transaction.space(space)
      try transaction.setRole(.reader, of: PersonID(rawValue: 1), in: row)
    }
    let found = try #require(try scene.cor.replica.conflicts().first)
    #expect(found.settlers.map(\.person.rawValue) == [2, 3])
    #expect(found.parties.map(\.person.rawValue) == [1, 2])
    try scene.anna.replica.write { transaction throws(ReplicaError) in
      let row = try transaction.space(space)
      try transaction.setRole(.reader, of: PersonID(rawValue: 1), in: row)
    }
    #expect(try scene.anna.replica.conflictCount == 0)
  }

  @Test("it is there since the second version was received, or written where that is not known")
  func since() throws {
    let scene = try Scene(conflict: false)
    try scene.anna.replica.edit(scene.id, [.set("title", Value("zitbank"))])
    // Bram's clock is ahead of the region's.
    scene.bram.clock.advance(60_000)
    try scene.bram.replica.edit(scene.id, [.set("title", Value("ligbed"))])
    scene.cor.clock.advance(120_000)
    try scene.cor.replica.edit(scene.id, [.set("title", Value("kruk"))])
    try scene.anna.hear(scene.bram, received: 1_700_000_050_000)
    #expect(try scene.anna.replica.conflicts().first?.since == 1_700_000_050_000)
    // A third version makes it no younger.
    try scene.anna.hear(scene.cor)
    let found = try #require(try scene.anna.replica.conflicts().first)
    #expect(found.since == 1_700_000_050_000)
    #expect(found.parties.map(\.person.rawValue) == [1, 2, 3])
  }

  @Test("a deletion that met an edit waits for who deleted and who wrote, and for no third person")
  func contested() throws {
    let scene = try Scene(conflict: false)
    try scene.anna.replica.delete(scene.id)
    scene.bram.clock.advance(60_000)
    try scene.bram.replica.edit(scene.id, [.set("place", Value("park"))])
    try scene.meet()
    #expect(try scene.counts() == [1, 1, 0])
    let found = try #require(try scene.cor.replica.conflicts().first)
    #expect(found.deletions.map(\.author.person.rawValue) == [1])
    #expect(found.writers.map(\.person.rawValue) == [2])
    #expect(found.parties.map(\.person.rawValue) == [1, 2])
    #expect(Set(found.settlers.map(\.person.rawValue)) == [1, 2])
    let edit = try #require(try scene.cor.replica.document(scene.id)?["place"]?.versions.first)
    #expect(found.since == edit.time)
    try scene.bram.replica.restore(scene.id)
    try scene.meet()
    #expect(try scene.counts() == [0, 0, 0])
  }

  @Test("a number for a sign in an app comes at once, and again when it is another")
  func counted() async throws {
    let scene = try Scene(conflict: false)
    var counts = scene.anna.replica.conflictCounts.makeAsyncIterator()
    #expect(await counts.next() == 0)
    try scene.anna.replica.edit(scene.id, [.set("title", Value("zitbank"))])
    try scene.bram.replica.edit(scene.id, [.set("title", Value("ligbed"))])
    try scene.anna.hear(scene.bram)
    #expect(await counts.next() == 1)
    var late = scene.anna.replica.conflictCounts.makeAsyncIterator()
    #expect(await late.next() == 1)
    // What changes nothing in it says nothing.
    try scene.anna.replica.edit(scene.id, [.set("place", Value("park"))])
    try scene.anna.replica.resolve(
      scene.id, "title", .write(Value("bank")), reason: "zo heet het hier")
    #expect(await counts.next() == 0)
    #expect(await late.next() == 0)
  }

  @Test("a role that changes is heard of too")
  func roleCounted() async throws {
    let scene = try Scene()
    var counts = scene.cor.replica.conflictCounts.makeAsyncIterator()
    #expect(await counts.next() == 0)
    try scene.cor.replica.write { transaction throws(ReplicaError) in
      let row = try transaction.space(TestReplica.space)
      try transaction.setRole(.coordinator, of: PersonID(rawValue: 3), in: row)
    }
    #expect(await counts.next() == 1)
  }

  @Test("the count looks at no document that has one version of everything")
  func cheap() throws {
    let replica = try TestReplica(1).replica
    let steps = try replica.read { connection throws(ReplicaError) in
      let sql = SQL("EXPLAIN QUERY PLAN \(SQL.countConflictsOfOwner.text)")
      return try connection.rows(sql, Int64(6), Int64(3), Int64(2), Int64(32)) {
        row throws(SQLiteError) in try row.text(at: 3)
      }
    }
    #expect(steps.contains { $0.contains(" d ") && $0.contains("documents_marked") }, "\(steps)")
  }

  @Test(
    "the count is that of the list, whatever was written", arguments: 1...12 as ClosedRange<UInt64>)
  func random(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let scene = try Scene(cor: seed.isMultiple(of: 2) ? .coordinator : .contributor)
    for round in 0..<30 {
      let device = scene.devices[Int.random(in: 0..<3, using: &random)]
      switch Int.random(in: 0..<6, using: &random) {
      case 0: try? device.replica.delete(scene.id)
      case 1: try? device.replica.restore(scene.id)
      case 2:
        try? device.replica.resolve(scene.id, "title", .write(Value("r\(round)")), reason: "x")
      case 3: _ = try? device.replica.edit(scene.id, [.set("place", Value("p\(round)"))])
      case 4: _ = try? device.replica.edit(scene.id, [.set("title", Value("t\(round)"))])
      default: try scene.meet()
      }
    }
    try scene.meet()
    for device in scene.devices {
      let listed = try device.replica.conflicts().count { $0.awaitsOwner }
      #expect(try device.replica.conflictCount == listed, "seed \(seed)")
      #expect(try device.replica.check() == [], "seed \(seed)")
    }
  }
}
