import Foundation
import RegionTesting
import SchakelStore
import Testing

@testable import SchakelDaemon

/// `schakeld verify`.
@Suite(.timeLimit(.minutes(10))) struct VerifyTests {
  private static func picture(of folder: String) throws -> [String: Data] {
    var picture: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      picture[name] = FileManager.default.contents(atPath: folder + "/" + name)
    }
    return picture
  }

  private static func alter(_ path: String, _ statement: String) throws {
    let connection = try Connection(path, mode: .readWrite)
    try connection.execute(statement)
    try connection.close()
  }

  @Test("a region and its backup are found whole, and nothing is changed in either")
  func whole() async throws {
    let scene = try await AuditedBench()
    let bench = scene.bench
    let data = await bench.run("verify", "--data", "DATA")
    #expect(data.status == .done, "\(data.errors)")
    #expect(data.output.contains("Noord is whole: file, logs, contributions and ledger."))
    #expect(data.errors.contains("the log …"))
    let space = try #require(
      try await bench.run("space", "list", "--data", "DATA", "--json").object["spaces"]
        as? [[String: Any]])
    let folder = bench.scratch.path + "/apart"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let file = folder + "/kept.sqlite"
    #expect(await bench.run("backup", "--data", "DATA", file).status == .done)
    let before = try Self.picture(of: folder)
    let kept = await bench.run(
      "verify", file, "--key", bench.data + "/region.key", "--ledger",
      bench.data + "/region.ledger", "--json")
    #expect(kept.status == .done, "\(kept.errors)")
    #expect(try kept.object["sound"] as? Bool == true)
    #expect(try Self.picture(of: folder) == before)
    // Nobody read what was written: the log is as it was.
    let after = try #require(
      try await bench.run("space", "list", "--data", "DATA", "--json").object["spaces"]
        as? [[String: Any]])
    #expect(space[0]["position"] as? Int == after[0]["position"] as? Int)
  }

  @Test("what a backup lacks of a newer ledger is told, and is no fault")
  func lacking() async throws {
    let scene = try await AuditedBench()
    let bench = scene.bench
    try await scene.letCoordinatorsIn()
    let file = bench.scratch.path + "/kept.sqlite"
    #expect(await bench.run("backup", "--data", "DATA", file).status == .done)
    _ = await bench.run(
      "erase", "request", "--data", "DATA", "anna", "--by", "cees", "--ground", "asked")
    _ = await bench.run(
      "erase", "approve", "--data", "DATA", "1", "--by", "dina", "--derived", "erase")
    let kept = await bench.run(
      "verify", file, "--key", bench.data + "/region.key", "--ledger",
      bench.data + "/region.ledger")
    #expect(kept.status == .done, "\(kept.errors)")
    #expect(kept.output.contains("ahead") && kept.output.contains("erased: person"))
  }

  @Test(
    "what was altered beside the log, in a document or in the ledger is found, with exit status 1")
  func altered() async throws {
    let alterations = [
      ("UPDATE log SET mark = mark + 1 WHERE key = (SELECT max(key) FROM log)", "log"),
      ("UPDATE stream SET counter = counter + 1 WHERE number = 1", "log"),
      (
        "UPDATE document SET state = CAST(replace(CAST(state AS TEXT), 'bank', 'stok') AS BLOB)",
        "document"
      ),
      ("UPDATE log SET received = received + 1 WHERE tag = 0", "audit"),
      ("DELETE FROM conflict", "audit"),
      ("UPDATE region SET ledger = ledger + 1", "ledger"),
    ]
    let scene = try await AuditedBench()
    let original = scene.bench.data + "/region.sqlite"
    for (statement, code) in alterations {
      let file = scene.bench.scratch.path + "/altered-\(code)-\(statement.utf8.count).sqlite"
      #expect(await scene.bench.run("backup", "--data", "DATA", file).status == .done)
      try Self.alter(file, statement)
      let found = await scene.bench.run(
        "verify", file, "--key", scene.bench.data + "/region.key", "--ledger",
        scene.bench.data + "/region.ledger", "--json")
      #expect(found.status == .refused, "\(statement)")
      let faults = try found.object["faults"] as? [[String: Any]]
      #expect(
        faults?.contains { $0["code"] as? String == code } == true, "\(statement): \(found.output)")
      #expect(try found.object["sound"] as? Bool == false)
    }
    #expect(FileManager.default.fileExists(atPath: original))
  }

  @Test("a ledger that was altered says what to do, and doing that helps")
  func ledger() async throws {
    let scene = try await AuditedBench()
    let bench = scene.bench
    let path = bench.data + "/region.ledger"
    var bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
    bytes[bytes.count / 3] ^= 1
    try Data(bytes).write(to: URL(filePath: path))
    let found = await bench.run("verify", "--data", "DATA")
    #expect(found.status == .refused)
    #expect(found.errors.contains("The database holds; the ledger does not fit it."))
    let stopped = await bench.run("space", "add", "--data", "DATA", "--name", "Oost")
    #expect(stopped.status == .refused && stopped.errors.contains("move region.ledger away"))
    try FileManager.default.removeItem(atPath: path)
    #expect(await bench.run("space", "add", "--data", "DATA", "--name", "Oost").status == .done)
    #expect(await bench.run("verify", "--data", "DATA").status == .done)
  }

  @Test("a backup without its key is not looked at, and a file that is none is said to be none")
  func refused() async throws {
    let bench = try Bench()
    #expect(await bench.run("init", "--data", "DATA").status == .done)
    let file = bench.scratch.path + "/kept.sqlite"
    #expect(await bench.run("backup", "--data", "DATA", file).status == .done)
    #expect(await bench.run("verify", file).status == .usage)
    #expect(await bench.run("verify", file, "--data", "DATA").status == .done)
    #expect(await bench.run("verify", "--data", "DATA", "--ledger", file).status == .usage)
    #expect(await bench.run("verify", file + "x", "--data", "DATA").status == .refused)
    try Data("no database".utf8).write(to: URL(filePath: file + "y"))
    #expect(await bench.run("verify", file + "y", "--data", "DATA").status == .refused)
    // Another region's key.
    let other = try Bench()
    #expect(await other.run("init", "--data", "DATA", "--region", "Zuid").status == .done)
  }
}
