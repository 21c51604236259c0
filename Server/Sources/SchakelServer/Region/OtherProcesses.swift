import SchakelCore
import SchakelRegion
import ServiceLifecycle
import Synchronization

/// Lets the event streams hear of what other processes write, such as the operator's commands: asks
/// the region at intervals whether anybody did. Where a space moved, by whomever, it also counts the
/// conflicts that are open, so that a busy region counts them once an interval and not at each push,
/// ends the streams of devices that were taken out of use, of people who left a space and of tokens that
/// have ended, and lets people who were let into one hear of it.
final class OtherProcesses: Service {
  /// Between two looks. A device that was taken out of use is to be cut off within a second, the look and
  /// its work included.
  static let interval = Duration.milliseconds(500)
  /// The intervals after which it is asked which tokens have ended: so much longer a stream may live
  /// than its token.
  static let tokenInterval = 10

  private let region: RegionService
  private let events: EventHub<EventTopic>
  private let onCount: @Sendable (UInt64) -> Void
  private let sleep: @Sendable (Duration) async throws -> Void
  private let moved = Atomic(true)

  /// - Parameters:
  ///   - events: the open event streams.
  ///   - onCount: hears how many conflicts await a person, when that may have changed.
  ///   - sleep: waits so long; it ends when that fails.
  init(
    region: RegionService, events: EventHub<EventTopic>,
    onCount: @escaping @Sendable (UInt64) -> Void,
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.sleep = sleep
    self.region = region
    self.events = events
    self.onCount = onCount
  }

  /// A space's log grew.
  func noteMove() { moved.store(true, ordering: .relaxed) }

  func run() async throws {
    await cancelWhenGracefulShutdown { [self] in
      var turns = 0
      repeat {
        // A database that does not answer now is asked again; `/readyz` tells the operator of it.
        try? await region.lookForOthers()
        await look()
        turns += 1
        if turns.isMultiple(of: Self.tokenInterval) { await endStreamsOfEndedTokens() }
      } while (try? await sleep(Self.interval)) != nil
    }
  }

  /// What fails is asked again at the next turn.
  private func look() async {
    guard moved.exchange(false, ordering: .relaxed) else { return }
    do {
      try await endStreams()
      try await followMembers()
      onCount(try await region.openConflicts())
    } catch {
      noteMove()
    }
  }

  /// A stream was let in when it began, and may be open for weeks.
  private func endStreams() async throws(RegionError) {
    let listening = events.topics.compactMap { topic -> ReplicaID? in
      if case .device(let replica) = topic { replica } else { nil }
    }
    guard !listening.isEmpty else { return }
    for replica in try await region.notInUse(of: listening) {
      events.end(readersOf: .device(replica))
    }
  }

  /// Nobody goes on hearing of a space that they left. A stream of theirs ends, and is told of the other
  /// spaces when it begins again.
  private func followMembers() async throws(RegionError) {
    let people = events.topics.compactMap { topic -> PersonID? in
      if case .person(let person) = topic { person } else { nil }
    }
    guard !people.isEmpty else { return }
    for (person, spaces) in try await region.spaces(of: people) {
      let topics = Set(spaces.map { EventTopic.space($0) })
      let heard = events.topics(ofReadersOf: .person(person)).filter(\.isSpace)
      guard heard.isSubset(of: topics) else {
        events.end(readersOf: .person(person))
        continue
      }
      let news = spaces.filter { !heard.contains(.space($0)) }
      events.extend(readersOf: .person(person), with: news.map { .space($0) })
      for space in news { events.publish(.moved(space), to: .space(space)) }
    }
  }

  /// What fails is asked again at the next turn. The device comes back at once with another token.
  private func endStreamsOfEndedTokens() async {
    let listening = events.topics.compactMap { topic -> Int64? in
      if case .token(let number) = topic { number } else { nil }
    }
    guard !listening.isEmpty else { return }
    for number in (try? await region.ended(among: listening)) ?? [] {
      events.end(readersOf: .token(number))
    }
  }
}
