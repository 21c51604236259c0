import SchakelCore
import SchakelStore
import SchakelSync
import SchakelSyncHTTP

/// A device that has its changes ready, so that what is timed is the region and the way to it.
struct Pusher {
  private let transport: HTTPTransport
  private let key: Cryptography.Key
  private let space: SpaceID
  private var scribe: Scribe
  private var cursor: Cursor?
  /// Of the next note.
  private var number = 0

  init(at daemon: Daemon) async throws {
    let named = Scribe(1).writer
    key = daemon.cryptography.makeKey()
    let admission = try await daemon.admit(named.replica, key, person: "schrijver")
    transport = try HTTPTransport(
      server: daemon.address, token: admission.token, agent: "schakel-bench")
    space = daemon.space
    scribe = Scribe(named, person: admission.enrolment.person, space: space)
    cursor = try await exchange([]).cursor
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

  private func exchange(_ runs: [ChangeRun]) async throws -> SyncAnswer.Space {
    let request = SyncRequest(
      agent: "schakel-bench", limit: SyncBudget().answer,
      spaces: [.init(space: space, cursor: cursor, digest: 0, push: runs)])
    let answer = try SyncAnswer(encoded: try await transport.sync(request.encoded))
    guard let space = answer.spaces.first else { throw Unexpected("an answer without a space") }
    return space
  }
}
