import SchakelCore
import SchakelTesting
import Testing

@testable import SchakelStore

/// Random lives of three devices, checked whole after every step.
@Suite("Random edits")
struct RandomEditsTests {
  private static let fields: [Name] = ["title", "body", "place", "signal", "eigen"]

  /// One deed of one device. Refusals are part of life; anything else is not.
  private func step(_ devices: [TestReplica], _ dice: inout SeededRandom) throws {
    let device = devices.randomElement(using: &dice)!
    let known = try device.replica.list(Self.everything, limit: 1_000)
    let value = Value("woord\(dice.next() % 50)")
    guard let one = known.randomElement(using: &dice) else {
      _ = try device.note("eerste \(dice.next() % 9)")
      return
    }
    do throws(ReplicaError) {
      switch dice.next() % 12 {
      case 0, 1:
        try device.replica.create(
          dice.next() % 5 == 0 ? "onbekend" : "fieldNote", ["title": [value]], in: TestReplica.space
        )
      case 2: try device.replica.delete(one.id)
      case 3: try device.replica.restore(one.id)
      case 4: try device.replica.edit(one.id, [.add("themes", [value])])
      case 5:
        let themes = try device.replica.document(one.id)?["themes"]?.shown ?? []
        try device.replica.edit(one.id, [.remove("themes", Array(themes.prefix(1)))])
      case 6: try device.replica.edit(one.id, [.clear("place")])
      case 7: try device.replica.indexPending(limit: 5)
      default:
        try device.replica.edit(
          one.id, [.set(Self.fields.randomElement(using: &dice)!, value)])
      }
    } catch {
      switch error.code {
      case .deleted, .notDeleted, .awaitsSettlement, .invalidEdit: break
      default: throw error
      }
    }
  }

  private static var everything: DocumentFilter {
    var filter = DocumentFilter()
    filter.deleted = .included
    return filter
  }

  private func meet(_ devices: [TestReplica], _ dice: inout SeededRandom) throws {
    let pair = devices.shuffled(using: &dice)
    if dice.next() % 6 == 0,
      let dot = try pair[0].ownChanges().randomElement(using: &dice)?.change.dot
    {
      // Only what nobody else has heard can be refused here, where no region tells the others.
      let others = try pair.dropFirst().map { try $0.replica.vector(of: TestReplica.space) }
      guard others.allSatisfy({ !$0.covers(dot) }), dot.counter > 0 else { return }
      try pair[0].refuseFrom(dot)
    } else {
      try pair[0].hear(pair[1])
    }
  }

  @Test(
    "after every step all that is derived follows from the changes",
    arguments: [UInt64](0..<6))
  func random(seed: UInt64) throws {
    var dice = SeededRandom(seed: seed)
    let devices = try (1...3).map { try TestReplica(UInt64($0) + seed * 10) }
    for number in 0..<60 {
      if dice.next() % 4 == 0 {
        try meet(devices, &dice)
      } else {
        try step(devices, &dice)
      }
      for device in devices {
        let findings = try device.replica.check()
        try #require(
          findings == [], "seed \(seed), step \(number): \(findings.map(\.description))")
      }
    }
    try converge(devices)
  }

  private func converge(_ devices: [TestReplica]) throws {
    for _ in 0..<2 {
      for device in devices {
        for other in devices where other !== device { try device.hear(other) }
      }
    }
    for device in devices {
      try device.replica.indexPending()
      #expect(try device.replica.check() == [])
    }
  }

  // MARK: Planted faults

  @Test(
    "the check finds what is wrong",
    arguments: [
      ("UPDATE documents SET share = share + 1", [.columns, .digest]),
      ("UPDATE documents SET marks = 4", [.columns]),
      ("UPDATE documents SET area = 'GM0001'", [.columns]),
      ("UPDATE documents SET day = '2026-01-01'", [.columns]),
      ("UPDATE documents SET kind = 'x'", [.columns]),
      ("UPDATE documents SET state = x'00'", [.readable, .digest]),
      ("UPDATE space_rows SET digest = 5", [.digest]),
      ("UPDATE space_rows SET documents = 5", [.digest]),
      ("UPDATE space_rows SET clock = 5", [.clock]),
      ("UPDATE space_rows SET counter = 9", [.chain]),
      ("UPDATE space_rows SET tip = zeroblob(32)", [.chain]),
      ("UPDATE changes SET link = zeroblob(32) WHERE key & 255 = 2", [.chain, .history]),
      ("DELETE FROM changes WHERE key & 255 = 1", [.chain]),
      ("UPDATE changes SET document = 77", [.history]),
      ("UPDATE space_rows SET counter = 2; UPDATE changes SET digest = 5", [.digest]),
      ("UPDATE space_rows SET counter = 2; UPDATE changes SET documents = 5", [.digest]),
      ("UPDATE space_rows SET counter = 2; UPDATE changes SET clock = 5", [.clock]),
      ("UPDATE search SET title = 'anders'", [.index]),
      ("DELETE FROM search", [.index]),
      ("INSERT INTO search(rowid, title, text) VALUES (99, 'a', 'b')", [.index]),
      ("INSERT INTO waiting(key, document) VALUES (99, x'00')", [.waiting]),
    ] as [(String, Set<ReplicaFinding.Law>)])
  func planted(fault: String, laws: Set<ReplicaFinding.Law>) throws {
    let device = try TestReplica(1, cipher: nil)
    let id = try device.note("a")
    try device.replica.edit(id, [.set("title", Value("b"))])
    try device.replica.edit(id, [.set("place", Value("c"))])
    try device.replica.indexPending()
    #expect(try device.replica.check() == [])
    // Writes the space's row, which the faults are planted in, up to the last change.
    try device.replica.forgetCursor(TestReplica.space)
    try device.replica.pool.write { connection throws(SQLiteError) in
      try connection.execute(fault)
    }
    #expect(Set(try device.replica.check().map(\.law)) == laws)
  }
}

extension TestReplica {
  /// The region refuses a change and whatever this device wrote to the same document after it.
  func refuseFrom(_ dot: Dot) throws {
    let changes = try ownChanges().map(\.change)
    guard let document = changes.first(where: { $0.dot == dot })?.header.document else { return }
    for change in changes
    where change.header.document == document && change.dot.writer == dot.writer
      && change.dot.counter >= dot.counter
    {
      try refuse(change.dot, .notAllowed)
    }
  }
}
