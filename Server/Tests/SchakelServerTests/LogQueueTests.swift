import Dispatch
import EdgeTesting
import Logging
import Synchronization
import Testing

@testable import SchakelServer

/// A log whose reader is slow holds up nobody, and a flood does not fill it.
@Suite(.timeLimit(.minutes(10))) struct LogQueueTests {
  /// A reader that takes nothing until it is told to.
  private final class Reader: Sendable {
    let taken = Recorder<String>()
    let dropped = Recorder<UInt64>()
    private let gate = DispatchSemaphore(value: 0)
    private let isOpen = Mutex(false)

    func take(_ line: String) {
      if !isOpen.withLock(\.self) { gate.wait() }
      taken.add(line)
    }

    func open() {
      isOpen.withLock { $0 = true }
      gate.signal()
    }
  }

  @Test("nobody waits for a reader who takes nothing; what finds no room is counted and told")
  func slow() {
    let reader = Reader()
    let queue = LogQueue(capacity: 50, sink: reader.take) { reader.dropped.add($0) }
    // Each is ten bytes: five have room, and this returns though none is taken.
    let lines = (0..<100).map { "line \(1000 + $0)\n" }
    for line in lines { queue.write(line) }
    #expect(reader.taken.all.isEmpty)
    #expect(!queue.drain(seconds: 0))
    reader.open()
    #expect(queue.drain(seconds: 30))
    #expect(reader.taken.all == Array(lines.prefix(5)))
    #expect(reader.dropped.all.reduce(0, +) == 95)
    queue.write("one more\n")
    #expect(queue.drain(seconds: 30))
    #expect(reader.taken.all.last == "one more\n")
    #expect(reader.dropped.all.reduce(0, +) == 95)
  }

  @Test("lines of many writers come out whole, each once, and each writer's in its order")
  func many() async {
    let taken = Recorder<String>()
    let queue = LogQueue(sink: { taken.add($0) }) { _ in }
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask { for number in 0..<500 { queue.write("\(writer) \(number)\n") } }
      }
    }
    #expect(queue.drain(seconds: 30))
    #expect(taken.all.count == 2_000)
    for writer in 0..<4 {
      let own = taken.all.filter { $0.hasPrefix("\(writer) ") }
      #expect(own == (0..<500).map { "\(writer) \($0)\n" })
    }
  }

  @Test("of a flood of refusals the first is logged, and then one line a second with their number")
  func flood() async throws {
    let pace = Pace()
    let tally = RefusalTally { await pace.second() }
    let told = Recorder<Int>()
    #expect(tally.note(429) { told.add($0) })
    for _ in 0..<999 { #expect(!tally.note(429) { told.add($0) }) }
    pace.pass()
    try await told.wait(for: 1)
    #expect(told.all == [999])
    for _ in 0..<3 { #expect(!tally.note(429) { told.add($0) }) }
    pace.pass()
    try await told.wait(for: 2)
    #expect(told.all == [999, 3])
    // A second without any ends it: the next is a first again.
    pace.pass()
    while !tally.isCalm(429) { await Task.yield() }
    #expect(tally.note(429) { told.add($0) })
    #expect(told.all == [999, 3])
    // Another status has a first of its own.
    #expect(tally.note(503) { told.add($0) })
    pace.end()
  }
}

/// Seconds that pass when a test says so, be it before anybody waits for them.
private final class Pace: Sendable {
  private struct State {
    var passed = 0
    var isOver = false
  }

  private let state = Mutex(State())

  func second() async {
    while !hasPassed { await Task.yield() }
  }

  private var hasPassed: Bool {
    state.withLock { state in
      if state.isOver { return true }
      guard state.passed > 0 else { return false }
      state.passed -= 1
      return true
    }
  }

  func pass() { state.withLock { $0.passed += 1 } }
  func end() { state.withLock { $0.isOver = true } }
}
