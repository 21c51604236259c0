import SchakelCore
import SchakelTesting

// Audit files that hold.
extension VectorSuite {
  static func auditFiles() throws -> [Scenario] {
    var empty = AuditForgery(VectorLog())
    empty.spaces = []
    return [
      holds("no space at all", empty.signed(by: Signatures.region)),
      holds("a space with nobody in it", try quiet()),
      holds("one of each kind of entry", try AuditStory().file),
      holds("two spaces", try twoSpaces()),
      holds("an entry of a later version, which is passed over", later()),
      holds("what was erased is ordered to be erased once more", try erasedTwice(), "Erased"),
      auditFile("its lists are cut into several parts", [], try cutLists()),
      holds("a text that a rule put together", try ruled(), "Rule"),
      holds("a copy of a device goes on beside it", try copied()),
      holds("coordinators give roles, and one steps down", try givenRoles()),
      holds("of a copy that nobody agreed to nothing counts", try refusedCopy(), "Void"),
      holds("a change that still waits", try waiting(), "Waiting"),
      holds(
        "a change that waited and was refused when its turn came", try refusedLate(), "Waiting",
        "Void"),
      holds("a refusal that found its document later", try refusedUnread(), "Void"),
    ]
  }

  static func auditFile(_ comment: String, _ flags: [String], _ bytes: [UInt8]) -> Scenario {
    Scenario(comment, flags, .object(.init("file", .hex(bytes))))
  }

  private static func holds(
    _ comment: String, _ forgery: AuditForgery, _ flags: String...
  ) -> Scenario {
    auditFile(comment, flags, forgery.file)
  }

  private static func quiet() throws -> AuditForgery {
    var log = VectorLog()
    log.begin(AuditStory.epoch)
    log.checkpoint()
    return AuditForgery(log).resigned(by: Signatures.region)
  }

  private static func erasedTwice() throws -> AuditForgery {
    var story = try AuditStory()
    story.log.erase(story.other)
    return story.file
  }

  private static func later() -> AuditForgery {
    var log = VectorLog()
    log.begin(AuditStory.epoch)
    log.addUnknown()
    log.checkpoint()
    return AuditForgery(log).resigned(by: Signatures.region)
  }

  /// Entries and documents each in two parts, and a part without any.
  private static func cutLists() throws -> [UInt8] {
    let file = try AuditStory().file
    var (out, seal) = (CBORWriter(), AuditSeal(hashing: .portable))
    let parts = file.parts.dropLast().flatMap { part -> [AuditPart] in
      switch part {
      case .entries(let all):
        [.entries(Array(all.prefix(9))), .entries([]), .entries(Array(all.dropFirst(9)))]
      case .documents(let all): all.map { .documents([$0]) }
      case .records(let all): [.records([]), .records(all)]
      default: [part]
      }
    }
    for part in parts {
      out.byteString(part.encoded)
      seal.add(part.encoded, hashing: .portable)
    }
    out.byteString(AuditPart.signature(Signatures.region(of: seal.message)).encoded)
    return out.bytes
  }

  private static func twoSpaces() throws -> AuditForgery {
    var file = try AuditStory().file
    var log = VectorLog()
    log.begin(AuditStory.later)
    log.read(.conflicts)
    var second = AuditForgery(log).spaces[0]
    second.space = AuditPart.Space(
      space: SpaceID(rawValue: 0x5c4a_6b65_6c00_0002), epoch: AuditStory.later, name: "Buurt")
    file.spaces.append(second)
    return file.resigned(by: Signatures.region)
  }

  /// Anna, Bram and the region, which has a device of its own.
  private static func begun(_ pens: [(Pen, [UInt8])]) -> VectorLog {
    var log = VectorLog()
    log.begin(AuditStory.epoch)
    for (pen, key) in pens {
      log.join(pen)
      log.enrol(pen, key)
    }
    return log
  }

  private static func ruled() throws -> AuditForgery {
    let note = try Noted(.set("title", "a"), .set("body", "een twee drie"))
    let region = Pen(0xee)
    let b = try note.edit(note.bram, .set("body", "een twee drie vier"))
    let c = try note.edit(note.anna, .set("body", "nul een twee drie"))
    let whole = try note.settle(
      region, "nul een twee drie vier", in: "body", after: b, c, rule: "text/1")
    var log = begun([
      (note.anna, Signatures.deviceKey), (note.bram, Signatures.otherKey),
      (region, Signatures.regionKey),
    ])
    for written in [note.made, c] { log.take(written) }
    log.seal(over: c, by: Signatures.device)
    log.take(b)
    log.seal(over: b, by: Signatures.other)
    log.take(whole)
    log.seal(over: whole, by: Signatures.region)
    return AuditForgery(log).resigned(by: Signatures.region)
  }

  /// Anna's device and a copy of it write, after a coordinator agreed, and once more.
  static func copied(
    agrees: (inout VectorLog, Pen, Pen) -> Void = { log, copy, carla in
      log.admit(copy, after: Pen.anna().writer.incarnation, by: carla)
    }
  ) throws -> AuditForgery {
    let note = try Noted()
    let copy = Pen(0xa1, incarnation: 2, person: 0xbea1)
    let carla = Pen.carla()
    let place = try note.edit(copy, .set("place", "hoek"))
    let title = try note.edit(note.anna, .set("title", "b"))
    var log = begun([(note.anna, Signatures.deviceKey)])
    log.join(carla, as: .coordinator)
    log.take(note.made)
    log.seal(over: note.made, by: Signatures.device)
    agrees(&log, copy, carla)
    for written in [place, title] {
      log.take(written)
      log.seal(over: written, by: Signatures.device)
    }
    return AuditForgery(log).resigned(by: Signatures.region)
  }

  /// Carla makes Anna a coordinator and steps down.
  static func givenRoles(
    then more: (inout VectorLog, Pen, Pen) -> Void = { _, _, _ in }
  ) throws -> AuditForgery {
    let note = try Noted()
    let carla = Pen.carla()
    var log = begun([(note.anna, Signatures.deviceKey)])
    log.join(carla, as: .coordinator)
    log.join(note.anna, as: .coordinator, by: carla)
    log.join(carla, as: .none, by: carla)
    more(&log, note.anna, carla)
    log.take(note.made)
    log.seal(over: note.made, by: Signatures.device)
    log.checkpoint()
    return AuditForgery(log).resigned(by: Signatures.region)
  }

  /// The device was taken out of use, and its copy's change is handed in later.
  private static func refusedCopy() throws -> AuditForgery {
    let note = try Noted()
    let copy = Pen(0xa1, incarnation: 2, person: 0xbea1)
    let place = try note.edit(copy, .set("place", "hoek"))
    var log = begun([(note.anna, Signatures.deviceKey)])
    log.take(note.made)
    log.seal(over: note.made, by: Signatures.device)
    log.enrol(note.anna, Signatures.deviceKey, .revoked)
    log.refuse(place)
    log.seal(over: place, by: Signatures.device)
    return AuditForgery(log).resigned(by: Signatures.region)
  }

  private static func waiting() throws -> AuditForgery {
    let note = try Noted()
    let b = try note.edit(note.bram, .set("title", "b"))
    var log = begun([(note.bram, Signatures.otherKey)])
    log.take(b)
    log.seal(over: b, by: Signatures.other)
    log.checkpoint()
    return AuditForgery(log).resigned(by: Signatures.region)
  }

  /// Bram takes two titles away in an edit, which shows only once they are here.
  static func wrongChoice(isRefused: Bool, isLate: Bool = true) throws -> AuditForgery {
    let note = try Noted()
    let copy = Pen(0xa1, incarnation: 2, person: 0xbea1)
    let a = try note.edit(note.anna, .set("title", "b"))
    let c = try note.edit(copy, .set("title", "c"))
    let wrong = try note.edit(note.bram, .set("title", "d"), after: a, c)
    var log = begun([(note.anna, Signatures.deviceKey), (note.bram, Signatures.otherKey)])
    for written in [note.made, a] { log.take(written) }
    log.seal(over: a, by: Signatures.device)
    log.admit(copy, after: note.anna.writer.incarnation)
    let last = [(wrong, Signatures.other), (c, Signatures.device)]
    for (written, sign) in isLate ? last : last.reversed() {
      log.take(written)
      log.seal(over: written, by: sign)
    }
    if isRefused { log.refuse(wrong) }
    return AuditForgery(log).resigned(by: Signatures.region)
  }

  private static func refusedLate() throws -> AuditForgery { try wrongChoice(isRefused: true) }

  /// What Anna wrote second could not be read. Bram had seen it.
  private static func refusedUnread() throws -> AuditForgery {
    let note = try Noted()
    let unread = try note.edit(note.anna, .set("title", "b"))
    let built = try note.edit(note.bram, .set("place", "hoek"), after: unread)
    var log = begun([(note.anna, Signatures.deviceKey), (note.bram, Signatures.otherKey)])
    log.take(note.made)
    log.add { time in
      .void(
        LogEntry.Void(
          dot: unread.dot, link: unread.link, document: nil, previous: 0, reason: .unreadable,
          received: time, signature: [UInt8](repeating: 0, count: Seal.signatureBytes)))
    }
    log.seal(over: unread, by: Signatures.device)
    log.take(built)
    log.refuse(unread, .unreadable)
    log.seal(over: built, by: Signatures.other)
    return AuditForgery(log).resigned(by: Signatures.region)
  }
}
