import Foundation
import SchakelCore
import SchakelStore
import SchakelSync
import Synchronization

/// How long a device's sync takes while another device takes of the server whatever it may.
///
/// The other one is as many clients as may ask at once and more, which never wait to be told to; its
/// number of requests a minute is not bounded here.
struct NoisyNeighbour {
  private let bench: Bench
  private let daemon: Daemon
  private let device: RemoteDevice
  /// What the other device shows.
  private let token: String?
  private let works: [Work]

  /// What the neighbour asks for, again and again.
  private struct Work {
    let name: String
    let note: String
    /// nil where it asks for nothing.
    let request: [UInt8]?
  }

  /// More than one device may have at once: what is over is refused.
  private static let clients = 12

  init(_ bench: Bench, notes: Int) async throws {
    self.bench = bench
    daemon = try bench.makeDaemon()
    var pusher = try await Pusher(at: daemon)
    let runs = pusher.prepare(notes)
    try await pusher.push(runs)
    token = pusher.token
    device = try await RemoteDevice(in: try bench.scratch.folder(), at: daemon, person: "lezer")
    try await device.sync()
    try device.check(documents: notes)
    works = [
      Work(name: "alone", note: "", request: nil),
      Work(
        name: "reads", note: "reads the first page of \(notes) notes",
        request: pusher.request([], from: nil)),
      Work(
        name: "writes", note: "hands in \(runs[0].changes.count) notes",
        request: pusher.request([runs[0]], from: pusher.cursor)),
    ]
  }

  func figures() async throws -> [Figure] {
    var tally = Tally()
    try await Rounds.inTurn(bench, works) { work in
      tally.add(work.name, try await beside(work))
    }
    bench.discard(daemon)
    return works.dropFirst().map { work in
      Figure(
        "http.sync.beside.\(work.name)", tally[work.name], "us", baseline: tally["alone"],
        target: .ratioAtMost(5),
        note: "a new note synchronised while another device \(work.note), again and again; "
          + "baseline: while nobody does")
    }
  }

  /// The median time of a sync, in microseconds, beside a neighbour that is at work.
  private func beside(_ work: Work) async throws -> Double {
    guard let request = work.request else { return try await synchronise().median }
    let flood = Flood(Self.clients, of: request, at: daemon, token)
    while flood.answers == 0 { try await Task.sleep(for: .milliseconds(1)) }
    let before = flood.answers
    let took = try await synchronise()
    guard flood.answers > before else { throw Unexpected("the neighbour was not at work") }
    return took.median
  }

  /// What each of some syncs takes, in microseconds. Each brings a note of its own.
  private func synchronise() async throws -> [Double] {
    var times: [Double] = []
    for number in 0..<bench.scale.pick(smoke: 2, quick: 50, full: 200) {
      _ = try device.replica.create("fieldNote", Note(number).fields, in: device.space)
      let took = try await ContinuousClock().measure { try await device.sync() }
      times.append(took.seconds * 1e6)
    }
    return times
  }
}

/// One request, asked again and again over many connections until this is let go. Each has a thread.
private final class Flood {
  private final class State: Sendable {
    let isOver = Mutex(false)
    let answers = Mutex(0)
  }

  private let state = State()

  init(_ count: Int, of request: [UInt8], at daemon: Daemon, _ token: String?) {
    let (state, address) = (state, daemon.address)
    for _ in 0..<count {
      Thread.detachNewThread {
        while !state.isOver.withLock(\.self) {
          guard let client = try? BareClient(to: address, token: token)
          else { continue }
          // What is refused for being too much is asked for again at once.
          while !state.isOver.withLock(\.self), let status = client.sync(request) {
            if status == 200 { state.answers.withLock { $0 += 1 } }
          }
        }
      }
    }
  }

  deinit { state.isOver.withLock { $0 = true } }

  /// How often it was answered, and not refused.
  var answers: Int { state.answers.withLock(\.self) }
}

extension Benchmark {
  static let noisyNeighbour = Benchmark("http.sync.beside", needsDaemon: true) { bench in
    let notes = bench.scale.pick(smoke: 40, quick: 5_000, full: 20_000)
    return try await NoisyNeighbour(bench, notes: notes).figures()
  }
}
