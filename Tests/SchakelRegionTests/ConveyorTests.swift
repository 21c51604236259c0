import Dispatch
import SchakelTesting
import Synchronization
import Testing

@testable import SchakelRegion

/// The work that the writing thread hands to others.
@Suite("A conveyor")
struct ConveyorTests {
  /// What may be in it at once: sixteen parts of a hundred that are under way, and one more that is
  /// gathered until the first of them is out.
  private static let most = 1_700

  private static let counts = [0, 1, 99, 100, 101, 1_699, 1_700, 1_701, 10_000]

  /// All that comes out for the numbers up to `count`.
  private func conveyed(
    _ count: Int, _ work: @escaping Conveyor<Int, Int>.Work
  ) throws(RegionError) -> [Int] {
    var conveyor = Conveyor<Int, Int>(work)
    var out: [Int] = []
    for number in 0..<count { out += try conveyor.put(number, weight: 1) }
    out += try conveyor.finish()
    return out
  }

  /// The number's square, after so many turns of other work.
  private static func square(_ number: Int, after turns: Int) -> Int {
    var random = SeededRandom(seed: UInt64(number))
    var sum: UInt64 = 0
    for _ in 0..<turns { sum ^= random.next() }
    // The sum is always there, so that nobody leaves it out.
    return number * number + Int(sum >> 63) - Int(sum >> 63)
  }

  @Test("gives one for each, in the order in which they went in", arguments: counts)
  func order(_ count: Int) throws {
    #expect(try conveyed(count) { $0 * $0 } == (0..<count).map { $0 * $0 })
  }

  @Test(
    "keeps the order however uneven the work is, of things and of parts",
    arguments: counts, [1, 7, 100, 300])
  func uneven(_ count: Int, _ stretch: Int) throws {
    // Of every three stretches one is long, and the first of all is.
    let out = try conveyed(count) { number in
      Self.square(number, after: number / stretch % 3 == 0 ? 400 : 1)
    }
    #expect(out == (0..<count).map { $0 * $0 })
  }

  @Test("is as good as new after it has finished")
  func again() throws {
    var conveyor = Conveyor<Int, Int> { $0 + 1 }
    for count in [250, 0, 3] {
      var out: [Int] = []
      for number in 0..<count { out += try conveyor.put(number, weight: 1) }
      out += try conveyor.finish()
      #expect(out == (0..<count).map { $0 + 1 })
    }
  }

  // MARK: The bound

  /// What was begun of what went in, what came out again, and the most that lay between.
  private final class Tally: Sendable {
    private let begun = Atomic(0)
    private let out = Atomic(0)
    private let most = Atomic(0)

    func begin() {
      let now = begun.add(1, ordering: .sequentiallyConsistent).newValue
      let out = out.load(ordering: .sequentiallyConsistent)
      most.max(now - out, ordering: .sequentiallyConsistent)
    }

    func take(_ count: Int) { out.add(count, ordering: .sequentiallyConsistent) }

    var allBegun: Int { begun.load(ordering: .sequentiallyConsistent) }
    var allOut: Int { out.load(ordering: .sequentiallyConsistent) }
    var mostUnderWay: Int { most.load(ordering: .sequentiallyConsistent) }
  }

  @Test("has never more under way than its bound", arguments: [1_698, 1_700, 1_701, 10_000])
  func bounded(_ count: Int) throws {
    let tally = Tally()
    var conveyor = Conveyor<Int, Int> { number in
      tally.begin()
      return Self.square(number, after: number < 300 ? 100 : 1)
    }
    var mostIn = 0
    for number in 0..<count {
      tally.take(try conveyor.put(number, weight: 1).count)
      mostIn = max(mostIn, number + 1 - tally.allOut)
    }
    // One more is in it only while the hundred that are in its place are awaited.
    #expect(mostIn == min(count, Self.most - 1))
    tally.take(Array(try conveyor.finish()).count)
    #expect(tally.mostUnderWay <= Self.most)
    #expect(tally.allBegun == count && tally.allOut == count)
  }

  @Test("of heavy things fewer are under way, and one that is beyond the bound goes through alone")
  func heavy() throws {
    for (weight, most) in [(1 << 20, 17), (4 << 20, 5), (64 << 20, 1)] {
      var conveyor = Conveyor<Int, Int> { number in Self.square(number, after: 1) }
      var (mostIn, out) = (0, [Int]())
      for number in 0..<100 {
        out += try conveyor.put(number, weight: weight)
        mostIn = max(mostIn, number + 1 - out.count)
      }
      #expect(mostIn <= most, "\(weight)")
      out += try conveyor.finish()
      #expect(out == (0..<100).map { Self.square($0, after: 1) })
    }
  }

  // MARK: Errors

  private static func error(at number: Int) -> RegionError { .damaged("number \(number)") }

  /// What came out before the error, and what it says.
  private func stopped(
    _ count: Int, _ work: @escaping Conveyor<Int, Int>.Work
  ) -> (out: [Int], message: String?) {
    var conveyor = Conveyor<Int, Int>(work)
    var out: [Int] = []
    do throws(RegionError) {
      for number in 0..<count { out += try conveyor.put(number, weight: 1) }
      out += try conveyor.finish()
      return (out, nil)
    } catch {
      return (out, error.message)
    }
  }

  @Test(
    "of several errors throws the first in order, and nothing comes out that is not before it",
    arguments: [0, 1, 99, 100, 101, 1_699, 1_700, 4_321, 4_999])
  func firstError(_ first: Int) {
    let failing = [first, first + 1, first + 100, 4_999]
    let (out, message) = stopped(5_000) { number throws(RegionError) in
      if failing.contains(number) { throw Self.error(at: number) }
      return number
    }
    #expect(message == Self.error(at: first).message)
    #expect(out == Array(0..<out.count))
    #expect(out.count <= first)
  }

  @Test("throws the first error in order, also when a later part has failed before it")
  func laterFailsFirst() {
    let failed = DispatchSemaphore(value: 0)
    let order = Mutex<[Int]>([])
    let (out, message) = stopped(500) { number throws(RegionError) in
      guard number == 50 || number == 150 else { return number }
      // The first part is in the midst of its work until the second has failed.
      if number == 50 { failed.wait() }
      order.withLock { $0.append(number) }
      if number == 150 { failed.signal() }
      throw Self.error(at: number)
    }
    #expect(message == Self.error(at: 50).message)
    #expect(order.withLock { $0 } == [150, 50])
    #expect(out.isEmpty)
  }
}
