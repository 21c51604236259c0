import SchakelCore
import SchakelTesting

// Audit files by somebody who has the region's key, alone or with a device's.
extension VectorSuite {
  /// Writes a change anew, by its number, with the links behind it.
  private static func rewrite(
    _ file: inout AuditForgery, _ number: Int, _ text: String? = nil, earlier: UInt64 = 0,
    reason: String? = nil, relinked: Bool = true
  ) {
    let place = file.places(of: .change)[number]
    file.spaces[0].entries[place].rewrite(text, earlier: earlier, reason: reason)
    if relinked { file.spaces[0].relink(by: Signatures.region) }
  }

  static func operatorsFiles() throws -> [Scenario] {
    [
      try operated("her words are others") { rewrite(&$0, 2, "ligbed", relinked: false) },
      try operated("her words are others, and all links are computed anew") {
        rewrite(&$0, 2, "ligbed")
      },
      try operated("the reason of a settlement is another") {
        rewrite(&$0, 4, reason: "omdat het moet")
      },
      try operated("she claims to have written earlier") { rewrite(&$0, 2, earlier: 60_000) },
      try operated("a change that nobody wrote, and no seal") { try invent(&$0, seal: nil) },
      try operated("a change that nobody wrote, sealed with the region's key") {
        try invent(&$0, seal: Signatures.region)
      },
      try operated("a change is missing, and links are computed anew") { file in
        file.spaces[0].entries.remove(at: file.places(of: .change)[2])
        file.spaces[0].relink(by: Signatures.region)
      },
      try operated("two changes of a stream change places") { file in
        let places = file.places(of: .change)
        file.spaces[0].entries.swapAt(places[2], places[3])
      },
      try operated("a stream has two changes under one dot") { file in
        let place = file.places(of: .change)[2]
        file.spaces[0].entries.insert(file.spaces[0].entries[place], at: place + 1)
        rewrite(&file, 3, "ligbed", relinked: false)
      },
      try operated("her seal is another device's") { file in
        let place = file.places(of: .seal)[0]
        guard case .seal(let seal) = file.spaces[0].entries[place].read else { return }
        file.spaces[0].entries[place].write(
          .seal(
            Seal(
              writer: seal.writer, counter: seal.counter, tip: seal.tip,
              signature: Signatures.other(of: seal.message(in: Pen.space)))))
      },
      try operated("the last seal of a stream is missing") { file in
        file.spaces[0].entries.remove(at: file.places(of: .seal)[4])
      },
      try operated("words are missing, and nobody erased them") { file in
        let place = file.places(of: .change)[2]
        file.spaces[0].entries[place].erase()
      },
      try operated("words are there that were erased") { file in
        let place = file.places(of: .change)[3]
        let other = try AuditStory().other
        file.spaces[0].entries[place] = AuditPart.Entry(
          hashed: file.spaces[0].entries[place].hashed, change: other.change.encoded)
      },
    ] + (try operatorsRoles())
  }

  private static func operatorsRoles() throws -> [Scenario] {
    [
      try operated("a device gets another key") { file in
        file.insert(.device(device(of: 0xa1, Signatures.regionKey)), before: .checkpoint)
      },
      try operated("one who is no coordinator gives a role") { file in
        let bram = PersonID(rawValue: 0xbeb2)
        file.insert(
          .member(.init(person: bram, role: .coordinator, actor: bram, time: 1_700_000_100_000)),
          before: .checkpoint)
      },
      try operated("one who is no coordinator takes a device out of use") { file in
        file.alter(.device, last: true) { entry in
          guard case .device(let old) = entry else { return nil }
          return .device(
            .init(
              replica: old.replica, person: old.person, publicKey: old.publicKey,
              status: old.status, actor: old.person, time: old.time, accepted: old.accepted))
        }
      },
      try operated("one who is no coordinator lets a change go that was held") { file in
        file.alter(.dismissal) { entry in
          guard case .dismissal(let old) = entry else { return nil }
          return .dismissal(
            .init(dot: old.dot, actor: PersonID(rawValue: 0xbeb2), time: old.time))
        }
      },
      try operated("a change is let go that was refused and not held") { file in
        let refused = try AuditStory().refused.dot
        file.alter(.dismissal) { entry in
          guard case .dismissal(let old) = entry else { return nil }
          return .dismissal(.init(dot: refused, actor: old.actor, time: old.time))
        }
      },
      try operated("one who is no coordinator opens the region") { file in
        file.alter(.opening) { entry in
          guard case .opening(let old) = entry else { return nil }
          return .opening(.init(actor: PersonID(rawValue: 0xbea1), time: old.time))
        }
      },
      try operated("the writer had left before") { file in
        file.insert(
          .member(
            .init(
              person: PersonID(rawValue: 0xbeb2), role: .none, actor: nil, time: 1_700_000_100_000)
          ), before: .change)
      },
      try operated("her device was revoked before") { file in
        file.insert(
          .device(device(of: 0xa1, Signatures.deviceKey, .revoked)), before: .change)
      },
      try operated("her device is not in the log") { file in
        file.spaces[0].entries.remove(at: file.places(of: .device)[0])
      },
    ]
  }

  private static func device(
    of replica: UInt64, _ key: [UInt8], _ status: LogEntry.Device.Status = .active
  ) -> LogEntry.Device {
    LogEntry.Device(
      replica: ReplicaID(rawValue: replica), person: PersonID(rawValue: 0xbe00 | replica),
      publicKey: key, status: status, time: 1_700_000_100_000)
  }

  /// A third title in Anna's name, behind her last seal.
  private static func invent(
    _ file: inout AuditForgery, seal: (([UInt8]) -> [UInt8])?
  ) throws {
    let story = try AuditStory()
    var state = try story.state
    _ = state.recordVoid(story.refused.dot, previous: 2, check: story.refused.link.check)
    let invented = story.anna.write(Draft(.example, .set("title", "hangplek")), seeing: state)
    var log = VectorLog()
    log.take(invented)
    if let seal { log.seal(over: invented, by: seal) }
    file.spaces[0].entries.insert(contentsOf: log.entries, at: file.places(of: .epoch)[1])
  }

  // MARK: What the region itself says

  static func operatorsWords() throws -> [Scenario] {
    try regionsEntries() + [
      try operated("a record is altered", after: { $0.spaces[0].records[0].soften() }),
      try operated("a record is missing", after: { $0.spaces[0].records = [] }),
      try operated(
        "a record too many",
        after: { file in
          var extra = file.spaces[0].records[0]
          extra.soften()
          file.spaces[0].records.append(extra)
        }),
      try operated(
        "a document is another",
        after: { file in
          let old = file.spaces[0].documents[0]
          file.spaces[0].documents[0] = .init(document: old.document, share: old.share ^ 1)
        }),
      try operated("a document is missing", after: { $0.spaces[0].documents.removeLast() }),
      try operated(
        "a document too many",
        after: { $0.spaces[0].documents.append(.init(document: .third, share: 1)) }),
      try operated(
        "it says that it ends elsewhere",
        after: { file in
          guard let end = file.spaces[0].end else { return }
          file.spaces[0].end = .init(
            position: end.position + 1, hash: end.hash, documents: end.documents,
            digest: end.digest)
        }),
    ]
  }

  private static func regionsEntries() throws -> [Scenario] {
    [
      try operated("a refusal that was not signed", after: { $0.resign(.void) { _ in nil } }),
      try operated(
        "a refusal that names another change before it",
        after: { file in
          file.resign(.void) { entry in
            guard case .void(let void) = entry else { return nil }
            return .void(
              LogEntry.Void(
                dot: void.dot, link: void.link, document: void.document, previous: 1,
                reason: void.reason, received: void.received
              ).signed(in: Pen.space, by: Signatures.region))
          }
        }),
      try operated("a change that had its effect is refused later") { file in
        let title = try AuditStory().title
        var log = VectorLog()
        log.refuse(title)
        file.spaces[0].entries.insert(contentsOf: log.entries, at: file.places(of: .epoch)[1])
      },
      try operated(
        "a checkpoint of another log",
        after: { file in
          file.resign(.checkpoint) { entry in
            guard case .checkpoint(let old) = entry else { return nil }
            return .checkpoint(
              LogEntry.Checkpoint(
                position: old.position, hash: Hashing.portable.sha256([]),
                documents: old.documents, digest: old.digest, previous: old.previous,
                time: old.time
              ).signed(by: Signatures.region))
          }
        }),
      try operated(
        "a checkpoint that was not signed", after: { $0.resign(.checkpoint) { _ in nil } }),
      try operated(
        "an epoch that does not go on where the log stood",
        after: { file in
          let place = file.places(of: .epoch)[1]
          file.spaces[0].entries[place].write(
            .epoch(
              .init(
                epoch: AuditStory.later,
                previous: Cursor(epoch: AuditStory.epoch, position: 3, mark: 3), time: 1)))
        }),
      try operated(
        "the log begins in the middle", after: { $0.spaces[0].entries.removeFirst() }),
    ]
  }
}

extension AuditForgery {
  fileprivate mutating func insert(_ entry: LogEntry, before tag: LogEntry.Tag) {
    spaces[0].entries.insert(
      AuditPart.Entry(hashed: entry.hashedBytes, change: nil), at: places(of: tag)[0])
  }

  /// Puts another entry in the place of the first of a kind, or of the last.
  fileprivate mutating func alter(
    _ tag: LogEntry.Tag, last: Bool = false, _ other: (LogEntry?) -> LogEntry?
  ) {
    let all = places(of: tag)
    let place = last ? all[all.count - 1] : all[0]
    guard let entry = other(spaces[0].entries[place].read) else { return }
    spaces[0].entries[place].write(entry)
  }

  /// Puts another entry in the place of the first of a kind, or one whose last byte, which is of the
  /// signature, is another.
  fileprivate mutating func resign(
    _ tag: LogEntry.Tag, _ other: (LogEntry?) -> LogEntry?
  ) {
    let place = places(of: tag)[0]
    if let entry = other(spaces[0].entries[place].read) {
      spaces[0].entries[place].write(entry)
    } else {
      spaces[0].entries[place].flip()
    }
  }
}

extension AuditPart.Entry {
  /// Takes the words away.
  fileprivate mutating func erase() {
    guard let written else { return }
    self = AuditPart.Entry(hashed: hashed, change: written.erased(.portable).encoded)
  }
}

extension ConflictRecord {
  /// Another record under the same name: that nobody was asked.
  fileprivate mutating func soften() {
    var bytes = encoded
    guard let name = bytes.indices.first(where: { bytes[$0...].starts(with: Self.asked) })
    else { return }
    bytes[name + Self.asked.count - 1] = 0
    if let softer = try? ConflictRecord(encoded: bytes) { self = softer }
  }

  /// The field, the policy, and that somebody was.
  private static let asked: [UInt8] = [0x65] + Array("title".utf8) + [1, 1]
}
