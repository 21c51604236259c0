public import ServiceLifecycle
import Synchronization

/// Passes events on to everyone who listens to their topic, and lets nobody hold up the rest.
///
/// ```swift
/// hub.publish(ServerSentEvent(id: "17", name: "moved", data: space), to: space)
/// ```
///
/// Publishing never waits, and costs the same however many readers there are: it notes the event,
/// and the hub's own task hands it round. An event that is noted already, or still waits for a
/// reader, is not added again, as events say only that something moved and not what. A reader that
/// lets its bounded buffer run full of different events is cut off, told so, and catches up by
/// reconnecting. Readers hear a sign of life at intervals, so that both ends notice a dead
/// connection. As a service it ends all streams when the server shuts down; it must be shut down
/// before the HTTP server, which waits for open answers.
public final class EventHub<Topic: Hashable & Sendable>: Service, Sendable {
  private struct Readers {
    var next = 0
    var subscriptions: [Int: Weak] = [:]
    var byTopic: [Topic: Set<Int>] = [:]
    var isClosed = false

    mutating func add(_ topics: [Topic], to id: Int) {
      for topic in topics where subscriptions[id]?.topics.insert(topic).inserted == true {
        byTopic[topic, default: []].insert(id)
      }
    }
  }

  /// The hub does not keep a subscription alive that its reader has let go of.
  private struct Weak {
    weak var value: EventSubscription?
    var topics: Set<Topic>
  }

  /// An event, and whom it is for.
  private struct Notice: Hashable {
    let event: ServerSentEvent
    let topic: Topic
  }

  /// What was published and not handed round yet, each once, in order.
  private struct Notices {
    var inOrder: [Notice] = []
    var known: Set<Notice> = []
  }

  /// Different events that may wait for a reader.
  public static var defaultBuffer: Int { 1024 }
  /// Time between signs of life: well below the idle time of usual proxies.
  public static var defaultKeepAlive: Duration { .seconds(15) }
  /// Seconds after which a refused reader may try again.
  static var retryAfter: Int { 10 }

  private let maximum: Int
  private let buffer: Int
  private let keepAlive: Duration
  private let onCount: @Sendable (Int) -> Void
  private let readers = Mutex(Readers())
  private let notices = Mutex(Notices())
  /// Rings when there is something to hand round. A bell that nobody has heard yet rings once.
  private let bell = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

  /// A hub for at most `maximum` readers at once. `onCount` is told how many there are whenever
  /// that changes; it counts, and returns.
  public init(
    maximum: Int, buffer: Int = defaultBuffer, keepAlive: Duration = defaultKeepAlive,
    onCount: @escaping @Sendable (Int) -> Void = { _ in }
  ) {
    self.maximum = maximum
    self.buffer = buffer
    self.keepAlive = keepAlive
    self.onCount = onCount
  }

  /// How many readers there are.
  public var count: Int { readers.withLock { $0.subscriptions.count } }

  /// A place for a reader of `topics`, held until the subscription is let go of. Throws a 503
  /// problem when all are taken or the server is shutting down, and a 429 problem when a topic has
  /// `perTopic` readers: so that nobody takes all places by topics that are theirs alone.
  public func subscribe(
    to topics: Set<Topic>, perTopic: Int = .max
  ) throws(Problem) -> EventSubscription {
    let result = readers.withLock { readers -> Result<EventSubscription, Problem> in
      guard !readers.isClosed else { return .failure(Self.closing) }
      guard readers.subscriptions.count < maximum else { return .failure(Self.full) }
      guard topics.allSatisfy({ readers.byTopic[$0]?.count ?? 0 < perTopic }) else {
        return .failure(Self.tooMany)
      }
      return .success(add(topics, to: &readers))
    }
    return try result.get()
  }

  private func add(_ topics: Set<Topic>, to readers: inout Readers) -> EventSubscription {
    let id = readers.next
    readers.next += 1
    let subscription = EventSubscription(buffer: buffer) { [weak self] in self?.remove(id) }
    readers.subscriptions[id] = Weak(value: subscription, topics: topics)
    for topic in topics { readers.byTopic[topic, default: []].insert(id) }
    onCount(readers.subscriptions.count)
    return subscription
  }

  /// Lets everybody who hears of `topic` hear of more.
  public func extend(readersOf topic: Topic, with topics: [Topic]) {
    readers.withLock { readers in
      for id in readers.byTopic[topic] ?? [] { readers.add(topics, to: id) }
    }
  }

  /// All that the readers of `topic` hear of, it among them.
  func topics(ofReadersOf topic: Topic) -> Set<Topic> {
    readers.withLock { readers in
      (readers.byTopic[topic] ?? []).reduce(into: []) { topics, id in
        topics.formUnion(readers.subscriptions[id]?.topics ?? [])
      }
    }
  }

  /// What anybody listens to.
  var topics: [Topic] { readers.withLock { Array($0.byTopic.keys) } }

  /// Ends the streams of everybody who hears of `topic`, at once: what waits for them is not sent.
  func end(readersOf topic: Topic) {
    let all = readers.withLock { readers in
      (readers.byTopic[topic] ?? []).compactMap { readers.subscriptions[$0]?.value }
    }
    for subscription in all { subscription.cut() }
  }

  private func remove(_ id: Int) {
    readers.withLock { readers in
      guard let gone = readers.subscriptions.removeValue(forKey: id) else { return }
      onCount(readers.subscriptions.count)
      for topic in gone.topics {
        readers.byTopic[topic]?.remove(id)
        if readers.byTopic[topic]?.isEmpty == true { readers.byTopic[topic] = nil }
      }
    }
  }

  /// Notes that all readers of `topic` are to hear of `event`. O(1), on any thread.
  public func publish(_ event: ServerSentEvent, to topic: Topic) {
    let notice = Notice(event: event, topic: topic)
    let isNew = notices.withLock { notices in
      guard notices.known.insert(notice).inserted else { return false }
      notices.inOrder.append(notice)
      return true
    }
    if isNew { bell.continuation.yield() }
  }

  /// Hands what was published to those who listen. Linear in the number of readers.
  func handRound() {
    let all = notices.withLock { notices in
      defer { notices = Notices() }
      return notices.inOrder
    }
    for notice in all {
      let listening = readers.withLock { readers in
        (readers.byTopic[notice.topic] ?? []).compactMap { readers.subscriptions[$0]?.value }
      }
      for subscription in listening { subscription.offer(.event(notice.event)) }
    }
  }

  /// Ends all streams after what was published so far, and takes no more readers.
  public func close() {
    handRound()
    let all = readers.withLock { readers in
      readers.isClosed = true
      return readers.subscriptions.values.compactMap(\.value)
    }
    for subscription in all { subscription.finish(.closing) }
  }

  /// Keeps the streams alive until the server shuts down, then ends them.
  public func run() async throws {
    defer { close() }
    await cancelWhenGracefulShutdown {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { for await _ in self.bell.stream { self.handRound() } }
        group.addTask { await self.signalAtIntervals() }
      }
    }
  }

  private func signalAtIntervals() async {
    while (try? await Task.sleep(for: keepAlive)) != nil { signal() }
  }

  private func signal() {
    let all = readers.withLock { $0.subscriptions.values.compactMap(\.value) }
    for subscription in all { subscription.offer(.keepAlive) }
  }

  private static var full: Problem {
    Problem(.overloaded, "All event streams are taken; poll instead.", retryAfter: retryAfter)
  }

  private static var tooMany: Problem {
    Problem(
      .tooManyRequests, "Close event streams that nobody reads any more.", retryAfter: retryAfter)
  }

  private static var closing: Problem {
    Problem(.shuttingDown, "Try again on the server's return.", retryAfter: retryAfter)
  }
}
