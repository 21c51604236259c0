import EdgeTesting
import Foundation
import RegionTesting
import SchakelCore
import SchakelRegion
import Testing

/// The whole database is read while the server serves.
@Suite(.timeLimit(.minutes(1))) struct FileCheckTests {
  /// A region with so many spaces that they fill pages of their own; answers its database's path.
  private static func region(in data: String) async throws -> String {
    try await Running.command("init", "--data", data)
    let path = data + "/region.sqlite"
    let store = try SQLiteRegionStore(path)
    let service = try await RegionService(
      store: store,
      environment: RegionEnvironment(
        now: { UInt64(Bench.now) }, randomBytes: { (0..<$0).map { _ in .random(in: 0...255) } },
        hashing: .portable, verify: { _, _, _ in true },
        sign: { _ in [UInt8](repeating: 0, count: 64) },
        publicKey: [UInt8](repeating: 0, count: 32)))
    try await withThrowingTaskGroup { group in
      for _ in 0..<200 {
        group.addTask { _ = try await service.addSpace(name: String(repeating: "x", count: 250)) }
      }
      try await group.waitForAll()
    }
    try service.close()
    return path
  }

  /// Serves until the log has a line of the check; answers that line, and what `/readyz` then said.
  private static func checked(_ data: String) async throws -> (line: String, ready: Answer) {
    let running = try await Running.serve(data, ["--log-format", "json"])
    let line = try await running.logLine { $0.contains(#""action":"check""#) }
    let ready = try await Wire.connect(to: running.port) { try await $0.get("/readyz") }
    #expect(try await Wire.connect(to: running.port) { try await $0.get("/livez") }.status == 200)
    await running.end(by: SIGTERM)
    #expect(running.process.terminationStatus == 0)
    return (line, ready)
  }

  @Test("a sound database is said to be so, once, and the server stays ready")
  func sound() async throws {
    let scratch = try Scratch()
    let data = scratch.path + "/data"
    _ = try await Self.region(in: data)
    let (line, ready) = try await Self.checked(data)
    #expect(line.contains(#""result":"sound""#))
    #expect(ready.status == 200)
  }

  @Test("a damaged database is found while the server serves, which is then not ready")
  func damaged() async throws {
    let scratch = try Scratch()
    let data = scratch.path + "/data"
    let path = try await Self.region(in: data)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let pages = 3
    for offset in (bytes.count - pages * 4_096)..<bytes.count { bytes[offset] = 0xA5 }
    try bytes.write(to: URL(fileURLWithPath: path))
    let (line, ready) = try await Self.checked(data)
    #expect(line.contains(#""result":"damaged""#) && line.contains(#""level":"critical""#))
    #expect(line.contains("put a backup back") && line.contains(#""findings":""#))
    #expect(ready.status == 503 && ready.problemKind == "not-ready")
    #expect((ready.problem["detail"] as? String)?.contains("damaged") == true)
  }
}
