import SchakelCore
import SchakelTesting

// What a region takes that it should have refused, from a device that seals what it writes.
extension VectorSuite {
  static func accomplicesFiles() throws -> [Scenario] { try wrongWriters() + wrongEdits() }

  private static func wrongWriters() throws -> [Scenario] {
    [
      try accomplice("a settlement by one who wrote none of the versions") { story in
        let written = try settlement(Pen(0xd4), "het is een bank")
        story.log.join(Pen(0xd4))
        story.log.enrol(Pen(0xd4), Signatures.deviceKey)
        story.log.take(written)
        story.log.seal(over: written, by: Signatures.device)
      },
      try accomplice("a settlement without a reason") { story in
        try story.add(settlement(story.carla, nil))
      },
      try accomplice("a settlement with an empty reason") { story in
        try story.add(settlement(story.carla, ""))
      },
      try accomplice("a settlement in the name of a rule, by a person") { story in
        try story.add(settlement(story.carla, nil, rule: "text/1"))
      },
      try accomplice("an edit in another's name") { story in
        let pen = Pen(0xc3, person: 0xbea1)
        story.add(pen.write(Draft(.other, .set("title", "c"), kind: "fieldNote")))
      },
      try accomplice("an edit of one who has left") { story in
        story.log.join(story.carla, as: .none)
        try story.add(edit(story.carla))
      },
      try accomplice("an edit of one who only reads") { story in
        story.log.join(story.carla, as: .reader)
        try story.add(edit(story.carla))
      },
      try accomplice("an edit of one who is no coordinator and lets everybody see it") { story in
        story.log.join(story.carla, as: .contributor)
        story.add(
          story.carla.write(
            Draft(.example, .set("visibility", "public")), seeing: try AuditStory().state))
      },
    ]
  }

  private static func wrongEdits() throws -> [Scenario] {
    [
      auditFile(
        "an edit that takes versions away by the way", ["Accomplice"],
        try wrongChoice(isRefused: false, isLate: false).file),
      auditFile(
        "an edit on a copy of a device, which nobody let go on", ["Accomplice"],
        try copied(agrees: { _, _, _ in }).file),
      auditFile(
        "an edit on a copy of a device, where another copy was let go on", ["Accomplice"],
        try copied { log, _, carla in
          log.admit(
            Pen(0xa1, incarnation: 3, person: 0xbea1), after: Pen.anna().writer.incarnation,
            by: carla)
        }.file),
      auditFile(
        "a copy that was let go on by one who is no coordinator", ["Accomplice"],
        try copied { log, copy, _ in
          log.admit(copy, after: Pen.anna().writer.incarnation, by: Pen.anna())
        }.file),
      auditFile(
        "a role that was given by one who is a coordinator no more", ["Accomplice"],
        try givenRoles { log, _, carla in log.join(carla, as: .coordinator, by: carla) }.file),
      auditFile(
        "a role that was given by one who is a coordinator only later", ["Accomplice"],
        try givenRoles { log, _, carla in
          log.join(Pen.bram(), as: .reader, by: carla)
          log.join(carla, as: .coordinator)
        }.file),
      try accomplice("a document that is made again") { story in
        story.add(story.carla.write(Draft(.example, .set("title", "c"), kind: "fieldNote")))
      },
      auditFile(
        "a change that waited, took a choice away, and was not refused", ["Accomplice"],
        try wrongChoice(isRefused: false).file),
    ]
  }

  private static func accomplice(
    _ comment: String, _ write: (inout AuditStory) throws -> Void
  ) throws -> Scenario {
    var story = try AuditStory()
    try write(&story)
    return auditFile(comment, ["Accomplice"], story.file.file)
  }

  private static func edit(_ pen: Pen) throws -> Written {
    pen.write(Draft(.example, .set("place", "hoek")), seeing: try AuditStory().state)
  }

  /// Takes both titles away, as one who has not seen that Bram settled.
  private static func settlement(
    _ pen: Pen, _ reason: String?, rule: Name? = nil
  ) throws -> Written {
    let story = try AuditStory()
    var titles = Edit.set("title", "bed")
    titles.replaces = [story.title.target, story.rival.target]
    return pen.write(
      Draft(.example, titles, purpose: .resolution, rule: rule, reason: reason),
      seeing: try .after(story.made, story.rival, story.title))
  }
}

extension AuditStory {
  /// Carla's device seals whatever she writes.
  fileprivate mutating func add(_ written: Written) {
    log.take(written)
    log.seal(over: written, by: Signatures.device)
  }
}
