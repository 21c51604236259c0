import EdgeTesting
import Foundation
import RegionTesting
import SchakelCore
import SchakelSync
import Testing

/// How much of the server one caller gets, whatever it does: so many requests a minute, so many at once,
/// and so many bytes. The rest of it is the others'.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ShareTests {
  /// What a crowd of connections was answered.
  private struct Answers: Sendable {
    var statuses: [Int: Int] = [:]
    var lacksRetryAfter = 0

    mutating func add(_ answer: Answer) {
      statuses[answer.status, default: 0] += 1
      let isRight = (Int(answer["retry-after"] ?? "") ?? 0) > 0
      if answer.status == 429, !isRight { lacksRetryAfter += 1 }
    }

    mutating func add(_ other: Answers) {
      statuses.merge(other.statuses, uniquingKeysWith: +)
      lacksRetryAfter += other.lacksRetryAfter
    }
  }

  /// Asks as often as it can, over many connections, until `isOver`.
  private static func flood(
    _ port: Int, _ path: String, token: String?, _ isOver: Recorder<Bool>
  ) async throws -> Answers {
    let fields = token.map { ["Authorization: Bearer \($0)"] } ?? []
    let all = try await Attacked.crowd(4, at: port) { port, _ in
      try await Wire.connect(to: port, from: Attacked.elsewhere) { wire in
        var answers = Answers()
        var count = 0
        // Often enough to meet the limit also where the others are done soon.
        while isOver.all.isEmpty || count < 80 {
          answers.add(try await wire.get(path, fields))
          count += 1
        }
        return answers
      }
    }
    return all.reduce(into: Answers()) { $0.add($1) }
  }

  /// What may be let through of `amount` a minute in a time: all of it at once, and again as it goes.
  private static func most(_ amount: Int, in time: Duration) -> Int {
    amount + Int((time / .seconds(60) * Double(amount)).rounded(.up)) + 1
  }

  @Test(
    "a device gets its number of requests a minute and no more, and another loses none of its own")
  func device() async throws {
    try await Attacked.run(["requests-per-device-minute=60"]) { attacked in
      let (isOver, start) = (Recorder<Bool>(), ContinuousClock.now)
      let (port, token) = (attacked.port, attacked.hostile.token)
      async let flood = Self.flood(port, "/v1/spaces", token: token, isOver)
      // Each of these is answered at once: none is told to wait, and none to come back.
      for _ in 0..<8 { try await attacked.worksOn() }
      isOver.add(true)
      let answers = try await flood
      let time = start.duration(to: .now)
      #expect(answers.statuses[200, default: 0] <= Self.most(60, in: time))
      #expect(answers.statuses[429, default: 0] > 0 && answers.lacksRetryAfter == 0)
      #expect(Set(answers.statuses.keys) == [200, 429])
    }
  }

  /// Writes have turns in the order in which they came (CommitTests), so how many were in the line before
  /// a write is how many it waits for; and of what one person brings one alone is in that line
  /// (TurnTests).
  @Test(
    "a device that hands in a mass again and again has no more writes before another's than its share"
  )
  func pushes() async throws {
    try await Attacked.run(["requests-per-device=4"]) { attacked in
      for number in 0..<300 { try attacked.hostile.note("note \(number)", in: attacked.space) }
      let push = try attacked.hostile.nextRequest().encoded
      let (port, isOver) = (attacked.port, Recorder<Bool>())
      let fields = [
        "Authorization: Bearer \(attacked.hostile.token)",
        "Content-Type: \(ProtocolVersion.mediaType)",
      ]
      async let flood = Attacked.crowd(32, at: port) { port, _ in
        try await Wire.connect(to: port, from: Attacked.elsewhere) { wire in
          var answers = Answers()
          repeat {
            answers.add(try await wire.post("/v1/sync", fields, body: push))
          } while isOver.all.isEmpty
          return answers
        }
      }
      for _ in 0..<8 { try await attacked.worksOn() }
      isOver.add(true)
      let answers = try await flood.reduce(into: Answers()) { $0.add($1) }
      #expect(Set(answers.statuses.keys).isSubset(of: [200, 429]))
      #expect(answers.statuses[200, default: 0] > 0 && answers.lacksRetryAfter == 0)
      let figures = try await Wire.connect(to: port) { try await $0.get("/metrics") }.body
      let ahead = figures.matches(of: /schakel_writes_ahead_bucket\{le="(2|\+Inf)"\} ([0-9]+)/)
        .compactMap { Int($0.2) }
      // One of its, and one that the region writes by itself: who was here, say.
      #expect(ahead.count == 2 && ahead.first == ahead.last && ahead[0] > 16, "\(ahead)")
      // Handed in a thousand times, it is there once.
      #expect(try await attacked.running.status().changes == 300 + 8)
    }
  }

  /// Reads have turns by person (TurnTests). Here of a device that reads all that there is, page
  /// after page and as often at once as it may, beside one that writes and reads what came.
  @Test("one device's heavy reads go through one after the other, and no other's wait behind them")
  func reads() async throws {
    try await Attacked.run(["requests-per-device-minute=600000"]) { attacked in
      for number in 0..<400 {
        try attacked.hostile.note(
          "note \(number) " + String(repeating: "long ", count: 400), in: attacked.space)
      }
      _ = try await attacked.hostile.sync()
      // As a new device asks, which has nothing yet.
      let first = SyncRequest(
        agent: "test", limit: 4 << 20,
        spaces: [.init(space: attacked.space, cursor: nil, digest: 0)]
      ).encoded
      let (port, isOver) = (attacked.port, Recorder<Bool>())
      let fields = [
        "Authorization: Bearer \(attacked.hostile.token)",
        "Content-Type: \(ProtocolVersion.mediaType)",
      ]
      let read = Recorder<Int>()
      async let flood = Attacked.crowd(12, at: port) { port, _ in
        try await Wire.connect(to: port, from: Attacked.elsewhere) { wire in
          var answers = Answers()
          repeat {
            let answer = try await wire.post("/v1/sync", fields, body: first)
            if answer.status == 200 { read.add(answer.bytes.count) }
            answers.add(answer)
          } while isOver.all.isEmpty
          return answers
        }
      }
      for _ in 0..<8 { try await attacked.worksOn() }
      isOver.add(true)
      let answers = try await flood.reduce(into: Answers()) { $0.add($1) }
      #expect(Set(answers.statuses.keys).isSubset(of: [200, 429]))
      #expect(answers.lacksRetryAfter == 0 && read.all.count > 8)
      // These were heavy: each is all that was written.
      #expect(read.all.allSatisfy { $0 > 400 * 2_000 }, "\(read.all.min() ?? 0)")
      let figures = try await Wire.connect(to: port) { try await $0.get("/metrics") }.body
      let ahead = figures.matches(of: /schakel_reads_ahead_bucket\{le="(2|\+Inf)"\} ([0-9]+)/)
        .compactMap { Int($0.2) }
      // One of the other device, and one of the region itself.
      #expect(ahead.count == 2 && ahead.first == ahead.last && ahead[0] >= 8, "\(ahead)")
    }
  }

  @Test("an address gets its number of requests a minute and no more, and another loses none")
  func address() async throws {
    try await Attacked.run(["requests-per-address-minute=100"]) { attacked in
      let (isOver, start) = (Recorder<Bool>(), ContinuousClock.now)
      let port = attacked.port
      async let flood = Self.flood(port, "/v1/spaces", token: nil, isOver)
      for _ in 0..<8 { try await attacked.worksOn() }
      isOver.add(true)
      let answers = try await flood
      let time = start.duration(to: .now)
      #expect(answers.statuses[401, default: 0] <= Self.most(100, in: time))
      #expect(answers.statuses[429, default: 0] > 0 && answers.lacksRetryAfter == 0)
      #expect(Set(answers.statuses.keys) == [401, 429])
    }
  }

  @Test(
    "a device's requests are told to wait by when they may come, and a client that waits is served")
  func honoured() async throws {
    try await Attacked.run(["requests-per-device-minute=60"]) { attacked in
      var answer: Answer
      repeat {
        answer = try await attacked.hostile.transport.post(
          "/v1/sync", try attacked.hostile.nextRequest().encoded)
      } while answer.status == 200
      #expect(answer.status == 429)
      let wait = try #require(Int(answer["retry-after"] ?? ""))
      try await Task.sleep(for: .seconds(wait))
      answer = try await attacked.hostile.transport.post(
        "/v1/sync", try attacked.hostile.nextRequest().encoded)
      #expect(answer.status == 200)
    }
  }
}
