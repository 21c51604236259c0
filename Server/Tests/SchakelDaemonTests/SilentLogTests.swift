import EdgeTesting
import Foundation
import RegionTesting
import SchakelCore
import SchakelStore
import SchakelSync
import Testing

/// What people wrote, what they are called and what lets them in is in no log, however much is logged.
@Suite(.timeLimit(.minutes(10))) struct SilentLogTests {
  private static let words = "zonnebloemwoord"
  private static let names = [
    "wijkwerkernaam", "toestelnaam", "ruimtenaam", "regionaam", "handvatnaam",
  ]

  /// A region whose names are known, served with everything logged.
  private static func served(_ scratch: Scratch, _ record: String) async throws -> Running {
    let environment = ["SCHAKELD_COMMAND_LOG": record]
    let data = scratch.path + "/data"
    _ = try await Running.command(
      ["init", "--data", data, "--region", "regionaam"], environment: environment)
    _ = try await Running.command(
      ["space", "add", "--data", data, "--name", "ruimtenaam"], environment: environment)
    return try await Running.serve(
      data, ["--log-format", "json", "--log-level", "trace"], environment: environment,
      logFile: scratch.path + "/serve.log")
  }

  private static func enrolled(
    _ running: Running, _ scratch: Scratch, _ handle: String, _ role: String, _ record: String,
    _ secrets: inout [String]
  ) async throws -> TestDevice {
    let space = try await running.status().space.text
    let invited = try await Running.command(
      [
        "invite", "--data", running.data, "--space", space, "--role", role, "--person",
        "handvatnaam\(handle)", "--name", "wijkwerkernaam\(handle)", "--server",
        "http://127.0.0.1:\(running.port)",
      ], environment: ["SCHAKELD_COMMAND_LOG": record])
    let device = try TestDevice(home: try scratch.folder(), port: running.port)
    let code = try Invitation(text: invited.output).code
    try await device.enrol(with: code)
    secrets += [invited.output.trimmingCharacters(in: .newlines), Hex.encode(code), device.token]
    return device
  }

  /// Does everything that the interface has, rightly and wrongly, with words in every place.
  private static func exercise(_ device: TestDevice, _ auditor: TestDevice, _ port: Int)
    async throws
  {
    let bearer = ["Authorization: Bearer \(device.token)"]
    let auditing = ["Authorization: Bearer \(auditor.token)"]
    let paths = [
      "/v1/spaces", "/v1/openapi.json", "/livez", "/metrics", "/v1/\(words)", "/\(device.token)",
      "/v1/documents?space=\(words)", "/v1/audit/conflicts/\(words)", "/v1/audit/conflicts",
      "/v1/audit/conflicts/\(device.token)", "/v1/audit/export", "/v1/audit/export?space=\(words)",
      "/v1/events/\(words)", "/v1/spaces/", "//\(words)", "/.well-known/security.txt",
    ]
    for path in paths {
      for fields in [[], bearer, auditing, ["Authorization: Bearer \(words)"]] {
        let more = ["X-Request-Id: \(words)", "User-Agent: \(words)", "Accept: */*, text/\(words)"]
        _ = try await Wire.connect(to: port) { try await $0.get(path, fields + more) }
        _ = try await Wire.connect(to: port) { try await $0.get(path, method: "DELETE", fields) }
      }
    }
    let bodies = [words, #"{"code": "\#(words)"}"#, #"{"person": "\#(words)"}"#, #"["\#(words)"]"#]
    for path in ["/v1/sync", "/v1/history", "/v1/enrolments", "/v1/audit/conflicts"] {
      for type in ["application/json", ProtocolVersion.mediaType, "text/\(words)"] {
        for body in bodies {
          _ = try await Wire.connect(to: port) {
            try await $0.post(path, auditing + ["Content-Type: \(type)"], body: Array(body.utf8))
          }
        }
      }
    }
    for raw in [
      "\(words)\r\n\r\n", "GET /\(words) \(words)\r\n\r\n", "\(words) / HTTP/1.1\r\n\r\n",
    ] {
      _ = try await Wire.connect(to: port) { wire in
        try await wire.send(raw)
        wire.finish()
        return await wire.rest()
      }
    }
  }

  @Test("no words, no names and no secrets are in any log, whatever is asked and however it goes")
  func silent() async throws {
    let scratch = try Scratch()
    let record = scratch.path + "/commands.log"
    let running = try await Self.served(scratch, record)
    var secrets: [String] = []
    let one = try await Self.enrolled(running, scratch, "een", "contributor", record, &secrets)
    let two = try await Self.enrolled(running, scratch, "twee", "contributor", record, &secrets)
    let auditor = try await Self.enrolled(running, scratch, "drie", "auditor", record, &secrets)
    let space = try await running.status().space
    let note = try one.note(Self.words, in: space)
    for device in [one, two] { _ = try await device.sync() }
    try one.replica.edit(note, [.set("title", Value("\(Self.words) weg"))])
    try two.replica.edit(note, [.set("title", Value("\(Self.words) terug"))])
    for device in [one, two, one] { _ = try await device.sync() }
    try await Self.exercise(one, auditor, running.port)
    for arguments in [
      ["device", "rename", one.replica.identity.replica.text, "--name", "toestelnaam"],
      ["device", "revoke", two.replica.identity.replica.text], ["device", "list"], ["status"],
      ["audit", "conflicts"], ["audit", "verify"], ["space", "add", "--name", Self.words],
      ["device", "revoke", Self.words], ["audit", "show", Self.words],
    ] {
      _ = try await Running.command(
        arguments + ["--data", running.data], environment: ["SCHAKELD_COMMAND_LOG": record])
    }
    _ = try await two.sync()
    let log = await running.end(by: SIGTERM)
    let records = try String(contentsOfFile: record, encoding: .utf8)
    #expect(log.split(separator: "\n").count > 200 && records.split(separator: "\n").count > 10)
    for secret in secrets + Self.names + [Self.words, Self.words.uppercased()] {
      #expect(!log.contains(secret), "in the server's log: \(secret)")
      #expect(!records.contains(secret), "in the record of commands: \(secret)")
    }
    try Self.linesAreWhole(in: log)
    // The actor is known where there is one.
    #expect(
      log.split(separator: "\n").contains {
        $0.contains(#""object":"/v1/sync","result":"200","origin":"127.0.0.1","actor":""#)
          && $0.contains(/"actor":"[0-9a-f]{16}\/[0-9a-f]{16}"/)
      })
  }

  @Test("a server that shows no figures says so as it says all else: who, from where, what, how")
  func hidden() async throws {
    let scratch = try Scratch()
    let running = try await Running.founded(
      in: scratch, ["--insecure-behind-proxy", "--log-format", "json", "--log-level", "trace"])
    let log = await running.end(by: SIGTERM)
    #expect(log.contains(#""action":"hide","object":"figures""#))
    #expect(log.contains("Server started and listening") && log.contains("Shutting down"))
    #expect(log.contains(#""message":"stopped""#))
    try Self.linesAreWhole(in: log)
  }

  /// Each line has all that it is to have, whoever wrote it.
  private static func linesAreWhole(in log: String) throws {
    for line in log.split(separator: "\n") {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      for member in ["time", "action", "object", "result", "origin", "actor"] {
        #expect(object?[member] is String, "\(line)")
      }
    }
  }
}
