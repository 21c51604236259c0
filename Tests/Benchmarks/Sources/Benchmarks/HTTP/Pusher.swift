import SchakelCore
import SchakelStore
import SchakelSync
import SchakelSyncHTTP

/// A device that has its changes ready, so that what is timed is the region and the way to it.
struct Pusher {
  let token: String?
  private let transport: HTTPTransport
  private let key: Cryptography.Key
  private let space: SpaceID
  private var scribe: Scribe
  /// What the region had when this device last handed something in.
  private(set) var cursor: Cursor?
  /// Of the next note.
  private var number: Int

  /// - Parameters:
  ///   - number: of its first note. One that the region has already is another's document.
  ///   - device: which of the devices it is, and of which of the people.
  init(at daemon: Daemon, startingAt number: Int = 0, device: Int = 1) async throws {
    self.number = number
    let named = Scribe(device).writer
    key = daemon.cryptography.makeKey()
    let admission = try await daemon.admit(named.replica, key, person: "schrijver \(device)")
    token = admission.token
    transport = try HTTPTransport(server: daemon.address, token: token, agent: "schakel-bench")
    space = daemon.space
    scribe = Scribe(named, person: admission.enrolment.person, space: space)
    let answer = try await exchange([])
    cursor = answer.cursor ?? answer.head
  }

  /// Writes notes and puts them into runs, each as long as a device makes them.
  mutating func prepare(_ count: Int) -> [ChangeRun] {
    let budget = SyncBudget().push
    var runs: [ChangeRun] = []
    var changes: [[UInt8]] = []
    var size = 0
    for left in (0..<count).reversed() {
      let change = scribe.create(Note(number), as: .sample(number)).change.encoded
      number += 1
      changes.append(change)
      size += change.count
      guard size >= budget || left == 0 else { continue }
      let first = scribe.counter - UInt64(changes.count) + 1
      runs.append(
        ChangeRun(
          writer: scribe.writer, first: first, changes: changes,
          seal: scribe.seal { key.sign($0) }))
      changes = []
      size = 0
    }
    return runs
  }

  /// Pushes runs one after another. Each must be confirmed by the region's receipt.
  mutating func push(_ runs: [ChangeRun]) async throws {
    for run in runs {
      let answer = try await exchange([run])
      guard answer.receipt != nil, answer.outcomes.isEmpty else {
        throw Unexpected("a push was not confirmed")
      }
      cursor = answer.cursor ?? cursor
    }
  }

  /// What this device asks, with all that it hands in, where it has what the region had at `cursor`.
  func request(
    _ runs: [ChangeRun], from cursor: Cursor?, limit: Int = SyncBudget().answer
  ) -> [UInt8] {
    SyncRequest(
      agent: "schakel-bench", limit: limit,
      spaces: [.init(space: space, cursor: cursor, digest: 0, push: runs)]
    ).encoded
  }

  /// Where the region's log ends.
  func head() async throws -> UInt64 {
    guard let head = try await exchange([]).head else { throw Unexpected("a log without an end") }
    return head.position
  }

  private func exchange(_ runs: [ChangeRun]) async throws -> SyncAnswer.Space {
    let body = try await transport.sync(request(runs, from: cursor))
    let answer = try SyncAnswer(encoded: body)
    guard let space = answer.spaces.first else { throw Unexpected("an answer without a space") }
    return space
  }
}
