import SchakelCore

extension VectorSuite {
  static let session = VectorSuite(
    name: "session",
    about: "A device's exchanges with a region, from an empty device on: what it writes and hears, "
      + "what is said, where it stands after each (spec/session.md).",
    scenarios: {
      try [
        idle(), push(), pull(), pages(), unknownCursor(), refusal(), missing(), handedInPastVoid(),
      ]
    },
    answer: { input in
      var device = VectorDevice(
        space: try identifier(input["space"]), writer: try writer(input["writer"]))
      let standings = try input["exchanges"].items.map { exchange in
        for change in exchange["write"].items {
          try device.hear(try hex(change), of: device.writer)
        }
        for heard in exchange["hear"].items {
          try device.hear(
            try hex(heard["change"]), of: try SchakelCoreTests.writer(heard["writer"]))
        }
        try device.check(try SyncRequest(encoded: try hex(exchange["request"])))
        let answer = try SyncAnswer(encoded: try hex(exchange["answer"]))
        for space in answer.spaces { try device.take(space) }
        return device.standing(after: answer.spaces[0])
      }
      return .object(.init("standings", .array(standings)))
    })

  private static let anna = PersonID(rawValue: 0xbea1)
  private static let bram = PersonID(rawValue: 0xbeb2)

  /// Writes a transcript down: the device says what it has to say, the scenario answers.
  private struct Transcript {
    var device: VectorDevice
    private var exchanges: [JSON] = []
    private var cursor: Cursor?
    private var token: [UInt8]?

    init(_ pen: Pen) { device = VectorDevice(space: pen.space, writer: pen.writer) }

    mutating func exchange(
      _ region: VectorRegion, _ answer: SyncAnswer.Space, write: [Written] = [],
      hear: [Written] = [],
      push: [ChangeRun] = [], voids: [LogEntry.Void] = []
    ) throws {
      for written in write + hear {
        try device.hear(written.change.encoded, of: written.change.writer)
      }
      let tip = device.tip(of: device.writer)
      let request = SyncRequest(
        agent: "example/1.0", limit: 4_194_304,
        spaces: [
          SyncRequest.Space(
            space: device.space, cursor: cursor, digest: device.digest,
            streams: tip.counter > 0 ? [tip] : [], push: push, bootstrap: token,
            vector: device.vector, voids: voids)
        ])
      try device.check(request)
      var answer = answer
      answer.streams = region.tips(unlike: tip, push: push)
      let whole = SyncAnswer(time: 1_700_000_200_000, spaces: [answer])
      try device.take(answer)
      if answer.status == .cursorUnknown { cursor = nil }
      cursor = answer.cursor ?? cursor
      token = answer.bootstrap?.token
      exchanges.append(
        .some(
          .init("write", write.isEmpty ? .null : .array(write.map { .hex($0.change.encoded) })),
          .init(
            "hear",
            hear.isEmpty
              ? .null
              : .array(
                hear.map {
                  .object(
                    .init("writer", .hex($0.change.writer.bytes)),
                    .init("change", .hex($0.change.encoded)))
                })),
          .init("request", .hex(request.encoded)), .init("answer", .hex(whole.encoded))))
    }

    func scenario(_ comment: String) -> Scenario {
      Scenario(
        comment, [],
        .object(
          .init("space", .string(device.space.text)), .init("writer", .hex(device.writer.bytes)),
          .init("exchanges", .array(exchanges))))
    }
  }

  private static func seal(_ written: Written) -> Seal {
    let message = Seal.message(
      stream: Stream(space: Pen.space, writer: written.change.writer), counter: written.dot.counter,
      tip: written.link)
    return Seal(
      writer: written.change.writer, counter: written.dot.counter, tip: written.link,
      signature: Signatures.device(of: message))
  }

  private static func run(_ changes: Written...) -> ChangeRun {
    ChangeRun(
      writer: changes[0].change.writer, first: changes[0].dot.counter,
      changes: changes.map(\.change.encoded), seal: changes.last.map(seal))
  }

  private static func idle() throws -> Scenario {
    let region = VectorRegion(members: [anna])
    var transcript = Transcript(.anna())
    try transcript.exchange(region, region.page([], isFirst: true, token: nil))
    try transcript.exchange(region, region.answer(after: region.log.count))
    return transcript.scenario("a device that is new, and then nothing to say")
  }

  private static func push() throws -> Scenario {
    let (pen, region) = (Pen.anna(), VectorRegion(members: [anna]))
    var transcript = Transcript(pen)
    try transcript.exchange(region, region.page([], isFirst: true, token: nil))
    let made = pen.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let edit = pen.write(Draft(.example, .set("title", "b")), seeing: try .after(made))
    let start = region.log.count
    try region.take(made)
    region.seal(seal(made))
    var first = region.answer(after: start, own: pen.writer)
    first.receipt = receipt(region)
    try transcript.exchange(region, first, write: [made, edit], push: [run(made)])
    let middle = region.log.count
    try region.take(edit)
    region.seal(seal(edit))
    var second = region.answer(after: middle, own: pen.writer)
    second.receipt = receipt(region)
    try transcript.exchange(region, second, push: [run(edit)])
    return transcript.scenario("two changes, pushed one at a time")
  }

  private static func receipt(_ region: VectorRegion) -> SyncAnswer.Receipt {
    let hash = region.hashes[region.log.count]
    let position = UInt64(region.log.count)
    let message = SyncAnswer.Receipt.message(
      space: Pen.space, epoch: region.epoch, position: position, hash: hash,
      time: 1_700_000_200_000)
    return .init(
      epoch: region.epoch, position: position, hash: hash, time: 1_700_000_200_000,
      signature: Signatures.region(of: message))
  }

  private static func pull() throws -> Scenario {
    let (pen, region) = (Pen.bram(), VectorRegion(members: [anna, bram]))
    var transcript = Transcript(.anna())
    try transcript.exchange(region, region.page([], isFirst: true, token: nil))
    let made = pen.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let edit = pen.write(Draft(.example, .set("title", "b")), seeing: try .after(made))
    let other = pen.write(Draft(.other, .set("title", "c"), kind: "successStory"))
    let start = region.log.count
    for written in [made, edit] { try region.take(written) }
    try region.take(other, at: 1_700_000_150_000)
    region.seal(seal(other))
    try transcript.exchange(region, region.answer(after: start, upTo: start + 2))
    try transcript.exchange(region, region.answer(after: start + 2))
    return transcript.scenario("another's changes, in two parts")
  }

  private static func pages() throws -> Scenario {
    let (pen, region) = (Pen.bram(), VectorRegion(members: [anna, bram]))
    let made = pen.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let other = pen.write(Draft(.other, .set("title", "b"), kind: "fieldNote"))
    let third = Pen.carla().write(Draft(.third, .set("title", "c"), kind: "fieldNote"))
    let early = pen.write(Draft(.third, .set("title", "d")), seeing: try .after(third))
    for written in [made, other, early] { try region.take(written) }
    var transcript = Transcript(.anna())
    let own = Pen.anna().write(Draft(.example, .set("title", "z")), seeing: try .after(made))
    try transcript.exchange(
      region, region.page([.example], isFirst: true, token: [1], waiting: [early]), hear: [made],
      push: [])
    try transcript.exchange(region, region.page([.other], isFirst: false, token: nil), write: [own])
    let start = region.log.count
    try region.take(third)
    try region.release(early)
    try region.take(own)
    region.seal(seal(own))
    try transcript.exchange(
      region, region.answer(after: start, own: own.change.writer), push: [run(own)])
    return transcript.scenario("states in two pages, a change that waits, one of its own meanwhile")
  }

  private static func unknownCursor() throws -> Scenario {
    let pen = Pen.anna()
    let region = VectorRegion(members: [anna])
    var transcript = Transcript(pen)
    let made = pen.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let start = region.log.count
    try transcript.exchange(region, region.page([], isFirst: true, token: nil))
    try region.take(made)
    region.seal(seal(made))
    try transcript.exchange(
      region, region.answer(after: start, own: pen.writer), write: [made], push: [run(made)])
    let restored = VectorRegion(epoch: EpochID(rawValue: 2), members: [anna])
    try transcript.exchange(restored, restored.unknownCursor)
    try restored.take(made, at: 1_700_000_300_000)
    restored.seal(seal(made))
    try transcript.exchange(
      restored, restored.page([.example], isFirst: true, token: nil), push: [run(made)])
    return transcript.scenario("a region that lost its log and gets it back")
  }

  private static func refusal() throws -> Scenario {
    let (pen, region) = (Pen.anna(), VectorRegion(members: [anna]))
    var transcript = Transcript(pen)
    try transcript.exchange(region, region.page([], isFirst: true, token: nil))
    let made = pen.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let one = try DocumentState.after(made)
    let refused = pen.write(Draft(.example, .set("title", "b")), seeing: one)
    let built = pen.write(
      Draft(.example, .set("title", "c")), seeing: try .after(made, refused))
    let start = region.log.count
    try region.take(made)
    region.refuse(refused, previous: 1, .tooLarge)
    try region.take(built)
    region.seal(seal(built))
    var answer = region.answer(after: start, own: pen.writer)
    answer.outcomes = [.init(refused.dot, .void(.tooLarge))]
    try transcript.exchange(
      region, answer, write: [made, refused, built], push: [run(made, refused, built)])
    return transcript.scenario("a change that is refused, between two that are not")
  }

  private static func handedInPastVoid() throws -> Scenario {
    let (pen, other) = (Pen.anna(), Pen.bram())
    let region = VectorRegion(members: [anna, bram])
    var transcript = Transcript(pen)
    try transcript.exchange(region, region.page([], isFirst: true, token: nil))
    let made = other.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let refused = other.write(
      Draft(.example, .set("title", "b")), seeing: try .after(made))
    let built = other.write(
      Draft(.example, .set("title", "c")), seeing: try .after(made, refused))
    let start = region.log.count
    try region.take(made)
    let void = region.refuse(refused, previous: 1, .notAllowed)
    try region.take(built)
    region.seal(seal(built))
    try transcript.exchange(region, region.answer(after: start))
    let restored = VectorRegion(epoch: EpochID(rawValue: 2), members: [anna, bram])
    try transcript.exchange(restored, restored.unknownCursor)
    try restored.take(made, at: 1_700_000_300_000)
    let voidAgain = restored.refuse(refused, previous: 1, .notAllowed)
    try restored.take(built, at: 1_700_000_300_000)
    restored.seal(seal(built))
    let run = ChangeRun(
      writer: other.writer, first: 1,
      changes: [
        made.change.encoded, RunItem.link(refused.link).encoded, built.change.encoded,
      ], seal: seal(built))
    try transcript.exchange(
      restored,
      restored.page([.example], isFirst: true, token: nil, entries: [.void(voidAgain)]),
      push: [run], voids: [void])
    return transcript.scenario(
      "a region that lost another's stream, handed in by a device that never had a refused change")
  }

  private static func missing() throws -> Scenario {
    let (pen, other) = (Pen.anna(), Pen.bram())
    let region = VectorRegion(members: [anna, bram])
    var transcript = Transcript(pen)
    try transcript.exchange(region, region.page([], isFirst: true, token: nil))
    let made = other.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let edit = pen.write(Draft(.example, .set("title", "b")), seeing: try .after(made))
    let start = region.log.count
    try region.take(edit)
    region.seal(seal(edit))
    var first = region.answer(after: start, own: pen.writer)
    first.outcomes = [.init(edit.dot, .waiting(for: [made.dot]))]
    try transcript.exchange(region, first, write: [], hear: [made, edit], push: [run(edit)])
    let middle = region.log.count
    try region.take(made)
    try region.release(edit)
    region.seal(seal(made))
    try transcript.exchange(region, region.answer(after: middle), push: [run(made)])
    return transcript.scenario(
      "a change that waits at the region until what it builds on is handed in")
  }
}
