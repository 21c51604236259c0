import EdgeTesting
import Foundation
import RegionTesting
import SchakelCore
import SchakelDaemon
import SchakelRegion
import SchakelStore
import Testing

/// The whole database is read, while the server serves and when an operator asks for it.
@Suite(.timeLimit(.minutes(10))) struct FileCheckTests {
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

  /// Writes over a page that only those read who look for an invitation.
  private static func damage(_ path: String) throws {
    let page = try rootPage(of: "invitation", in: path)
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.seek(toOffset: UInt64(page - 1) * 4_096)
    try file.write(contentsOf: Data(repeating: 0xA5, count: 4_096))
    try file.close()
  }

  private static func rootPage(of table: String, in path: String) throws -> Int64 {
    let connection = try Connection(path, mode: .readOnly)
    let statement = try connection.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?")
    let page = try statement.first(table) { row throws(SQLiteError) in try row.int64(at: 0) }
    try connection.close()
    return try #require(page)
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
    try Self.damage(try await Self.region(in: data))
    let (line, ready) = try await Self.checked(data)
    #expect(line.contains(#""result":"damaged""#) && line.contains(#""level":"critical""#))
    #expect(line.contains("put a backup back") && line.contains(#""findings":""#))
    #expect(ready.status == 503 && ready.problemKind == "not-ready")
    #expect((ready.problem["detail"] as? String)?.contains("damaged") == true)
  }

  @Test("status --check says of a sound database that it is, and of a damaged one what to do")
  func asked() async throws {
    let bench = try Bench()
    let path = try await Self.region(in: bench.data)
    let sound = await bench.run("status", "--data", "DATA", "--check")
    #expect(sound.status == .done)
    #expect(sound.output.contains("The whole database was checked: it is sound."))
    try Self.damage(path)
    #expect(await bench.run("status", "--data", "DATA").status == .done)
    let damaged = await bench.run("status", "--data", "DATA", "--check", "--json")
    #expect(damaged.status == .refused)
    #expect(damaged.output.contains(#""sound": false"#) && damaged.errors.contains("put a backup"))
  }
}
