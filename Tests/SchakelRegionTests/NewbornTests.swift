import SchakelCore
import Testing

@testable import SchakelRegion

/// The shortcut beside the merge.
@Suite struct NewbornTests {
  private let writer = Writer(
    replica: ReplicaID(rawValue: 0x1234), incarnation: Incarnation(rawValue: 9))

  /// A change that makes a document, of any shape that the format has.
  private func change(_ random: FakeRandom) -> Change {
    func draw(_ bound: UInt64) -> Int { Int(random.next() % bound) }
    let names = [
      "a", "area", "body", "title", "visibility", "zz", "Ω", "themes-that-have-a-longer-name",
    ]
    var operations: [Operation] = []
    var values: [Value] = []
    for name in names.sorted(by: { Name($0) < Name($1) }) where draw(2) == 0 {
      let count = draw(4)
      operations.append(
        Operation(draw(2) == 0 ? .set : .add, field: Name(name), replaces: [], count: count))
      for _ in 0..<count {
        values.append(
          name == "visibility" && draw(2) == 0
            ? Value("public")
            : draw(2) == 0
              ? Value(Int64(draw(1_000_000))) : Value(String(repeating: "é", count: draw(300))))
      }
    }
    if operations.isEmpty || draw(10) == 0 {
      operations.insert(Operation(.restore, field: .lifecycle, replaces: [], count: 0), at: 0)
    }
    let header = ChangeHeader(
      counter: random.next() % 1_000 + 1,
      document: DocumentID(milliseconds: 1_700_000_000_000, random: (random.next(), random.next())),
      time: HybridTime(rawValue: random.next()), author: PersonID(rawValue: random.next()),
      context: VersionVector(), operations: operations, kind: "fieldNote")
    return Change(
      header: header, writer: writer,
      content: Payload.Content(
        salt: random.bytes(16), values: values, reason: draw(3) == 0 ? "because" : nil))
  }

  private func newborn(_ change: Change, check: UInt32) -> (state: [UInt8], share: UInt64)? {
    guard case .intact(let payload) = change.payload,
      let values = Newborn.values(in: payload, for: change.header),
      let newborn = Newborn(change.header, writer: writer, check: check),
      let share = newborn.share(.portable)
    else { return nil }
    return (newborn.state(payload, values: values.range), share)
  }

  @Test(
    "the shortcut comes to the bytes that the merge comes to", arguments: [1, 2, 3] as [UInt64])
  func sameBytes(seed: UInt64) throws {
    let random = FakeRandom(seed: seed)
    var shortcuts = 0
    for _ in 0..<500 {
      let change = change(random)
      let check = UInt32(truncatingIfNeeded: random.next())
      guard let newborn = newborn(change, check: check) else { continue }
      shortcuts += 1
      var state = DocumentState()
      #expect(try state.apply(change, check: check) == .applied)
      #expect(state.encoded() == newborn.state)
      #expect(
        try DocumentDigest.share(
          of: change.header.document, state: newborn.state, hashing: .portable) == newborn.share)
    }
    #expect(shortcuts > 300)
  }

  @Test("the shortcut reads what the core reads, and nothing else", arguments: [4, 5] as [UInt64])
  func sameReading(seed: UInt64) throws {
    let random = FakeRandom(seed: seed)
    var (read, refused, published) = (0, 0, 0)
    for _ in 0..<5_000 {
      let change = change(random)
      guard case .intact(var payload) = change.payload else { continue }
      let place = Int(random.next() % UInt64(payload.count))
      switch random.next() % 4 {
      case 0: payload[place] = UInt8(truncatingIfNeeded: random.next())
      case 1: payload.remove(at: place)
      case 2: payload.append(0)
      default: break
      }
      let frame = ChangeFrame(header: change.headerBytes, payload: .intact(payload))
      let core = (try? Change(frame: frame, writer: writer)) != nil
      let content = IncomingRun.Item.Content(
        frame, writer: writer, counter: change.header.counter)
      #expect((content.header != nil) == core)
      let item = IncomingRun.Item(bytes: [], frame: frame, payload: nil, content: content)
      #expect(item.publishes == (try? Change(frame: frame, writer: writer))?.publishes ?? false)
      if item.publishes { published += 1 }
      if core { read += 1 } else { refused += 1 }
    }
    #expect(read > 500 && refused > 500 && published > 100)
  }
}
