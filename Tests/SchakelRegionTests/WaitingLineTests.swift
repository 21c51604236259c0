import SchakelCore
import Testing

@testable import SchakelRegion

/// What a line of waiting changes answers, and what it costs.
@Suite struct WaitingLineTests {
  private let link = Hashing.portable.sha256([])
  private let document = DocumentID(milliseconds: 0, random: (1, 2))

  private func writer(_ number: Int) -> Writer {
    Writer(
      replica: ReplicaID(rawValue: UInt64(number)), incarnation: Incarnation(rawValue: 1))
  }

  private func dot(_ number: Int, _ counter: Int) -> Dot {
    Dot(writer: writer(number), counter: UInt64(counter))
  }

  /// A change that builds on `context`, of which each has its counter for a check.
  private func item(_ dot: Dot, on context: [Dot], at position: Int) -> WaitingLine.Item {
    var vector = VersionVector()
    for dot in context { vector.record(dot, check: UInt32(dot.counter)) }
    let header = ChangeHeader(
      counter: dot.counter, document: document, time: HybridTime(milliseconds: 1, counter: 0),
      author: PersonID(rawValue: 1), context: vector,
      operations: [Operation(.set, field: "title", replaces: [], count: 1)])
    let change = Change(
      header: header, writer: dot.writer,
      content: Payload.Content(salt: [UInt8](repeating: 0, count: 16), values: [Value("x")]))
    return WaitingLine.Item(
      position: UInt64(position), stream: 1, dot: dot, link: link, received: 0,
      content: .change(change))
  }

  /// The edits of one writer to another's note, each after the one before.
  private func chain(_ count: Int) -> WaitingLine {
    var line = WaitingLine()
    for number in 1...count {
      let context = [dot(1, 1)] + (number > 1 ? [dot(2, number - 1)] : [])
      line.add(item(dot(2, number), on: context, at: number), beyond: VersionVector())
    }
    return line
  }

  /// Takes whatever becomes ready, as if it were applied.
  private func release(_ line: inout WaitingLine) -> [Dot] {
    var released: [Dot] = []
    while let item = line.takeReady() {
      line.remove(item.dot)
      line.noteSeen(item.dot, check: UInt32(item.dot.counter))
      released.append(item.dot)
    }
    return released
  }

  @Test("twice as many that wait cost twice the work, to be asked about and to be released")
  func linear() {
    let work = [200, 400].map { count in
      var line = chain(count)
      var walk = WaitingLine.Walk()
      for number in 1...count {
        let missing = walk.missing(for: dot(2, number), in: line, beyond: VersionVector())
        #expect(missing == [dot(1, 1)])
      }
      line.noteSeen(dot(1, 1), check: 1)
      #expect(release(&line) == (1...count).map { dot(2, $0) })
      #expect(line.isEmpty && line.bytes == 0)
      return line.steps + walk.steps
    }
    #expect(work[1] <= 2 * work[0] + 10)
    #expect(work[0] > 200)
  }

  @Test("what is ready at once is taken in the log's order, whatever it waited for")
  func order() {
    var line = WaitingLine()
    for (position, number) in [7, 3, 9, 5].enumerated() {
      line.add(item(dot(number, 1), on: [dot(1, 1)], at: position), beyond: VersionVector())
    }
    line.noteSeen(dot(1, 1), check: 1)
    #expect(release(&line) == [dot(7, 1), dot(3, 1), dot(9, 1), dot(5, 1)])
  }

  @Test("an item is ready when the last of its context has come, and not before")
  func lastOfContext() {
    var line = WaitingLine()
    line.add(item(dot(9, 1), on: (1...5).map { dot($0, 2) }, at: 1), beyond: VersionVector())
    for number in [3, 1, 5, 2] {
      line.noteSeen(dot(number, 2), check: 2)
      #expect(line.takeReady() == nil)
    }
    line.noteSeen(dot(4, 1), check: 1)
    #expect(line.takeReady() == nil)
    line.noteSeen(dot(4, 3), check: 3)
    #expect(line.takeReady()?.dot == dot(9, 1))
  }

  @Test("another change under a dot of the context is noticed at once")
  func otherHistory() {
    var line = WaitingLine()
    line.add(item(dot(9, 1), on: [dot(1, 2), dot(2, 2)], at: 1), beyond: VersionVector())
    line.noteSeen(dot(2, 2), check: 77)
    #expect(line.takeReady()?.dot == dot(9, 1))
  }

  @Test("another change under a dot of the context is remembered until the item's turn")
  func otherHistoryRemembered() {
    var line = WaitingLine()
    line.add(item(dot(9, 1), on: [dot(1, 2)], at: 1), beyond: VersionVector())
    line.add(item(dot(8, 1), on: [dot(1, 2)], at: 2), beyond: VersionVector())
    line.noteSeen(dot(1, 2), check: 77)
    line.noteSeen(dot(1, 3), check: 3)
    #expect(line.isOnOther(dot(9, 1)) && line.isOnOther(dot(8, 1)))
    line.add(item(dot(7, 1), on: [dot(1, 4)], at: 3), beyond: VersionVector())
    line.noteSeen(dot(1, 4), check: 4)
    #expect(!line.isOnOther(dot(7, 1)))
  }

  @Test("what took the place of an item under its dot waits for its own context")
  func replaced() {
    var line = WaitingLine()
    line.add(item(dot(9, 2), on: [dot(1, 1), dot(2, 1)], at: 1), beyond: VersionVector())
    line.remove(dot(9, 2))
    line.add(
      WaitingLine.Item(
        position: 2, stream: 1, dot: dot(9, 2), link: link, received: 0,
        content: .void(previous: 1)),
      beyond: VersionVector())
    line.noteSeen(dot(1, 1), check: 1)
    line.noteSeen(dot(2, 1), check: 1)
    #expect(line.takeReady() == nil)
    line.noteSeen(dot(9, 1), check: 1)
    #expect(line.takeReady()?.position == 2)
  }

  @Test("what many lack by way of others is named, and once")
  func namedOnce() {
    var line = WaitingLine()
    line.add(item(dot(2, 1), on: [dot(1, 1)], at: 1), beyond: VersionVector())
    line.add(item(dot(2, 2), on: [dot(2, 1), dot(3, 1)], at: 2), beyond: VersionVector())
    line.add(item(dot(2, 3), on: [dot(2, 2)], at: 3), beyond: VersionVector())
    var walk = WaitingLine.Walk()
    #expect(
      walk.missing(for: dot(2, 3), in: line, beyond: VersionVector()) == [dot(3, 1), dot(1, 1)])
    #expect(walk.missing(for: dot(2, 2), in: line, beyond: VersionVector()) == [dot(3, 1)])
    #expect(walk.missing(for: dot(2, 1), in: line, beyond: VersionVector()) == [dot(1, 1)])
  }

  @Test("a writer's last counter that waits is found below any other")
  func lastCounter() {
    var line = WaitingLine()
    for (position, counter) in [5, 2, 9].enumerated() {
      line.add(item(dot(2, counter), on: [dot(1, 1)], at: position), beyond: VersionVector())
    }
    let found = [1, 2, 3, 6, 9, 10].map { line.lastCounter(of: writer(2), below: $0) }
    #expect(found == [nil, nil, 2, 5, 5, 9])
    line.remove(dot(2, 5))
    #expect(line.lastCounter(of: writer(2), below: 9) == 2)
    #expect(line.lastCounter(of: writer(3), below: 9) == nil)
  }
}
