import SchakelCore
import SchakelTesting
import Testing

/// Values share the bytes that they were read from, and nobody can tell.
@Suite("Values")
struct ValueTests {
  /// The same values read one after another from one source, with something before and behind them.
  private func read(_ values: [Value]) throws -> [Value] {
    var out = CBORWriter()
    out.text("voor")
    out.arrayHead(values.count)
    for value in values { value.encode(to: &out) }
    out.text("na")
    var reader = CBORReader(out.bytes)
    #expect(try reader.text() == "voor")
    let read = try (0..<(try reader.arrayHead())).map { _ in try Value(from: &reader) }
    #expect(try reader.text() == "na")
    try reader.finish()
    return read
  }

  /// Some of every shape, and some of them twice.
  private func drawn(_ generator: inout SeededRandom) -> [Value] {
    let values = (0..<40).compactMap { _ in Value(.random(depth: 2, using: &generator)) }
    return (values + values.prefix(10)).shuffled(using: &generator)
  }

  @Test(
    "read from one source they are equal to those made alone, and hash and order alike",
    arguments: Seeds.upTo(10))
  func alike(seed: UInt64) throws {
    var generator = SeededRandom(seed: seed)
    let alone = drawn(&generator)
    let read = try read(alone)
    #expect(read == alone, Seeds.replay(seed))
    #expect(read.map(\.hashValue) == alone.map(\.hashValue), Seeds.replay(seed))
    #expect(Set(read) == Set(alone), Seeds.replay(seed))
    #expect(read.sorted() == alone.sorted(), Seeds.replay(seed))
    for (left, bytes) in zip(read, alone.map(\.encoded)) {
      for (right, others) in zip(read + alone, (alone + alone).map(\.encoded)) {
        #expect((left == right) == (bytes == others), Seeds.replay(seed))
        #expect((left < right) == bytes.lexicographicallyPrecedes(others), Seeds.replay(seed))
        #expect((right < left) == others.lexicographicallyPrecedes(bytes), Seeds.replay(seed))
      }
    }
  }

  @Test("of one source each is written as it was, and no byte of its neighbours")
  func encoded() throws {
    var generator = SeededRandom(seed: 1)
    let alone = drawn(&generator) + [.null, Value(true), Value("")]
    for (value, bytes) in zip(try read(alone), alone.map(\.encoded)) {
      #expect(value.encoded == bytes)
      #expect(value.byteCount == bytes.count)
      var out = CBORWriter()
      out.bool(false)
      value.encode(to: &out)
      #expect(out.bytes == [0xf4] + bytes)
      #expect(try Value(checking: value.encoded) == value)
    }
  }

  @Test("values of one length at different places are equal by their bytes and by nothing else")
  func places() throws {
    let read = try read(["bank", "plas", "bank", "plat", "bank"].map { Value($0) })
    #expect(read.map { $0 == read[0] } == [true, false, true, false, true])
    #expect(read.map { $0 < read[1] } == [true, false, true, false, true])
    #expect(read[1] < read[3] && !(read[3] < read[1]))
    // One begins as the other does.
    let longer = try self.read([Value("a"), Value(Int64(1)), Value(Int64(1_000)), Value("ab")])
    #expect(longer.sorted() == [longer[1], longer[2], longer[0], longer[3]])
    #expect(Set(longer).count == 4)
  }

  @Test("in the middle of a source it is read up to its own end")
  func contents() throws {
    let values = try read(
      [
        Value("vóór"), Value(true), Value(Int64(-500)), .null, Value(""), Value(false),
        try #require(Value([1, ["a": .null], "z"])), Value(Int64.max), Value("na"),
      ])
    #expect(values.map(\.text) == ["vóór", nil, nil, nil, "", nil, nil, nil, "na"])
    #expect(values.map(\.flag) == [nil, true, nil, nil, nil, false, nil, nil, nil])
    #expect(values.map(\.integer) == [nil, nil, -500, nil, nil, nil, nil, .max, nil])
    #expect(values.map(\.isNull) == values.indices.map { $0 == 3 })
    #expect(
      values.map(\.item) == [
        "vóór", .bool(true), -500, .null, "", .bool(false), [1, ["a": .null], "z"],
        .unsigned(UInt64(Int64.max)), "na",
      ])
  }

  @Test("a limit is of the value and not of what it is read from")
  func limit() throws {
    var out = CBORWriter()
    for text in ["lang genoeg", "bank", "bankje"] { out.text(text) }
    var reader = CBORReader(out.bytes)
    try reader.skip()
    #expect(try Value(from: &reader, limit: 5) == Value("bank"))
    #expect(throws: CBORError.self) { try Value(from: &reader, limit: 6) }
  }

  // MARK: Long sources

  /// A value read from the middle of a source of so many bytes.
  private func value(_ value: Value, fromSourceOf count: Int) throws -> Value {
    var out = CBORWriter()
    out.text("voor")
    value.encode(to: &out)
    let left = count - out.bytes.count
    // The head of a byte string: 2^8 bytes and more take three, 2^16 and more five.
    let head = left - 3 < 1 << 16 ? 3 : 5
    out.byteString([UInt8](repeating: 0xf6, count: left - head))
    #expect(out.bytes.count == count)
    var reader = CBORReader(out.bytes)
    try reader.skip()
    let read = try Value(from: &reader)
    try reader.skip()
    try reader.finish()
    return read
  }

  /// How many bytes a value keeps in memory, its own and those around it.
  private func bytesKept(by value: Value) -> [Int] {
    Mirror(reflecting: value).children.compactMap { ($0.value as? [UInt8])?.count }
  }

  @Test(
    "of a source of more than 65,536 bytes a value keeps its own alone, and is the same value",
    arguments: [1_000, 65_536, 65_537, 1_000_000])
  func longSource(_ count: Int) throws {
    let alone = [
      Value("bankje"), .null, Value(Int64(-70_000)), Value(String(repeating: "é", count: 90)),
    ]
    let read = try alone.map { try value($0, fromSourceOf: count) }
    #expect(read == alone)
    #expect(read.map(\.hashValue) == alone.map(\.hashValue))
    #expect(read.map(\.encoded) == alone.map(\.encoded))
    #expect(read.map(\.item) == alone.map(\.item))
    #expect(read.sorted() == alone.sorted())
    #expect(zip(read, alone).allSatisfy { !($0 < $1) && !($1 < $0) })
    let kept = count > 65_536 ? alone.map { [$0.byteCount] } : alone.map { _ in [count] }
    #expect(read.map(bytesKept) == kept)
  }

  @Test("a value longer than that is the same from whatever it is read")
  func longValue() throws {
    let long = Value(String(repeating: "x", count: 70_000))
    let read = try value(long, fromSourceOf: 200_000)
    #expect(read == long && read.byteCount == 70_005 && read.text == long.text)
    #expect(bytesKept(by: read) == [70_005])
    #expect(try self.read([Value("a"), long, Value("b")]) == [Value("a"), long, Value("b")])
  }
}
