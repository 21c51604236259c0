import SchakelCore
import Testing

@Suite("Messages")
struct MessageTests {
  private static let request = item(Sample.requests[1].encoded)
  private static let answer = item(Sample.answers[1].encoded)

  private static func item(_ bytes: [UInt8]) -> CBORItem {
    guard let item = try? CBORItem(checking: bytes) else { preconditionFailure("no item") }
    return item
  }

  /// The request with its second space changed, the answer with its second.
  private static func request(_ key: CBORItem, _ value: CBORItem?) -> CBORItem {
    request.with(4, request[4].with(at: 1, request[4].items[1].with(key, value)))
  }

  private static func answer(_ key: CBORItem, _ value: CBORItem?) -> CBORItem {
    answer.with(3, answer[3].with(at: 1, answer[3].items[1].with(key, value)))
  }

  @Test("a request with something missing, or written though it is empty, is refused")
  func requests() {
    for key in 1...4 {
      expect(Self.request.with(.unsigned(UInt64(key)), nil), .shape, as: SyncRequest.init)
    }
    expect(Self.request.with(1, 0), .shape, as: SyncRequest.init)
    expect(Self.request.with(3, .unsigned(1 << 31)), .limit, as: SyncRequest.init)
    expect(Self.request.with(5, 0), .unsupported, as: SyncRequest.init)
    expect(
      Self.request.with(4, .array(Array(repeating: 0, count: 257))), .shape, as: SyncRequest.init)
    expect(Self.request(1, nil), .shape, as: SyncRequest.init)
    expect(Self.request(3, nil), .shape, as: SyncRequest.init)
    expect(Self.request(4, []), .notShortest, as: SyncRequest.init)
    expect(Self.request(5, []), .notShortest, as: SyncRequest.init)
    expect(Self.request(31, 0), .unsupported, as: SyncRequest.init)
  }

  @Test("an answer with something missing, or written though it is as usual, is refused")
  func answers() {
    for key in 1...3 {
      expect(Self.answer.with(.unsigned(UInt64(key)), nil), .shape, as: SyncAnswer.init)
    }
    expect(Self.answer(1, nil), .shape, as: SyncAnswer.init)
    expect(Self.answer(2, 0), .notShortest, as: SyncAnswer.init)
    expect(Self.answer(2, 9), .unsupported, as: SyncAnswer.init)
    for key in [4, 8, 9, 12] {
      expect(Self.answer(.unsigned(UInt64(key)), []), .notShortest, as: SyncAnswer.init)
    }
    expect(Self.answer(5, .bool(false)), .notShortest, as: SyncAnswer.init)
    expect(Self.answer(6, nil), .shape, as: SyncAnswer.init)
    expect(Self.answer(7, nil), .shape, as: SyncAnswer.init)
  }

  @Test("counters of a run end where counters end")
  func counters() {
    let last = CBORItem.unsigned(Limits.counter)
    let anna = CBORItem.bytes(Sample.anna.bytes)
    expect(Self.answer(4, [[17, anna, last, 0, 2]]), .limit, as: SyncAnswer.init)
    expect(Self.answer(4, [[16, anna, last, 0, [0, 0]]]), .limit, as: SyncAnswer.init)
    expect(Self.answer(4, [[17, anna, 1, 0, last]]), nil, as: SyncAnswer.init)
    expect(Self.answer(4, [[16, anna, last, 0, [0]]]), nil, as: SyncAnswer.init)
    expect(Self.answer(4, [[18, anna, 1, 0, 1]]), .unsupported, as: SyncAnswer.init)
    expect(Self.answer(4, [[13, anna, 1, 0, 1]]), .unsupported, as: SyncAnswer.init)
    expect(Self.answer(4, [[]]), .shape, as: SyncAnswer.init)
  }

  @Test("what is held is counted up to a bound, and left out where it is nothing")
  func held() {
    expect(Self.answer(15, 1), nil, as: SyncAnswer.init)
    expect(Self.answer(15, 1_000), nil, as: SyncAnswer.init)
    expect(Self.answer(15, 1_001), .limit, as: SyncAnswer.init)
    expect(Self.answer(15, 0), .notShortest, as: SyncAnswer.init)
  }

  @Test("keys from 32 on are passed over")
  func ignorable() throws {
    let request = try SyncRequest(encoded: Self.request(32, [1]).with(99, "x").encoded)
    #expect(request == Sample.requests[1])
    let answer = try SyncAnswer(encoded: Self.answer(32, [1]).with(99, "x").encoded)
    #expect(answer == Sample.answers[1])
  }

  @Test("a bundle begins with its name, and an envelope of a later version is told apart")
  func bundles() {
    let bytes = Sample.bundle.encoded
    #expect(bytes.starts(with: Array("SCHAKELB".utf8)))
    var other = bytes
    other[0] ^= 0x20
    #expect(throws: CBORError(.shape, at: 0)) { try Bundle(encoded: other) }
    other = bytes
    other[9] = 2
    #expect(throws: CBORError(.unsupported, at: 9)) { try Bundle(encoded: other) }
    other = bytes
    other[10] = 0
    #expect(throws: CBORError(.unsupported, at: 10)) { try Bundle(encoded: other) }
  }

  @Test("a void comes after its writer's change before it")
  func voids() {
    let answer = Self.item(Sample.historyAnswer.encoded)
    let entry = answer[3].items[0]
    expect(answer.with(3, [entry.with(at: 5, 7)]), .limit, as: HistoryAnswer.init)
    expect(answer.with(3, [entry.with(at: 5, 6)]), nil, as: HistoryAnswer.init)
    expect(answer.with(3, [entry.with(at: 6, 0)]), .unsupported, as: HistoryAnswer.init)
    expect(answer.with(3, [[3]]), .shape, as: HistoryAnswer.init)
  }

  /// Expects a refusal with this code, or none.
  private func expect<Message>(
    _ item: CBORItem, _ code: CBORError.Code?, as read: ([UInt8]) throws -> Message,
    at location: SourceLocation = #_sourceLocation
  ) {
    do {
      _ = try read(item.encoded)
      #expect(code == nil, sourceLocation: location)
    } catch {
      #expect((error as? CBORError)?.code == code, sourceLocation: location)
    }
  }
}
