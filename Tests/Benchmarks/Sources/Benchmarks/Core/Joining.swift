import SchakelCore

/// States of one document that went their own ways, brought together.
struct Joining {
  private let left: DocumentState
  private let right: DocumentState
  private let expected: [UInt8]

  /// - Parameter writers: how many edited the document before it went two ways, where each side
  ///   was then edited once more.
  init(writers: Int) throws {
    var scribes = (0..<writers).map { Scribe($0) }
    let note = Note(1)
    let id = DocumentID(milliseconds: 1, random: (1, 2))
    var state = DocumentState()
    try state.take(scribes[0].create(note, as: id))
    let fields = note.fields.keys.sorted()
    for number in scribes.indices.dropFirst() {
      let field = fields[number % fields.count]
      try state.take(
        scribes[number].set(field, Value("versie \(number)"), of: id, in: state))
    }
    var left = state
    var right = state
    try left.take(scribes[0].set("place", Value("links"), of: id, in: state))
    var last = writers > 1 ? scribes[writers - 1] : Scribe(writers)
    try right.take(last.set("title", Value("rechts"), of: id, in: state))
    self.left = left
    self.right = right
    var joined = right
    joined.join(left)
    expected = joined.encoded()
  }

  /// What one side is after it took in the other.
  var joined: DocumentState {
    var state = left
    state.join(right)
    return state
  }

  /// Microseconds to join the two, and microseconds to write and read a state.
  func measure(_ bench: Bench) async throws -> (join: Double, encode: Double, decode: Double) {
    let times = bench.scale.pick(smoke: 3, quick: 2_000, full: 20_000)
    let bytes = left.encoded()
    let medians = try await Rounds.run(
      bench,
      [
        Rounds.Contender("join") { _ in
          {
            var sizes = 0
            for _ in 0..<times { sizes += joined.vector.entries.count }
            let state = joined
            guard sizes == times * state.vector.entries.count, state.encoded() == expected
            else { throw Unexpected("the join depends on its direction") }
          }
        },
        Rounds.Contender("encode") { _ in
          {
            var size = 0
            for _ in 0..<times { size += left.encoded().count }
            guard size == times * bytes.count else { throw Unexpected("two encodings") }
          }
        },
        Rounds.Contender("decode") { _ in
          {
            var entries = 0
            for _ in 0..<times { entries += try DocumentState(encoded: bytes).fields.count }
            guard entries == times * left.fields.count else { throw Unexpected("two readings") }
          }
        },
      ])
    func each(_ name: String) -> Double { (medians[name] ?? .nan) / Double(times) * 1e6 }
    return (join: each("join"), encode: each("encode"), decode: each("decode"))
  }
}

extension Benchmark {
  static let joining = [
    Benchmark("core.join") { bench in
      let took = try await Joining(writers: 2).measure(bench)
      return [
        Figure(
          "core.join", took.join, "us", target: .atMost(5),
          note: "two states of 12 fields, each with an edit of its own"),
        Figure("core.state.encode", took.encode, "us", note: "the same state written"),
        Figure("core.state.decode", took.decode, "us", note: "the same state read and checked"),
      ]
    },
    Benchmark("core.join.155") { bench in
      let took = try await Joining(writers: 155).measure(bench)
      return [
        Figure(
          "core.join.155", took.join, "us", target: .atMost(50),
          note: "the same for a document that 155 streams have edited")
      ]
    },
  ]
}
