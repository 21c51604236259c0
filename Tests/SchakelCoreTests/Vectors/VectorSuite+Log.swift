import SchakelCore

extension VectorSuite {
  static let log = VectorSuite(
    name: "log", about: "Entries of a space's log, and the log's hash over them (spec/log.md).",
    flags: [
      .init("Encoding", "An entry that is refused."),
      .init("Unknown", "Has an entry that version 1 passes over."),
    ],
    scenarios: { try logs() + passedOver() + refusedEntries() },
    answer: { input in
      let genesis = LogHash.genesis(
        space: try identifier(input["space"]), epoch: try identifier(input["epoch"]),
        hashing: .portable)
      var hash = genesis
      var shown: [JSON] = []
      let hashes = try input["entries"].items.map { json in
        var reader = CBORReader(try hex(json))
        let entry = try LogEntry(from: &reader)
        try reader.finish()
        shown.append(entry.shown)
        hash = LogHash.next(after: hash, entry: entry.hashedBytes, hashing: .portable)
        return JSON.hex(hash.bytes)
      }
      return .object(
        .init("genesis", .hex(genesis.bytes)), .init("entries", .array(shown)),
        .init("hashes", .array(hashes)))
    })

  static let epoch = EpochID(rawValue: 0xe90c_0000_0000_0001)

  private static func scenario(_ comment: String, _ entries: LogEntry...) -> Scenario {
    let bytes = entries.map { JSON.hex($0.hashedBytes) }
    return Scenario(comment, [], logInput(bytes))
  }

  private static func logInput(_ entries: [JSON]) -> JSON {
    .object(
      .init("space", .string(Pen.space.text)), .init("epoch", .string(epoch.text)),
      .init("entries", .array(entries)))
  }

  private static func logs() throws -> [Scenario] {
    let pen = Pen.anna()
    let written = pen.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let anna = PersonID(rawValue: 0xbea1)
    let boss = PersonID(rawValue: 0xbeff)
    let change = LogEntry.change(written.dot, link: written.link, received: 1_700_000_002_000)
    let start = LogEntry.epoch(.init(epoch: epoch, previous: nil, time: 1_700_000_000_000))
    return [
      scenario("an empty log"), scenario("the first entry begins the epoch", start),
      scenario("a change stands with its link", change),
      scenario("order matters", change, start),
      scenario("the other order", start, change),
    ] + people(anna, boss) + records(pen, written) + checkpoints(change) + readings(anna)
      + admissions(pen.writer, boss) + decisions(pen.writer, boss)
  }

  private static func people(_ anna: PersonID, _ boss: PersonID) -> [Scenario] {
    let roles: [Role] = [.none, .reader, .contributor, .coordinator, .auditor]
    let statuses: [LogEntry.Device.Status] = [.active, .revoked, .wiped]
    return roles.map { role in
      scenario(
        "a member who is \(role.text)",
        .member(.init(person: anna, role: role, actor: role == .none ? nil : boss, time: 5)))
    }
      + statuses.map { status in
        scenario(
          "a device that is \(status)",
          .device(
            .init(
              replica: ReplicaID(rawValue: 0xa1), person: anna, publicKey: Signatures.deviceKey,
              status: status, time: 6)))
      } + [
        scenario(
          "a device that is revoked, and how far two of its lives had come",
          .device(
            .init(
              replica: ReplicaID(rawValue: 0xa1), person: anna, publicKey: Signatures.deviceKey,
              status: .revoked, time: 6,
              accepted: [
                StreamTip(writer: life(1), counter: 3, tip: Hashing.portable.sha256([1])),
                StreamTip(writer: life(2), counter: 1, tip: Hashing.portable.sha256([2])),
              ])))
      ]
  }

  private static func life(_ number: UInt32) -> Writer {
    Writer(replica: ReplicaID(rawValue: 0xa1), incarnation: Incarnation(rawValue: number))
  }

  private static func records(_ pen: Pen, _ written: Written) -> [Scenario] {
    let reasons: [VoidReason] = [
      .unreadable, .notAllowed, .tooLarge, .contradictory, .documentExists, .wrongAuthor,
      .otherSpace, .held, .withdrawn, .released,
    ]
    let message = Seal.message(
      stream: Stream(space: pen.space, writer: pen.writer), counter: 1, tip: written.link)
    let seal = Seal(
      writer: pen.writer, counter: 1, tip: written.link,
      signature: Signatures.device(of: message))
    let other = Dot(writer: pen.writer, counter: 1_099_511_627_775)
    let ground = Hashing.portable.sha256(Array("op verzoek".utf8))
    return reasons.map { reason in
      scenario(
        "a void: \(reason)",
        .void(
          LogEntry.Void(
            dot: Dot(writer: pen.writer, counter: 7), link: written.link,
            document: reason == .unreadable ? nil : .example,
            previous: reason == .unreadable ? 0 : 6, reason: reason, received: 1
          ).signed(in: Pen.space, by: Signatures.region)))
    } + [
      scenario("a receipt of an earlier epoch", .receipt(other, received: 0)),
      scenario("a seal", .seal(seal)),
      scenario(
        "an erasure",
        .erasure(
          .init(
            parts: [.init(document: .example, dots: [written.dot, other])], ground: ground,
            requestedBy: PersonID(rawValue: 1), approvedBy: nil, time: 9))),
      scenario(
        "an erasure in two documents",
        .erasure(
          .init(
            parts: [
              .init(document: .other, dots: [other]),
              .init(document: .example, dots: [written.dot]),
            ], ground: ground, requestedBy: nil, approvedBy: PersonID(rawValue: 2), time: 9))),
      scenario(
        "an epoch after another",
        .epoch(
          .init(
            epoch: EpochID(rawValue: 2), previous: Cursor(epoch: epoch, position: 40, mark: 77),
            time: 8))),
    ]
  }

  private static func checkpoints(_ change: LogEntry) -> [Scenario] {
    func checkpoint(_ previous: Digest?) -> LogEntry {
      let unsigned = LogEntry.Checkpoint(
        position: 3, hash: Hashing.portable.sha256([3]), documents: 2, digest: 0xd1d1_d1d1,
        previous: previous, time: 10, signature: [])
      return .checkpoint(
        .init(
          position: 3, hash: unsigned.hash, documents: 2, digest: unsigned.digest,
          previous: previous, time: 10, signature: Signatures.region(of: unsigned.signedBytes)))
    }
    let first = checkpoint(nil)
    return [
      scenario("a checkpoint", first),
      scenario(
        "a checkpoint after another", checkpoint(Hashing.portable.sha256(first.hashedBytes))),
    ]
  }

  private static func readings(_ anna: PersonID) -> [Scenario] {
    let scopes: [LogEntry.Reading.Scope] = [.conflicts, .conflict, .export, .verification, .person]
    return scopes.map { scope in
      scenario(
        "a reading: \(scope)",
        .reading(.init(reader: scope == .export ? nil : anna, scope: scope, time: 11)))
    }
  }

  private static func admissions(_ writer: Writer, _ boss: PersonID) -> [Scenario] {
    let previous = Incarnation(rawValue: 0x0102_0304)
    return [
      scenario(
        "a copy of a device goes on, as a coordinator agreed",
        .admission(.init(writer: writer, previous: previous, actor: boss, time: 12))),
      scenario(
        "a copy of a device goes on, as the region decided",
        .admission(.init(writer: writer, previous: previous, actor: nil, time: 12))),
      scenario(
        "the first life that a region met goes on, after another has written in the space",
        .admission(.init(writer: writer, previous: nil, actor: nil, time: 12))),
    ]
  }

  private static func decisions(_ writer: Writer, _ boss: PersonID) -> [Scenario] {
    func device(_ status: LogEntry.Device.Status, _ tips: [StreamTip]) -> LogEntry {
      .device(
        .init(
          replica: writer.replica, person: PersonID(rawValue: 0xbea1),
          publicKey: Signatures.deviceKey, status: status, actor: boss, time: 13, accepted: tips))
    }
    let tip = StreamTip(writer: writer, counter: 3, tip: Hashing.portable.sha256([3]))
    return [
      scenario("a coordinator takes a device out of use", device(.revoked, [])),
      scenario("a coordinator has a device emptied that wrote", device(.wiped, [tip])),
      scenario(
        "a coordinator lets a change go that was held",
        .dismissal(.init(dot: Dot(writer: writer, counter: 4), actor: boss, time: 14))),
      scenario("a coordinator opens a region", .opening(.init(actor: boss, time: 15))),
      scenario("a coordinator of another space does", .opening(.init(actor: nil, time: 15))),
    ]
  }

  /// What only a later version knows counts for the hash, whatever is in it.
  private static func passedOver() -> [Scenario] {
    let start = LogEntry.epoch(.init(epoch: epoch, previous: nil, time: 1_700_000_000_000))
    let table: [(String, [String])] = [
      ("the first tag that is passed over", ["811820"]),
      ("between entries that are known", ["831820a1616102f6", "82190100f5"]),
      ("the last tag there is", ["821bffffffffffffffff60"]),
    ]
    return table.map { row in
      let entries = row.1.map { JSON.string($0) }
      return Scenario(
        row.0, ["Unknown"],
        logInput([.hex(start.hashedBytes)] + entries + [.hex(start.hashedBytes)]))
    }
  }

  private static func refusedEntries() -> [Scenario] {
    let writer = "4c00000000000000a100000001"
    let digest = "5820" + String(repeating: "11", count: 32)
    let person = "48000000000000bea1"
    let signature = "5840" + String(repeating: "33", count: 64)
    let table: [(String, String)] = [
      ("no entry", "80"), ("an entry that is no array", "00"),
      ("an unknown tag below 32", "820d00"),
      (
        "the last tag below 32, with more items than anything known",
        "8a181f" + "000000000000000000"
      ),
      ("a tag of pulled entries only", "8510" + writer + "010080"),
      ("an entry that is passed over and holds a tag", "821820c000"),
      ("an entry that is passed over and is cut", "831820f6"),
      ("a tag that is not in its shortest form", "821900200000"),
      (
        "a change received after the last millisecond",
        "8500" + writer + "01" + digest + "1b0001000000000000"
      ),
      (
        "a checkpoint beyond the last position",
        "8807" + "1b0000010000000000" + digest + "02" + "480000000000000000f60a" + "5840"
          + String(repeating: "33", count: 64)
      ),
      ("a change without its link", "8400" + writer + "0100"),
      ("a change of counter zero", "8500" + writer + "00" + digest + "00"),
      (
        "a void whose change before it is itself",
        "8901" + writer + "07" + digest + "f6070100" + signature
      ),
      ("a void for no reason", "8901" + writer + "07" + digest + "f6000000" + signature),
      ("a void for an unknown reason", "8901" + writer + "07" + digest + "f6000b00" + signature),
      ("a void that nobody signed", "8801" + writer + "07" + digest + "f6000200"),
      ("a void with a signature of no bytes", "8901" + writer + "07" + digest + "f600020040"),
      ("a role that is not known", "8503" + person + "05f600"),
      ("an epoch whose previous cursor is cut", "840648" + "0000000000000002" + "820100" + "00"),
      ("a checkpoint without signature", "8707" + "03" + digest + "02" + "480000000000000000f60a"),
      (
        "a seal with a signature of 63 bytes",
        "820884" + writer + "01" + digest + "583f"
          + String(repeating: "33", count: 63)
      ),
      ("a reading of an unknown scope", "8409" + person + "050b"),
      ("a reading without a time", "8309" + person + "00"),
      ("bytes after the entry", "8402" + writer + "010000"),
    ]
    return refused(table) + refusedDevices() + refusedErasures() + refusedAdmissions()
      + refusedDecisions()
  }

  private static func refusedDevices() -> [Scenario] {
    let writer = "4c00000000000000a100000001"
    let digest = "5820" + String(repeating: "11", count: 32)
    let person = "48000000000000bea1"
    let key = "5820" + String(repeating: "22", count: 32)
    let device = "4800000000000000a1" + person + key
    let stranger = person + person + key
    let tip = writer + "03" + digest
    return refused([
      (
        "a device with a key of 31 bytes",
        "8704" + person + person + "581f"
          + String(repeating: "22", count: 31) + "00f600"
      ),
      ("a device and nothing accepted, written out", "8804" + device + "01f600" + "80"),
      ("an active device with something accepted", "8804" + device + "00f600" + "83" + tip),
      ("a device with what another's had come to", "8804" + stranger + "01f600" + "83" + tip),
      (
        "a device with a stream that has not begun",
        "8804" + device + "01f600" + "83" + writer + "00" + digest
      ),
      ("a device with a stream named twice", "8804" + device + "01f600" + "86" + tip + tip),
      (
        "a device of unknown status",
        "8704" + person + person + "5820"
          + String(repeating: "22", count: 32) + "03f600"
      ),
      ("an active device that somebody took out of use", "8704" + device + "00" + person + "00"),
      ("a device without who decided", "8604" + device + "0100"),
    ])
  }

  private static func refusedAdmissions() -> [Scenario] {
    let writer = "4c00000000000000a100000001"
    return refused([
      ("a copy that goes on after half a life", "850a" + writer + "420102f60c"),
      ("a copy that goes on whose writer is cut", "850a4b00000000000000a1000000f6f60c"),
      ("a copy that goes on at no time", "840a" + writer + "f6f6"),
    ])
  }

  private static func refusedDecisions() -> [Scenario] {
    let writer = "4c00000000000000a100000001"
    let person = "48000000000000bea1"
    return refused([
      ("a change that nobody let go", "850b" + writer + "04f60e"),
      ("a change that was let go under no number", "850b" + writer + "00" + person + "0e"),
      ("a change that was let go at no time", "840b" + writer + "04" + person),
      ("an opening by half a person", "830c" + "4400000000" + "0f"),
      ("an opening at no time", "820cf6"),
    ])
  }

  private static func refused(_ table: [(String, String)]) -> [Scenario] {
    table.map { Scenario($0.0, ["Encoding"], logInput([.string($0.1)])) }
  }

  private static func refusedErasures() -> [Scenario] {
    let writer = "4c00000000000000a100000001"
    let digest = "5820" + String(repeating: "11", count: 32)
    let document = "50018bcfe568007eed8000000034300000"
    return refused([
      ("an erasure of nothing", "860580" + digest + "f6f600"),
      ("an erasure of no change", "860582" + document + "80" + digest + "f6f600"),
      ("an erasure of half a dot", "860582" + document + "81" + writer + digest + "f6f600"),
      (
        "an erasure of one change twice",
        "860582" + document + "84" + writer + "01" + writer + "01" + digest + "f6f600"
      ),
      (
        "an erasure of one document twice",
        "860584" + document + "82" + writer + "01" + document + "82" + writer + "02" + digest
          + "f6f600"
      ),
    ])
  }
}
