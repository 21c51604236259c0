import SchakelCore
import SchakelTesting

// Small histories of one document, and what is on record of them.
extension VectorSuite {
  static func auditRecords() throws -> [Scenario] {
    try metRecords() + settledRecords() + policyRecords() + lifecycleRecords() + erasedRecords()
      + lateRecords()
  }

  static func records(
    _ comment: String, _ flags: [String] = [], _ write: (inout VectorLog) throws -> Void
  ) rethrows -> Scenario {
    var log = VectorLog()
    try write(&log)
    let rows = log.entries.map { entry in
      JSON.some(
        .init("entry", .hex(entry.hashed)), .init("change", .optional(entry.change, JSON.hex)))
    }
    return Scenario(
      comment, flags,
      .object(
        .init("document", .string(DocumentID.example.text)), .init("entries", .array(rows))))
  }

  /// Anna made a note that all have seen.
  struct Noted {
    let anna = Pen.anna()
    let bram = Pen.bram()
    let carla = Pen.carla()
    let made: Written
    let one: DocumentState

    init(_ edits: Edit...) throws {
      var draft = Draft(.example, kind: "fieldNote")
      draft.edits = edits.isEmpty ? [.set("title", "a")] : edits
      made = anna.write(draft)
      one = try .after(made)
    }

    /// A change by one who has seen the note and these, and nothing else.
    func edit(_ pen: Pen, _ edits: Edit..., after seen: Written...) throws -> Written {
      var state = one
      for written in seen { _ = try state.apply(written.change, check: written.link.check) }
      var draft = Draft(.example)
      draft.edits = edits
      return pen.write(draft, seeing: state)
    }

    /// A settlement of the title, or of another field.
    func settle(
      _ pen: Pen, _ text: String, in field: Name = "title", after seen: Written...,
      rule: Name? = nil
    ) throws -> Written {
      var state = one
      for written in seen { _ = try state.apply(written.change, check: written.link.check) }
      return pen.write(
        Draft(
          .example, .set(field, text), purpose: .resolution, rule: rule,
          reason: rule == nil ? "zo heet het" : nil), seeing: state)
    }
  }

  private static func metRecords() throws -> [Scenario] {
    let note = try Noted()
    let b = try note.edit(note.bram, .set("title", "b"))
    let c = try note.edit(note.carla, .set("title", "c"))
    let d = try note.edit(note.anna, .set("title", "d"))
    let known = try note.edit(Pen(0xd4), .set("title", "e"), after: b)
    let two = try note.edit(Pen(0xe5), .set("title", "f", "g"))
    let same = try note.edit(Pen(0xd4), .set("title", "b"))
    return [
      records("one after another: nothing") { log in [note.made, b, known].forEach { log.take($0) }
      },
      records("two meet: found") { log in [note.made, b, c].forEach { log.take($0) } },
      records("three meet: found, and joined") { log in
        [note.made, b, c, d].forEach { log.take($0) }
      },
      records("one of two goes on, and does not know of the other: joined") { log in
        [note.made, b, c, known].forEach { log.take($0) }
      },
      records("two who wrote the same: nothing") { log in
        [note.made, b, same].forEach { log.take($0) }
      },
      records("two who wrote the same, and one who did not: found, with all three") { log in
        [note.made, b, same, c].forEach { log.take($0) }
      },
      records("one change with two values: found, with itself alone") { log in
        [note.made, two].forEach { log.take($0) }
      },
      records("one with two values, and another") { log in
        [note.made, two, c].forEach { log.take($0) }
      },
    ]
  }

  private static func settledRecords() throws -> [Scenario] {
    let note = try Noted()
    let b = try note.edit(note.bram, .set("title", "b"))
    let c = try note.edit(note.carla, .set("title", "c"))
    let settled = try note.settle(note.bram, "bc", after: b, c)
    let late = try note.edit(note.anna, .set("title", "d"))
    let next = try note.edit(note.carla, .set("title", "e"), after: b, c, settled)
    let other = try note.edit(note.bram, .set("title", "f"), after: b, c, settled)
    let state = try DocumentState.after(note.made, b, c, settled)
    var back = Edit.set("title", "b", "c")
    back.replaces = [settled.target]
    back.origins = [
      .init(dot: b.dot, author: note.bram.person), .init(dot: c.dot, author: note.carla.person),
    ]
    let undo = Pen(0xd4).write(
      Draft(.example, back, purpose: .undo, reason: "toch niet"), seeing: state)
    let again = try note.settle(Pen(0xe5), "cb", after: b, c, settled, undo)
    return [
      records("settled") { log in [note.made, b, c, settled].forEach { log.take($0) } },
      records("settled, and opened again by one who did not know of it") { log in
        [note.made, b, c, settled, late].forEach { log.take($0) }
      },
      records("two meet who knew of the settlement: another record") { log in
        [note.made, b, c, settled, next, other].forEach { log.take($0) }
      },
      records("the settlement is taken back: opened again, and settled again") { log in
        [note.made, b, c, settled, undo, again].forEach { log.take($0) }
      },
      records("a settlement of what it had not seen all of: joined") { log in
        [note.made, b, c, late, settled].forEach { log.take($0) }
      },
    ] + (try ruleRecords())
  }

  private static func ruleRecords() throws -> [Scenario] {
    let note = try Noted(.set("title", "a"), .set("body", "een twee drie"))
    let region = Pen(0xee)
    let b = try note.edit(note.bram, .set("body", "een twee drie vier"))
    let c = try note.edit(note.carla, .set("body", "nul een twee drie"))
    let whole = "nul een twee drie vier"
    let rule = try note.settle(region, whole, in: "body", after: b, c, rule: "text/1")
    let late = try note.edit(note.anna, .set("body", "een drie"))
    let person = try note.settle(note.bram, whole, in: "body", after: b, c, rule, late)
    return [
      records("a text that a rule put together is a parallel edit", ["Rule"]) { log in
        [note.made, b, c, rule].forEach { log.take($0) }
      },
      records("what a rule put together, and a person settles after all", ["Rule"]) { log in
        [note.made, b, c, rule, late, person].forEach { log.take($0) }
      },
    ]
  }

  private static func policyRecords() throws -> [Scenario] {
    let note = try Noted(
      .set("title", "a"), .set("place", "p"), .set("signal", "watch"), .add("themes", "x", "y"))
    let hoek = try note.edit(note.bram, .set("place", "hoek"))
    let plein = try note.edit(note.carla, .set("place", "plein"))
    let knew = try note.edit(note.anna, .set("place", "hoek"), after: hoek, plein)
    let added = try note.edit(
      Pen(0xd4), .add("themes", "z"))
    let removed = try note.edit(
      Pen(0xe5), .remove("themes", [Operation.Target(note.made.dot, index: 0)]))
    let cleared = try note.edit(Pen(0xf6), .set("signal", values: []))
    let urgent = try note.edit(Pen(0xa7), .set("signal", "urgent"))
    let unknown = try note.edit(Pen(0xa8), .set("mood", "goed"))
    let sad = try note.edit(Pen(0xa9), .set("mood", "slecht"))
    return [
      records("under latest: a parallel edit") { log in
        [note.made, hoek, plein].forEach { log.take($0) }
      },
      records("under latest: settled by whoever writes next and knew of both") { log in
        [note.made, hoek, plein, knew].forEach { log.take($0) }
      },
      records("a set: added here, removed there") { log in
        [note.made, added, removed].forEach { log.take($0) }
      },
      records("strictest: cleared here, urgent there") { log in
        [note.made, cleared, urgent].forEach { log.take($0) }
      },
      records("a field that nobody knows keeps all") { log in
        [note.made, unknown, sad].forEach { log.take($0) }
      },
      records("several fields at once: a record of each") { log in
        [note.made, hoek, added, plein, removed, sad, unknown].forEach { log.take($0) }
      },
    ]
  }
}
