import SchakelCore
import Testing

/// What a vector means, as a dictionary: the slow and plain reading.
private typealias Counters = [Writer: UInt64]

@Suite("Version vectors")
struct VersionVectorTests {
  private static let writers = ["anna", "anna2", "bob"].map { Cast.writer($0) }

  /// Every vector over three writers with counters from 0 to 3.
  private static let all: [(vector: VersionVector, counters: Counters)] = (0..<64).map { number in
    var vector = VersionVector()
    var counters: Counters = [:]
    for (place, writer) in writers.enumerated() {
      let counter = UInt64(number >> (place * 2) & 3)
      guard counter > 0 else { continue }
      let dot = Dot(writer: writer, counter: counter)
      vector.record(dot, check: Cast.check(of: dot))
      counters[writer] = counter
    }
    return (vector, counters)
  }

  @Test("each pair compares, dominates, lacks and merges as dictionaries do")
  func pairs() {
    for left in Self.all {
      for right in Self.all {
        check(left.vector, left.counters, right.vector, right.counters)
      }
    }
  }

  private func check(_ a: VersionVector, _ left: Counters, _ b: VersionVector, _ right: Counters) {
    let less = right.contains { $0.value > left[$0.key, default: 0] }
    let more = left.contains { $0.value > right[$0.key, default: 0] }
    let order: VersionVector.Order =
      less ? (more ? .concurrent : .before) : (more ? .after : .equal)
    #expect(a.compare(b) == order)
    #expect(a.dominates(b) == !less)
    let missing = right.filter { $0.value > left[$0.key, default: 0] }
    let gaps = a.missing(from: b)
    #expect(gaps.count == missing.count)
    for gap in gaps {
      #expect(missing[gap.writer] == gap.counters.upperBound)
      #expect(gap.counters.lowerBound == left[gap.writer, default: 0] + 1)
    }
    var both = a
    both.merge(b)
    #expect(both.invariantFailure == nil)
    #expect(counters(of: both) == left.merging(right, uniquingKeysWith: max))
    #expect(a.forks(with: b) == [])
  }

  private func counters(of vector: VersionVector) -> Counters {
    Dictionary(uniqueKeysWithValues: vector.entries.map { ($0.writer, $0.counter) })
  }

  @Test("a vector covers exactly the dots up to its counters")
  func covers() {
    for (vector, counters) in Self.all {
      for writer in Self.writers {
        #expect(vector.counter(of: writer) == counters[writer, default: 0])
        for counter in UInt64(1)...4 {
          let covers = counter <= counters[writer, default: 0]
          #expect(vector.covers(Dot(writer: writer, counter: counter)) == covers)
        }
      }
    }
  }

  @Test("a recorded dot raises one entry; one that is covered changes nothing")
  func record() {
    for (vector, counters) in Self.all {
      for writer in Self.writers {
        for counter in UInt64(1)...4 {
          var after = vector
          after.record(Dot(writer: writer, counter: counter), check: 99)
          #expect(after.invariantFailure == nil)
          let rises = counter > counters[writer, default: 0]
          #expect((after == vector) == !rises)
          if rises { #expect(after.entry(of: writer)?.check == 99) }
        }
      }
    }
  }

  @Test(
    "equal counters with other checks are forks",
    arguments: [
      ("3@anna, 2@bob", "3@anna!, 2@bob", ["3@anna"]),
      ("3@anna!, 2@bob", "3@anna, 2@bob!", ["2@bob", "3@anna"]),
      ("3@anna, 2@bob", "4@anna!, 2@cas!", []),
      ("", "4@anna!", []),
    ] as [(VersionVector, VersionVector, [Dot])])
  func forks(_ left: VersionVector, _ right: VersionVector, _ dots: [Dot]) {
    #expect(left.forks(with: right) == dots)
    #expect(right.forks(with: left) == dots)
  }

  @Test("merging commutes, associates and repeats, forks included")
  func mergeLaws() {
    let vectors: [VersionVector] = [
      "", "1@anna", "1@anna!", "2@anna, 1@bob", "2@anna!, 1@bob!", "2@bob", "3@anna, 1@cas",
    ]
    for left in vectors {
      for right in vectors {
        #expect(left.merged(right) == right.merged(left))
        #expect(left.merged(right).merged(right) == left.merged(right))
        for third in vectors {
          #expect(
            left.merged(right).merged(third) == left.merged(right.merged(third)))
        }
      }
    }
  }
}

extension VersionVector {
  fileprivate func merged(_ other: VersionVector) -> VersionVector {
    var vector = self
    vector.merge(other)
    return vector
  }
}

@Suite("Version vectors in bytes")
struct VersionVectorEncodingTests {
  private static let anna = "4c 0000000000000001 00000001"
  private static let bob = "4c 0000000000000002 00000001"

  @Test("a vector is a flat array in order of its writers' bytes")
  func format() throws {
    var vector = VersionVector()
    vector.record(Dot(writer: writer(2), counter: 24), check: 0xaabb_ccdd)
    vector.record(Dot(writer: writer(1), counter: 1), check: 1)
    let bytes = hex("86 \(Self.anna) 01 44 00000001 \(Self.bob) 1818 44 aabbccdd")
    #expect(vector.encodedAlone == bytes)
    #expect(try VersionVector(alone: bytes) == vector)
  }

  @Test(
    "a second encoding of a vector is refused, with its place",
    arguments: [
      ("83 \(bob) 00 44 00000001", .limit, 14),
      ("83 \(bob) 1b 0000010000000000 44 00000001", .limit, 14),
      ("86 \(bob) 01 44 00000001 \(anna) 01 44 00000001", .order, 20),
      ("86 \(bob) 01 44 00000001 \(bob) 02 44 00000001", .order, 20),
      ("82 \(bob) 01", .shape, 0),
      ("83 \(bob) 01 43 000001", .shape, 15),
      ("83 4b 00000000000000020000 00 01 44 00000001", .shape, 1),
      ("83 \(bob) 1801 44 00000001", .notShortest, 14),
      ("83 \(bob) 01", .truncated, 15),
      ("9f ff", .indefinite, 0),
    ] as [(String, CBORError.Code, Int)])
  func refused(_ bytes: String, _ code: CBORError.Code, _ offset: Int) {
    #expect(throws: CBORError(code, at: offset)) { try VersionVector(alone: hex(bytes)) }
  }

  private func writer(_ number: UInt64) -> Writer {
    Writer(replica: ReplicaID(rawValue: number), incarnation: Incarnation(rawValue: 1))
  }
}

extension VersionVector {
  fileprivate var encodedAlone: [UInt8] {
    var writer = CBORWriter()
    encode(to: &writer)
    return writer.bytes
  }

  fileprivate init(alone bytes: [UInt8]) throws {
    var reader = CBORReader(bytes)
    try self.init(from: &reader)
    try reader.finish()
  }
}
