import SchakelCore

/// What a change takes in a message beyond what it says.
struct WireSize {
  /// A writer of long standing, whose counter has grown.
  private static let counter: UInt64 = 1_000_000
  private static let document = DocumentID.sample(1)
  private let created: Scribe.Written
  private let edited: Scribe.Written
  private let value: Value

  init() throws {
    var maker = Self.scribe(1)
    var editor = Self.scribe(2)
    let note = Note(1)
    var state = DocumentState()
    created = maker.create(note, as: Self.document)
    try state.take(created)
    let change = note.moved(1)
    value = change.value
    edited = editor.set(change.field, change.value, of: Self.document, in: state)
  }

  private static func scribe(_ number: Int) -> Scribe {
    let named = Scribe(number)
    return Scribe(
      named.writer, person: PersonID(rawValue: named.writer.replica.rawValue),
      space: Device.space, counter: counter)
  }

  /// The bytes that a change adds to the request it is pushed with, next to another one.
  private static func bytes(of written: Scribe.Written) -> Int {
    func request(_ changes: [[UInt8]]) -> Int {
      let run = ChangeRun(writer: written.change.writer, first: counter + 1, changes: changes)
      return SyncRequest(
        agent: "", limit: 0,
        spaces: [.init(space: Device.space, cursor: nil, digest: 0, push: [run])]
      ).encoded.count
    }
    let change = written.change.encoded
    return request([change, change]) - request([change])
  }

  func figures() throws -> [Figure] {
    guard edited.change.header.context.entries.count == 1 else {
      throw Unexpected("the edit's context has not one entry")
    }
    let values = Note(1).fields.values.reduce(0) { $0 + $1[0].encoded.count }
    return [
      Figure(
        "wire.change", Double(Self.bytes(of: edited) - value.encoded.count), "bytes",
        target: .atMost(120),
        note: "a pushed change of one field of another's note, without the value, seal and receipt"),
      Figure(
        "wire.create", Double(Self.bytes(of: created) - values), "bytes",
        note: "a pushed note of 12 fields, without their values; the names of the fields are in it"),
    ]
  }
}

extension Benchmark {
  static let wireSize = Benchmark("wire.change") { _ in try WireSize().figures() }
}
