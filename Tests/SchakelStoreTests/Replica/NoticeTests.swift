import SchakelCore
import Testing

@testable import SchakelStore

@Suite("What became of what one wrote")
struct NoticeTests {
  /// Anna, Bram and Cor, who all know a note.
  private struct Scene {
    let anna: TestReplica
    let bram: TestReplica
    let cor: TestReplica
    let id: DocumentID

    init() throws {
      (anna, bram, cor) = (try TestReplica(1), try TestReplica(2), try TestReplica(3))
      id = try anna.note("bankje", ["body": [Value("een twee drie vier")]])
      try meet()
    }

    func meet() throws {
      let devices = [anna, bram, cor]
      for device in devices {
        for other in devices where other !== device { try device.hear(other) }
      }
    }

    /// Anna and Bram write in a field, each without knowing of the other; Bram later.
    func part(_ field: Name, _ one: String, _ other: String) throws {
      try anna.replica.edit(id, [.set(field, Value(one))])
      bram.clock.advance(60_000)
      try bram.replica.edit(id, [.set(field, Value(other))])
      try meet()
    }

    func settle(
      _ field: Name, _ value: String, by device: TestReplica, rule: Name? = nil,
      reason: String? = "samen gekeken"
    ) throws {
      try device.replica.write { transaction throws(ReplicaError) in
        var document = try transaction.editable(id)
        let targets = FieldEdit.targets(of: document.state.siblings(of: field))
        let plan = PlannedOperation(
          operation: Operation(.set, field: field, replaces: targets, count: 1),
          values: [Value(value)])
        try transaction.author(
          AuthoredChange(
            plan: ChangePlan([plan]), purpose: .resolution, rule: rule, reason: reason),
          to: &document)
      }
    }
  }

  /// What a device is told, in a few words: sort, field, by whom, beside whom, why.
  private static func told(_ device: TestReplica) throws -> [String] {
    try device.replica.notices().map { notice in
      let others = notice.others.map { "\($0.person.rawValue)" }.joined(separator: "+")
      return "\(notice.sort) \(notice.field.text) by \(notice.by.person.rawValue) with \(others)"
        + (notice.reason.map { ": \($0)" } ?? "") + (notice.isNew ? "" : " (seen)")
    }
  }

  @Test("a text that was put together with another's is told to both, and by whom")
  func combined() throws {
    let scene = try Scene()
    try scene.part("body", "een en twee drie vier", "een twee drie of vier")
    try scene.settle(
      "body", "een en twee drie of vier", by: scene.cor, rule: TextMerge.rule, reason: nil)
    try scene.meet()
    #expect(try Self.told(scene.anna) == ["combined body by 3 with 2"])
    #expect(try Self.told(scene.bram) == ["combined body by 3 with 1"])
    #expect(try Self.told(scene.cor) == [])
    let notice = try #require(try scene.anna.replica.notices().first)
    #expect(notice.title == "bankje" && notice.document == scene.id && notice.isNew)
  }

  @Test("who lost a choice is told who chose and why; who won it, and who made it, is not")
  func settled() throws {
    let scene = try Scene()
    try scene.part("title", "zitbank", "ligbed")
    let version = try #require(
      try scene.bram.replica.conflicts().first?.fields.first?.versions.first {
        $0.value == Value("ligbed")
      })
    try scene.cor.replica.adopt(
      Enrolment(
        person: PersonID(rawValue: 3), name: "",
        spaces: [.init(id: TestReplica.space, name: "Voorbeeldwijk", role: .coordinator)]))
    try scene.cor.replica.resolve(
      scene.id, "title", .keep(version.dot), reason: "zo heet het hier")
    try scene.meet()
    #expect(try Self.told(scene.anna) == ["settled title by 3 with 2: zo heet het hier"])
    #expect(try Self.told(scene.bram) == [])
    #expect(try Self.told(scene.cor) == [])
  }

  @Test("a choice for the same words loses nothing, and one for all versions combines them")
  func kept() throws {
    let scene = try Scene()
    try scene.part("title", "zitbank", "ligbed")
    try scene.settle("title", "zitbank", by: scene.cor)
    try scene.meet()
    #expect(try Self.told(scene.anna) == [])
    #expect(try Self.told(scene.bram) == ["settled title by 3 with 1: samen gekeken"])
    let other = try Scene()
    try other.part("body", "droog", "nat")
    try other.bram.replica.resolve(other.id, "body", .keepAll, reason: "allebei waar")
    try other.meet()
    #expect(try Self.told(other.anna) == ["combined body by 2 with 2: allebei waar"])
    #expect(try Self.told(other.bram) == [])
  }

  @Test("a value that another is shown in place of is told to its writer, not to the other's")
  func gaveWay() throws {
    let scene = try Scene()
    try scene.part("place", "plein", "park")
    #expect(try Self.told(scene.anna) == ["gaveWay place by 2 with "])
    #expect(try Self.told(scene.bram) == [])
    // Who has chosen again since knows it.
    try scene.anna.replica.edit(scene.id, [.set("place", Value("hof"))])
    #expect(try Self.told(scene.anna) == [])
    #expect(try scene.anna.replica.newNoticeCount == 0)
    let careful = try Scene()
    try careful.part("signal", "urgent", "watch")
    #expect(try Self.told(careful.anna) == [])
    #expect(try Self.told(careful.bram) == ["gaveWay signal by 1 with "])
  }

  @Test("a clock that ran ahead wins no place: the first receipt tells whose value is shown")
  func clocks() throws {
    let scene = try Scene()
    try scene.anna.replica.edit(scene.id, [.set("place", Value("plein"))])
    scene.bram.clock.advance(3_600_000)
    try scene.bram.replica.edit(scene.id, [.set("place", Value("park"))])
    try scene.anna.hear(scene.bram, received: 1_700_000_000_001)
    #expect(try Self.told(scene.anna) == [])
    #expect(try scene.anna.replica.document(scene.id)?["place"]?.text == "plein")
  }

  @Test("an edit by somebody who had seen the version tells nothing, nor does an undo")
  func ordinary() throws {
    let scene = try Scene()
    try scene.anna.replica.edit(scene.id, [.set("title", Value("zitbank"))])
    try scene.meet()
    try scene.bram.replica.edit(scene.id, [.set("title", Value("ligbed"))])
    try scene.meet()
    let last = try #require(try scene.cor.replica.history(scene.id).items.first)
    try scene.cor.replica.revert(scene.id, last.dot)
    try scene.meet()
    for device in [scene.anna, scene.bram, scene.cor] { #expect(try Self.told(device) == []) }
  }

  @Test("what the same person did on another device tells nothing")
  func samePerson() throws {
    let scene = try Scene()
    let tablet = try TestReplica(4, person: 1)
    try tablet.hear(scene.anna)
    try scene.part("title", "zitbank", "ligbed")
    for device in [scene.anna, scene.bram] { try tablet.hear(device) }
    try scene.settle("title", "bank", by: tablet)
    for device in [scene.anna, scene.bram] { try device.hear(tablet) }
    #expect(try Self.told(scene.anna) == [])
    #expect(try Self.told(scene.bram) == ["settled title by 1 with 1: samen gekeken"])
  }

  @Test("a change that waited tells when it is applied")
  func waited() throws {
    let scene = try Scene()
    try scene.anna.replica.edit(scene.id, [.set("title", Value("zitbank"))])
    scene.bram.clock.advance(60_000)
    try scene.bram.replica.edit(scene.id, [.set("title", Value("ligbed"))])
    for device in [scene.anna, scene.bram] { try scene.cor.hear(device) }
    try scene.settle("title", "bank", by: scene.cor)
    try scene.anna.hear(scene.cor)
    #expect(try Self.told(scene.anna) == [])
    try scene.anna.hear(scene.bram)
    #expect(try Self.told(scene.anna) == ["settled title by 3 with 2: samen gekeken"])
  }

  @Test("who wrote in what was deleted, and deleted again, is told")
  func deleted() throws {
    let scene = try Scene()
    try scene.anna.replica.delete(scene.id)
    try scene.bram.replica.edit(scene.id, [.set("place", Value("park"))])
    try scene.meet()
    #expect(try Self.told(scene.bram) == [])
    try scene.anna.replica.delete(scene.id, reason: "dubbel")
    try scene.meet()
    #expect(try Self.told(scene.bram) == ["deleted  by 1 with : dubbel"])
    #expect(try Self.told(scene.anna) == [])
  }

  @Test("a notice is new until it was seen, and stays for thirty days after that")
  func seen() throws {
    let scene = try Scene()
    try scene.part("title", "zitbank", "ligbed")
    try scene.settle("title", "bank", by: scene.cor)
    try scene.meet()
    let replica = scene.anna.replica
    #expect(try replica.newNoticeCount == 1)
    try replica.markSeen(try replica.notices())
    #expect(try replica.newNoticeCount == 0)
    #expect(try Self.told(scene.anna) == ["settled title by 3 with 2: samen gekeken (seen)"])
    scene.anna.clock.advance(31 * 86_400_000)
    try scene.part("place", "plein", "park")
    try scene.settle("place", "hof", by: scene.cor)
    try scene.meet()
    #expect(try replica.newNoticeCount == 1)
    try replica.markSeen(try replica.notices())
    #expect(try Self.told(scene.anna).count == 1)
    try replica.close()
    let again = try TestReplica(1, home: scene.anna.home)
    #expect(try again.replica.newNoticeCount == 0)
  }

  @Test("of one version the last that happened to it is told, and that anew")
  func again() throws {
    let scene = try Scene()
    try scene.part("place", "plein", "park")
    #expect(try Self.told(scene.anna) == ["gaveWay place by 2 with "])
    try scene.anna.replica.markSeen(try scene.anna.replica.notices())
    try scene.settle("place", "hof", by: scene.cor)
    try scene.meet()
    #expect(try Self.told(scene.anna) == ["settled place by 3 with 2: samen gekeken"])
  }

  @Test("no notice stays of a space that one leaves, nor of what was erased")
  func leaving() throws {
    let scene = try Scene()
    try scene.part("title", "zitbank", "ligbed")
    try scene.settle("title", "bank", by: scene.cor)
    try scene.meet()
    #expect(try Self.told(scene.anna).count == 1)
    let settlement = try #require(try scene.anna.replica.history(scene.id).items.first)
    let id = scene.id
    try scene.bram.replica.write { transaction throws(ReplicaError) in
      let space = try transaction.space(TestReplica.space)
      try transaction.erase([.init(document: id, dots: [settlement.dot])], in: space)
    }
    #expect(try Self.told(scene.bram) == [])
    try scene.anna.replica.write { transaction throws(ReplicaError) in
      let space = try transaction.space(TestReplica.space)
      try transaction.setRole(.none, of: PersonID(rawValue: 1), in: space)
    }
    #expect(try Self.told(scene.anna) == [])
  }

  // MARK: By states

  /// Anna gets the note as it stands on another device, as one that was away long.
  private static func takeIn(_ scene: Scene, from other: TestReplica) throws {
    let id = scene.id
    let bytes = try #require(try other.replica.states(in: TestReplica.space)[id])
    try scene.anna.replica.write { transaction throws(ReplicaError) in
      let space = try transaction.space(TestReplica.space)
      try transaction.takeIn(
        SyncAnswer.State(document: id, state: bytes, receipts: []), in: space)
    }
  }

  @Test("a state in which another's words took the place of one's own tells so")
  func states() throws {
    let scene = try Scene()
    try scene.anna.replica.edit(
      scene.id, [.set("title", Value("zitbank")), .set("place", Value("plein"))])
    for device in [scene.bram, scene.cor] { try device.hear(scene.anna) }
    try scene.bram.replica.edit(scene.id, [.set("title", Value("ligbed"))])
    try Self.takeIn(scene, from: scene.bram)
    #expect(try Self.told(scene.anna) == ["replaced title by 2 with "])
    try Self.takeIn(scene, from: scene.bram)
    #expect(try Self.told(scene.anna).count == 1)
  }

  @Test("a state in which a conflict of one's own is settled tells by whom, and not why")
  func settledState() throws {
    let scene = try Scene()
    try scene.part("title", "zitbank", "ligbed")
    try scene.settle("title", "bank", by: scene.cor)
    try Self.takeIn(scene, from: scene.cor)
    #expect(try Self.told(scene.anna) == ["settled title by 3 with 2"])
    // The change itself comes later, and has nothing new to say.
    try scene.meet()
    #expect(try Self.told(scene.anna).count == 1)
  }

  @Test("a state that has a newer version of one's own, or what one had refused, tells nothing")
  func ownState() throws {
    let scene = try Scene()
    let tablet = try TestReplica(4, person: 1)
    try tablet.hear(scene.anna)
    try tablet.replica.edit(scene.id, [.set("title", Value("zitbank"))])
    try Self.takeIn(scene, from: tablet)
    #expect(try Self.told(scene.anna) == [])
    let other = try Scene()
    try other.anna.replica.edit(other.id, [.set("place", Value("plein"))])
    try other.bram.replica.edit(other.id, [.set("place", Value("park"))])
    let dot = try #require(try other.anna.replica.history(other.id).items.first).dot
    try other.anna.refuse(dot, .notAllowed)
    try Self.takeIn(other, from: other.bram)
    #expect(try Self.told(other.anna) == [])
    #expect(try other.anna.replica.tray().count == 1)
  }
}
