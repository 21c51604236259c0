import EdgeTesting
import Foundation
import RegionTesting
import Testing

@testable import SchakelDaemon

/// What an administrator did is on record: BIO2 8.15.01.
@Suite(.timeLimit(.minutes(10))) struct CommandRecordTests {
  private static let members = [
    "time", "level", "action", "object", "result", "origin", "actor", "message",
  ]

  /// A line's members, by name.
  private static func members(of line: String) throws -> [String: String] {
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
    return try #require(object as? [String: String])
  }

  @Test(
    "each command leaves one line: what was done to what, how it ended, from where, by whom, when")
  func lines() async throws {
    let bench = try Bench()
    bench.environment["SSH_CONNECTION"] = "192.0.2.7 50000 192.0.2.1 22"
    await bench.run("init", "--data", "DATA", "--region", "Noord")
    let space = try await #require(
      bench.run("space", "list", "--data", "DATA").output.firstMatch(of: /[0-9a-f]{16}/)
    ).output
    let person = ["--person", "staff-17", "--name", "Anna Jansen"]
    await bench.run(
      ["invite", "--data", "DATA", "--space", String(space), "--role", "reader"] + person)
    await bench.run("device", "revoke", "--data", "DATA", "00000000000000a1")
    await bench.run("audit", "show", "--data", "DATA", "00000000000000c1")
    await bench.run("status", "--data", "DATA")
    let lines = try bench.records.all.map { try Self.members(of: $0) }
    let said = lines.map { "\($0["action"] ?? "") | \($0["object"] ?? "") | \($0["result"] ?? "")" }
    let invited = try #require(said.first { $0.hasPrefix("invite | ") })
    #expect(invited.contains(/^invite \| space [0-9a-f]{16} reader [0-9a-f]{16} \| done$/))
    #expect(
      said == [
        "init | region | done", "space list | region | done", invited,
        "device revoke | device 00000000000000a1 | refused",
        "audit show | conflict 00000000000000c1 | refused", "status | region | done",
      ])
    for line in lines {
      #expect(Set(line.keys) == Set(Self.members))
      #expect(line["origin"] == "192.0.2.7" && line["actor"] == "operator")
      #expect(line["time"] == "2026-03-02T09:30:00.000Z")
    }
    for secret in ["staff-17", "Anna", "Jansen", "Noord", bench.data] {
      #expect(!bench.records.all.contains { $0.contains(secret) }, "\(secret)")
    }
  }

  @Test("help, and what makes no sense, is about no region and leaves no line")
  func nothing() async throws {
    let bench = try Bench()
    for arguments in [["--help"], ["invite", "--help"], ["nonsense"], ["status"], ["--version"]] {
      await bench.run(arguments)
    }
    #expect(bench.records.all.isEmpty)
  }

  @Test("an origin that sshd did not say is this machine", arguments: ["", "anna\n", "Anna 1 2 3"])
  func local(connection: String) async throws {
    let bench = try Bench()
    bench.environment["SSH_CONNECTION"] = connection
    await bench.run("init", "--data", "DATA")
    let line = try Self.members(of: try #require(bench.records.all.first))
    #expect(line["origin"] == "local")
  }

  @Test("who asked for what another user's right did is told with that user")
  func sudo() {
    let own = systemUser([:])
    #expect(!own.isEmpty && systemUser(["SUDO_UID": "\(getuid())"]) == own)
    #expect(systemUser(["SUDO_UID": "4000000000"]) == "uid 4000000000 as \(own)")
    #expect(systemUser(["SUDO_UID": "anna"]) == own)
  }

  @Test("what cannot be recorded is told, in two languages, and is done all the same")
  func unrecorded() async throws {
    struct Full: Error {}
    let bench = try Bench()
    for (language, words) in [("en", "could not be recorded"), ("nl_NL", "niet worden vastgelegd")]
    {
      bench.environment["LANG"] = language
      let data = try bench.scratch.folder()
      let said = await bench.run(["init", "--data", data]) { context in
        context.record = { _ in throw Full() }
      }
      #expect(said.status == .done && said.errors.contains(words), "\(said.errors)")
    }
  }

  @Test("the program adds its lines to the file that it is told of, which its owner alone may read")
  func file() async throws {
    let scratch = try Scratch()
    let file = scratch.path + "/commands.log"
    let environment = ["SCHAKELD_COMMAND_LOG": file]
    for arguments in [
      ["init", "--data", scratch.path + "/data"], ["status", "--data", "nowhere"],
    ] {
      _ = try await Running.command(arguments, environment: environment)
    }
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.map { $0.contains(#""action":"init""#) } == [true, false])
    #expect(
      lines.last?.contains(#""action":"status","object":"region","result":"refused""#) == true)
    let facts = try FileManager.default.attributesOfItem(atPath: file)
    #expect((facts[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    let elsewhere = try await Running.command(
      ["status", "--data", scratch.path + "/data"],
      environment: ["SCHAKELD_COMMAND_LOG": scratch.path + "/no/folder"])
    #expect(elsewhere.status == 0 && elsewhere.errors.contains("could not be recorded"))
  }
}
