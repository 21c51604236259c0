import SchakelCore

/// Messages with something in each of their parts.
enum Sample {
  static let anna = Cast.writer("anna")
  static let bob = Cast.writer("bob")
  static let space = SpaceID(rawValue: 0x5c)
  static let hash = Hashing.portable.sha256([1])
  static let seal = Seal(
    writer: anna, counter: 3, tip: hash, signature: bytes(Seal.signatureBytes, of: 0xee))
  static let cursor = Cursor(epoch: EpochID(rawValue: 9), position: 300, mark: .max)

  /// All by Anna: as an edit does it, as a settlement, a release, a copy; and one erased.
  static let changes: [Change] = {
    let made = Change.make(
      "1@anna", kind: "fieldNote",
      [
        Operation(.add, field: "themes", replaces: [], count: 2),
        Operation(.set, field: "title", replaces: [], count: 1),
      ], values: [Value("safety"), Value("caf\u{e9}"), Value("Plein")])
    return [made, settlement, released, copied, deletion, settlement.erased(.portable)]
  }()

  private static let settlement = Change(
    header: ChangeHeader(
      counter: 300, document: History.document, time: HybridTime(rawValue: 1 << 40),
      author: PersonID(rawValue: 5), context: "2@anna, 7@bob, 900@cas",
      operations: [
        Operation(
          .set, field: "title", replaces: [.init("2@bob"), .init("300@cas", index: 1)], count: 2,
          origins: [nil, Operation.Origin(dot: "2@bob", author: PersonID(rawValue: 6))])
      ], purpose: .resolution, rule: "text/1"),
    writer: anna,
    content: .init(salt: bytes(16, of: 1), values: [Value(2), .null], reason: "afgesproken"))

  private static let released = Change(
    header: ChangeHeader(
      counter: 4, document: History.document, time: .zero, author: PersonID(rawValue: 5),
      context: "1@bob", operations: [Operation(.remove, field: "t", replaces: [], count: 0)],
      purpose: .release, origin: .change("3@anna", check: 7)),
    writer: anna, content: .init(salt: bytes(16, of: 1), values: []))

  private static let copied = Change(
    header: ChangeHeader(
      counter: 4, document: History.document, time: .zero, author: PersonID(rawValue: 5),
      context: "", operations: [Operation(.set, field: "t", replaces: [], count: 1)],
      kind: "reukmelding", origin: .document(space: space, document: History.document)),
    writer: anna,
    content: .init(salt: bytes(16, of: 1), values: [Value(["a": [1, -1.5]]) ?? .null]))

  private static let deletion = Change.make(
    "5@anna", after: "1@bob", [Operation(.delete, field: .lifecycle, replaces: [], count: 1)],
    values: [.null])

  static let states: [DocumentState] = {
    let history: History = """
      anna: make title=Plein themes+safety
      bob < anna: title=Pleintje|Plein^0
      cas < anna: title=Het_plein body=Stil erased
      dirk < anna: delete
      bob: themes-safety themes+x void
      anna < dirk: delete
      """
    var states = [DocumentState()]
    for count in 1...history.deeds.count {
      if let state = try? history.state(hearing: Array(0..<count)) { states.append(state) }
    }
    precondition(states.count == history.deeds.count + 1, "a sample history does not apply")
    return states
  }()
}

// MARK: The log

extension Sample {
  static let device = LogEntry.Device(
    replica: anna.replica, person: PersonID(rawValue: 5), publicKey: bytes(32, of: 7),
    status: .revoked, actor: PersonID(rawValue: 9), time: 12)

  static let void = LogEntry.Void(
    dot: "7@bob", link: hash, document: History.document, previous: 3, reason: .notAllowed,
    received: 1_000, signature: bytes(64, of: 5))

  static let entries: [LogEntry] = [
    .change("3@anna", link: hash, received: 1_600_000_000_000), .void(void),
    .void(
      .init(
        dot: "1@bob", link: hash, document: nil, previous: 0, reason: .unreadable, received: 1,
        signature: bytes(64, of: 6))),
    .receipt("3@anna", received: 24),
    .member(.init(person: PersonID(rawValue: 1), role: .auditor, actor: nil, time: 0)),
    .member(
      .init(person: PersonID(rawValue: 1), role: .none, actor: PersonID(rawValue: 2), time: 1)),
    .device(device),
    .erasure(
      .init(
        parts: [.init(document: History.document, dots: ["1@anna", "2@bob"])], ground: hash,
        requestedBy: PersonID(rawValue: 1), approvedBy: nil, time: 5)),
    .epoch(.init(epoch: EpochID(rawValue: 1), previous: nil, time: 1)),
    .epoch(.init(epoch: EpochID(rawValue: 2), previous: cursor, time: 1)),
    .checkpoint(
      .init(
        position: 7, hash: hash, documents: 3, digest: .max, previous: hash, time: 9,
        signature: bytes(64, of: 3))),
    .seal(seal),
    .reading(.init(reader: PersonID(rawValue: 1), scope: .conflict, time: 4)),
    .reading(.init(reader: nil, scope: .export, time: 4)),
    .admission(
      .init(
        writer: anna, previous: Incarnation(rawValue: 7), actor: PersonID(rawValue: 1), time: 6)),
    .admission(.init(writer: anna, previous: nil, actor: nil, time: 6)),
    .dismissal(.init(dot: "1@bob", actor: PersonID(rawValue: 1), time: 7)),
    .opening(.init(actor: PersonID(rawValue: 1), time: 8)),
    .opening(.init(actor: nil, time: 8)),
  ]
}

// MARK: Messages

extension Sample {
  static let run = ChangeRun(
    writer: anna, first: 3, changes: changes.prefix(2).map(\.encoded), seal: seal)

  static let requests: [SyncRequest] = [
    SyncRequest(agent: "example/1", limit: 0, spaces: []),
    SyncRequest(
      agent: "example/1", limit: 4 << 20,
      spaces: [
        .init(space: space, cursor: nil, digest: 0),
        .init(
          space: space, cursor: cursor, digest: .max, streams: [tip], push: [run],
          bootstrap: [1, 2], vector: "3@anna, 2@bob", voids: [void],
          confirmation: ErasureConfirmation(place: cursor, signature: seal.signature)),
      ]),
  ]

  private static let tip = StreamTip(writer: anna, counter: 3, tip: hash)

  static let answers: [SyncAnswer] = [
    SyncAnswer(time: 1, spaces: []),
    SyncAnswer(time: 1_600_000_000_000, spaces: [refused, full, first]),
  ]

  private static let refused = SyncAnswer.Space(space: space, status: .noAccess)

  private static let full: SyncAnswer.Space = {
    var answer = SyncAnswer.Space(space: space)
    answer.cursor = cursor
    answer.entries = [
      .changes(ChangeRun(writer: anna, first: 3, changes: run.changes), received: 5),
      .own(anna, counters: 1...Limits.counter, received: 6), .entry(entries[3]),
    ]
    answer.more = true
    answer.head = cursor
    answer.digest = 77
    answer.streams = [tip]
    answer.outcomes = [
      .init("3@anna", .waiting(for: ["1@bob", "2@cas"])), .init("4@anna", .void(.tooLarge)),
      .init("5@anna", .fork),
    ]
    answer.receipt = .init(
      epoch: EpochID(rawValue: 1), position: 7, hash: hash, time: 5, signature: bytes(64, of: 4))
    answer.people = [.init(person: PersonID(rawValue: 5), name: "Persoon \u{e9}", role: .reader)]
    answer.unadmitted = [anna]
    answer.held = 3
    return answer
  }()

  private static let first: SyncAnswer.Space = {
    var page = SyncAnswer.Bootstrap(position: 7, hash: hash)
    page.streams = [tip]
    page.states = [
      .init(document: History.document, state: states[1].encoded()),
      .init(
        document: History.document, state: states[2].encoded(),
        receipts: [(dot: "1@anna", milliseconds: 4)]),
    ]
    page.waiting = [.init(writer: bob, received: 6, change: changes[0].encoded, link: hash)]
    page.token = [9]
    var answer = SyncAnswer.Space(space: space, status: .cursorUnknown)
    answer.bootstrap = page
    return answer
  }()

  static let bundle = Bundle(
    space: space,
    runs: [
      ChangeRun(
        writer: anna, first: 3, changes: run.changes + [RunItem.link(hash).encoded], seal: seal)
    ], devices: [device], voids: [void])

  static let historyRequests = [
    HistoryRequest(space: space, document: History.document),
    HistoryRequest(space: space, document: History.document, after: [1, 2], limit: 0),
  ]

  static let historyAnswer = HistoryAnswer(
    items: [.init(writer: anna, received: 5, check: 7, change: changes[0].encoded)],
    voids: [void])

  static let historyAnswers = [
    historyAnswer, HistoryAnswer(items: historyAnswer.items, voids: [], token: [1, 2]),
    HistoryAnswer(items: [], voids: []),
    HistoryAnswer(
      items: historyAnswer.items, voids: [],
      successors: [.init(of: History.document, DocumentID(milliseconds: 1, random: (2, 3)))]),
  ]
}
