import SchakelCore

extension HotPath {
  /// Arithmetic of whole numbers in Swift: what another compiler makes of this it makes of the rest.
  static let yardstick = HotPath("yardstick", each: "SHA-256 of 4 KiB") { bench in
    let bytes = (0..<4_096).map { UInt8(truncatingIfNeeded: $0) }
    let expected = Hashing.portable.sha256(bytes)
    let times = many(bench, 100)
    return Work(times) {
      for _ in 0..<times where Hashing.portable.sha256(bytes) != expected {
        throw Unexpected("a hash that changes")
      }
    }
  }

  /// The merge, without a database.
  static let core = [
    HotPath("core.apply", each: "change") { bench in
      let applying = try Applying(changes: many(bench, 2_000))
      try applying.receive()
      return Work(applying.received.count) { try applying.receive() }
    },
    HotPath("core.join", each: "join") { bench in
      let joining = try Joining(writers: 2)
      return try repeated(many(bench, 1_000)) { joining.joined.vector.entries.count == 2 }
    },
    HotPath("core.join.155", each: "join") { bench in
      let joining = try Joining(writers: 155)
      return try repeated(many(bench, 200)) { joining.joined.vector.entries.count == 155 }
    },
    HotPath("core.text", each: "text") { bench in
      let text = try TextMerging(bytes: 400, paragraph: 200, edits: 2)
      return try repeated(many(bench, 1_000)) { text.isMerged }
    },
  ]

  /// Work that is done so many times, and some times before that.
  private static func repeated(_ times: Int, _ work: @escaping () throws -> Bool) throws -> Work {
    func repeatedly(_ times: Int) throws {
      for _ in 0..<times {
        guard try work() else { throw Unexpected("it came out otherwise") }
      }
    }
    try repeatedly(3)
    return Work(times) { try repeatedly(times) }
  }

  // MARK: Fields

  /// The same for documents of few fields and of many: what a field more costs, allocations above
  /// all. Changes and states are read already, but for `decode`.
  static let wide = [12, 120].flatMap { count in
    [
      fields("create", count, each: "change applied") { wide in
        { try WideDocument.applied(wide.create, to: DocumentState()).fields.count == count }
      },
      fields("edit", count, each: "change applied") { wide in
        { try WideDocument.applied(wide.leftEdit, to: wide.made).fields.count == count }
      },
      fields("join", count, each: "join") { wide in
        { wide.joined.fields.count == count }
      },
      fields("decode", count, each: "state read") { wide in
        { try DocumentState(encoded: wide.bytes).fields.count == count }
      },
    ]
  }

  private static func fields(
    _ name: String, _ count: Int, each unit: String,
    _ work: @escaping @Sendable (WideDocument) -> () throws -> Bool
  ) -> HotPath {
    HotPath("fields.\(name).\(count)", each: unit) { bench in
      try repeated(many(bench, 200), work(try WideDocument(fields: count)))
    }
  }
}

/// A document of many fields, edited in every other field on one side and in the rest on the other.
private struct WideDocument: Sendable {
  let create: Scribe.Written
  let leftEdit: Scribe.Written
  let made: DocumentState
  let left: DocumentState
  let right: DocumentState
  /// The two joined, in bytes.
  let bytes: [UInt8]

  init(fields: Int) throws {
    let id = DocumentID.sample(fields)
    let names = (100..<100 + fields).map { Name("veld\($0)") }
    var (one, two) = (Scribe(1), Scribe(2))
    create = one.create(
      Dictionary(uniqueKeysWithValues: names.map { ($0, [Value("begin \($0.text)")]) }), as: id)
    made = try Self.applied(create, to: DocumentState())
    func edits(_ remainder: Int) -> [(field: Name, value: Value)] {
      names.indices.filter { $0 % 2 == remainder }.map { (names[$0], Value("kant \($0)")) }
    }
    leftEdit = one.set(edits(0), of: id, in: made)
    left = try Self.applied(leftEdit, to: made)
    right = try Self.applied(two.set(edits(1), of: id, in: made), to: made)
    var both = left
    both.join(right)
    guard edits(0).allSatisfy({ both.siblings(of: $0.field).map(\.value) == [$0.value] }),
      edits(1).allSatisfy({ both.siblings(of: $0.field).map(\.value) == [$0.value] })
    else { throw Unexpected("a join without the edits") }
    bytes = both.encoded()
  }

  static func applied(_ written: Scribe.Written, to state: DocumentState) throws -> DocumentState {
    var state = state
    try state.take(written)
    return state
  }

  var joined: DocumentState {
    var state = left
    state.join(right)
    return state
  }
}
