import EdgeTesting
import Foundation
import RegionTesting
import SchakelRegion
import SchakelStore
import SchakelSync
import Testing

/// Tokens that end at the built program, and are renewed there.
@Suite(.timeLimit(.minutes(10))) struct TokenTests {
  private static let day: UInt64 = 24 * 3_600_000

  /// Lets a region that is not served age: every token was born so many days before.
  private static func age(_ data: String, days: UInt64) throws {
    let connection = try Connection(
      data + "/region.sqlite", mode: .readWrite, options: ConnectionOptions())
    try connection.execute("UPDATE token SET born = born - \(days * day)")
    try connection.close()
  }

  private static func ask(_ device: TestDevice) async throws -> Answer {
    try await Wire.connect(to: device.port) {
      try await $0.get("/v1/spaces", ["Authorization: Bearer \(device.token)"])
    }
  }

  @Test("a token that has ended is renewed, and the answer survives the server's being killed")
  func killed() async throws {
    let scratch = try Scratch()
    var running = try await Running.founded(in: scratch)
    let space = try await running.status().space
    let anna = try await running.device(of: "anna", in: space, scratch)
    #expect(try await anna.sync().isSynchronised)
    for _ in 0..<3 {
      await running.end(by: SIGKILL)
      try Self.age(running.data, days: 31)
      running = try await Running.serve(running.data)
      anna.port = running.port
      try anna.note("written with a token that has ended", in: space)
      let ended = try await Self.ask(anna)
      #expect(ended.status == 401 && ended.problemKind == "token-expired")
      #expect(try await anna.renew().status == 201)
      await running.end(by: SIGKILL)
      running = try await Running.serve(running.data)
      anna.port = running.port
      #expect(try await anna.sync().isSynchronised)
    }
    #expect(try await running.status().changes == 3)
    await running.end(by: SIGTERM)
  }

  @Test("a backup from before knows an older token, and the device by its key")
  func restored() async throws {
    let scratch = try Scratch()
    let running = try await Running.founded(in: scratch)
    let space = try await running.status().space
    let anna = try await running.device(of: "anna", in: space, scratch)
    #expect(try await anna.sync().isSynchronised)
    let backup = scratch.path + "/backup"
    try await Running.command("backup", "--data", running.data, backup)
    #expect(try await anna.renew().status == 201)
    try anna.note("newer than the backup", in: space)
    #expect(try await anna.sync().isSynchronised)
    await running.end(by: SIGTERM)
    let restored = scratch.path + "/restored"
    let outcome = try await Running.command(
      "restore", "--data", restored, backup, "--key", running.data + "/region.key",
      "--ledger", running.data + "/region.ledger")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let again = try await Running.serve(restored)
    anna.port = again.port
    #expect(try await Self.ask(anna).problemKind == "unauthenticated")
    #expect(try await anna.renew().status == 201)
    #expect(try await anna.sync().isSynchronised)
    #expect(try await again.status().changes == 1)
    await again.end(by: SIGTERM)
  }

  @Test("the list of devices says when each last had a token")
  func listed() async throws {
    let scratch = try Scratch()
    let running = try await Running.founded(in: scratch)
    let space = try await running.status().space
    let anna = try await running.device(of: "anna", in: space, scratch)
    #expect(try await anna.sync().isSynchronised)
    func renewed() async throws -> String {
      let list = try await Running.command("device", "list", "--data", running.data, "--json")
      let object = try JSONSerialization.jsonObject(with: Data(list.output.utf8))
      let devices = (object as? [String: Any])?["devices"] as? [[String: Any]]
      return try #require(devices?.first?["tokenRenewed"] as? String)
    }
    await running.end(by: SIGTERM)
    try Self.age(running.data, days: 20)
    let before = try await renewed()
    let again = try await Running.serve(running.data)
    anna.port = again.port
    #expect(try await anna.renew().status == 201)
    // Times of this form are in the order of their text.
    #expect(try await renewed() > before)
    await again.end(by: SIGTERM)
  }
}
