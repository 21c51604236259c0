import SchakelCore

extension VectorSuite {
  static let message = VectorSuite(
    name: "message", about: "Sync requests and answers, history (spec/messages.md).",
    flags: [.init("Unknown", "Has a key that version 1 does not know.")],
    scenarios: { requests() + answers() + histories() + refusedMessages() },
    answer: { input in
      let bytes = try hex(input["bytes"])
      switch input["type"].text {
      case "sync-request": return try SyncRequest(encoded: bytes).shown
      case "sync-answer": return try SyncAnswer(encoded: bytes).shown
      case "history-request": return try HistoryRequest(encoded: bytes).shown
      case "history-answer": return try HistoryAnswer(encoded: bytes).shown
      default: throw BadInput(input)
      }
    })

  private static func scenario(
    _ comment: String, _ type: String, _ bytes: [UInt8], _ flags: [String] = []
  ) -> Scenario {
    Scenario(comment, flags, .object(.init("type", .string(type)), .init("bytes", .hex(bytes))))
  }

  private static func scenario(_ comment: String, _ spaces: SyncRequest.Space...) -> Scenario {
    scenario(
      comment, "sync-request",
      SyncRequest(agent: "example/1.0", limit: 4_194_304, spaces: spaces).encoded)
  }

  private static func scenario(_ comment: String, _ spaces: SyncAnswer.Space...) -> Scenario {
    scenario(comment, "sync-answer", SyncAnswer(time: 1_700_000_005_000, spaces: spaces).encoded)
  }

  /// A stream of two changes, with its seal.
  private static var example: (changes: [Written], run: ChangeRun, tip: StreamTip) {
    let pen = Pen.anna()
    let first = pen.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let second = pen.write(Draft(.other, .set("title", "b"), kind: "fieldNote"))
    let tip = StreamTip(writer: pen.writer, counter: 2, tip: pen.tip)
    let message = Seal.message(
      stream: Stream(space: pen.space, writer: pen.writer), counter: 2, tip: pen.tip)
    let seal = Seal(
      writer: pen.writer, counter: 2, tip: pen.tip, signature: Signatures.device(of: message))
    let run = ChangeRun(
      writer: pen.writer, first: 1, changes: [first, second].map(\.change.encoded), seal: seal)
    return ([first, second], run, tip)
  }

  /// The same stream as somebody has it who pulled it: the first change was refused.
  private static var handedIn: ChangeRun {
    let (changes, run, _) = example
    return ChangeRun(
      writer: run.writer, first: 1,
      changes: [RunItem.link(changes[0].link).encoded, run.changes[1]], seal: run.seal)
  }

  private static var refused: LogEntry.Void {
    let written = example.changes[0]
    return LogEntry.Void(
      dot: written.dot, link: written.link, document: .example, previous: 0, reason: .notAllowed,
      received: 1_700_000_001_000
    ).signed(in: Pen.space, by: Signatures.region)
  }

  private static let cursor = Cursor(epoch: epoch, position: 12, mark: 0x0123_4567_89ab_cdef)

  private static func requests() -> [Scenario] {
    let (_, run, tip) = example
    var vector = VersionVector()
    vector.record(Dot(writer: tip.writer, counter: 2), check: tip.tip.check)
    let empty = StreamTip(
      writer: Pen.bram().writer, counter: 0,
      tip: Chain.genesis(
        of: Stream(space: Pen.space, writer: Pen.bram().writer), hashing: .portable))
    return [
      scenario("a device without spaces", [SyncRequest.Space]()),
      scenario(
        "a device that is new", SyncRequest.Space(space: Pen.space, cursor: nil, digest: 0)),
      scenario(
        "nothing to say",
        SyncRequest.Space(
          space: Pen.space, cursor: cursor, digest: 0xfeed_face_cafe_beef, streams: [tip])),
      scenario(
        "a push",
        SyncRequest.Space(
          space: Pen.space, cursor: cursor, digest: 1, streams: [tip, empty], push: [run])),
      scenario(
        "a push of a stream with a change that was refused, of which there is the link alone",
        SyncRequest.Space(
          space: Pen.space, cursor: cursor, digest: 1, streams: [empty], push: [handedIn],
          voids: [refused])),
      scenario(
        "two spaces, one of them between pages, one that was asked for its vector",
        SyncRequest.Space(space: Pen.space, cursor: nil, digest: 2, bootstrap: [1, 2, 3]),
        SyncRequest.Space(space: SpaceID(rawValue: 9), cursor: nil, digest: 3, vector: vector)),
      scenario(
        "orders to erase were obeyed up to a place",
        SyncRequest.Space(
          space: Pen.space, cursor: cursor, digest: 1, streams: [tip],
          confirmation: ErasureConfirmation(
            place: cursor,
            signature: Signatures.device(
              of: ErasureConfirmation.message(
                of: tip.writer.replica, in: Pen.space, at: cursor))))),
      scenario(
        "keys from 32 on are passed over", "sync-request",
        Hex.decode("a5010102617803000480182001") ?? [], ["Unknown"]),
    ]
  }

  private static func scenario(_ comment: String, _ spaces: [SyncRequest.Space]) -> Scenario {
    scenario(
      comment, "sync-request",
      SyncRequest(agent: "", limit: 0, spaces: spaces).encoded)
  }

  private static func answers() -> [Scenario] {
    var idle = SyncAnswer.Space(space: Pen.space)
    idle.cursor = cursor
    idle.head = cursor
    idle.digest = 0xfeed_face_cafe_beef
    var refused = SyncAnswer.Space(space: Pen.space, status: .runRefused)
    refused.cursor = cursor
    refused.head = cursor
    refused.streams = [example.tip]
    return [
      scenario("nothing to say", idle), scenario("entries of several kinds, and more", pulled),
      scenario("what became of a push", pushed), scenario("a page of states", page),
      scenario("a space that the device did not ask about", offered),
      scenario("a copy that waits for a coordinator's yes", unadmitted),
      scenario("to a coordinator, what is held", held),
      scenario("no room for more of a device that is out of use", noRoom),
      scenario("no access", SyncAnswer.Space(space: Pen.space, status: .noAccess)),
      scenario("a run refused", refused),
      scenario(
        "the device's token is due", "sync-answer",
        SyncAnswer(time: 1_700_000_005_000, spaces: [], isTokenDue: true).encoded),
      scenario(
        "a cursor that is not known", SyncAnswer.Space(space: Pen.space, status: .cursorUnknown)),
      scenario(
        "what a device out of use handed in", SyncAnswer.Space(space: Pen.space, status: .handedIn)),
    ]
  }

  private static var pulled: SyncAnswer.Space {
    let (changes, run, _) = example
    var space = SyncAnswer.Space(space: Pen.space)
    space.cursor = cursor
    space.head = Cursor(epoch: epoch, position: 40, mark: 1)
    space.more = true
    space.entries = [
      .entry(.epoch(.init(epoch: epoch, previous: nil, time: 1))),
      .changes(
        ChangeRun(writer: run.writer, first: 1, changes: run.changes), received: 1_700_000_001_000),
      .own(Pen.bram().writer, counters: 4...9, received: 1_700_000_002_000),
      .entry(.receipt(changes[0].dot, received: 17)),
    ]
    space.people = [
      .init(person: PersonID(rawValue: 0xbea1), name: "Voorbeeld Één", role: .contributor)
    ]
    return space
  }

  private static var unadmitted: SyncAnswer.Space {
    let copy = Pen(0xa1, incarnation: 2, person: 0xbea1).writer
    let stream = Stream(space: Pen.space, writer: copy)
    var space = SyncAnswer.Space(space: Pen.space)
    space.cursor = cursor
    space.head = cursor
    space.streams = [
      StreamTip(writer: copy, counter: 0, tip: Chain.genesis(of: stream, hashing: .portable))
    ]
    space.unadmitted = [copy]
    return space
  }

  private static var held: SyncAnswer.Space {
    var space = SyncAnswer.Space(space: Pen.space)
    space.cursor = cursor
    space.head = cursor
    space.held = 3
    return space
  }

  private static var noRoom: SyncAnswer.Space {
    var space = SyncAnswer.Space(space: Pen.space, status: .noRoom)
    space.streams = [example.tip]
    return space
  }

  private static var offered: SyncAnswer.Space {
    var space = SyncAnswer.Space(space: SpaceID(rawValue: 9))
    space.name = "Voorbeeldwijk"
    space.people = [
      .init(person: PersonID(rawValue: 0xbea1), name: "Voorbeeld Één", role: .contributor)
    ]
    return space
  }

  private static var pushed: SyncAnswer.Space {
    let (changes, _, tip) = example
    var space = SyncAnswer.Space(space: Pen.space)
    space.cursor = cursor
    space.head = cursor
    space.streams = [tip]
    let third = Dot(writer: tip.writer, counter: 3)
    space.outcomes = [
      .init(changes[0].dot, .waiting(for: [Dot(writer: Pen.bram().writer, counter: 8)])),
      .init(changes[1].dot, .void(.otherSpace)), .init(third, .fork),
    ]
    let hash = Hashing.portable.sha256([12])
    let message = SyncAnswer.Receipt.message(
      space: Pen.space, epoch: epoch, position: 12, hash: hash, time: 1_700_000_005_000)
    space.receipt = .init(
      epoch: epoch, position: 12, hash: hash, time: 1_700_000_005_000,
      signature: Signatures.region(of: message))
    return space
  }

  private static var page: SyncAnswer.Space {
    let (changes, run, tip) = example
    var bootstrap = SyncAnswer.Bootstrap(position: 12, hash: Hashing.portable.sha256([12]))
    bootstrap.streams = [tip]
    let state = (try? DocumentState.after(changes[0])) ?? DocumentState()
    bootstrap.states = [
      .init(
        document: .example, state: state.encoded(),
        receipts: [(dot: changes[0].dot, milliseconds: UInt64(1_600))]),
      .init(document: .other, state: DocumentState().encoded()),
    ]
    bootstrap.waiting = [
      .init(
        writer: run.writer, received: 1_700_000_001_000, change: run.changes[1],
        link: changes[1].link)
    ]
    bootstrap.token = [9, 9, 9]
    var space = SyncAnswer.Space(space: Pen.space, status: .cursorUnknown)
    space.head = cursor
    space.more = true
    space.bootstrap = bootstrap
    return space
  }

  private static func histories() -> [Scenario] {
    let (changes, run, _) = example
    let void = LogEntry.Void(
      dot: Dot(writer: run.writer, counter: 3), link: changes[1].link, document: .example,
      previous: 1, reason: .tooLarge, received: 5
    ).signed(in: Pen.space, by: Signatures.region)
    let item = HistoryAnswer.Item(
      writer: run.writer, received: 4, check: changes[0].link.check,
      change: changes[0].change.encoded)
    let first = HistoryAnswer(items: [], voids: [void], token: [7, 7])
    return [
      scenario(
        "a history is asked for", "history-request",
        HistoryRequest(space: Pen.space, document: .example).encoded),
      scenario(
        "the next page of a history is asked for", "history-request",
        HistoryRequest(space: Pen.space, document: .example, after: [7, 7], limit: 100).encoded),
      scenario(
        "a history", "history-answer", HistoryAnswer(items: [item], voids: [void]).encoded),
      scenario("a page of a history, with more to come", "history-answer", first.encoded),
      scenario(
        "the last page of a history", "history-answer",
        HistoryAnswer(items: [item], voids: []).encoded),
      scenario(
        "a page of what is held, of a contribution that another stands for", "history-answer",
        HistoryAnswer(
          items: [item], voids: [], successors: [.init(of: .example, .other)]
        ).encoded),
      scenario(
        "a history of which nothing is left to say", "history-answer",
        HistoryAnswer(items: [], voids: []).encoded),
    ]
  }
}
