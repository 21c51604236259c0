import EdgeTesting
import Foundation
import RegionTesting
import SchakelCore
import SchakelStore
import SchakelSync
import Testing

@testable import SchakelDaemon

/// `schakeld member`: what it says, and what a server that runs beside it does.
@Suite(.timeLimit(.minutes(10))) struct MemberCommandTests {
  @Test(
    "a role is given, listed and taken away, in both languages",
    arguments: [
      (
        "C", "w17 (Example worker) is auditor from now on.", "was auditor already",
        "last coordinator", "is no longer in that space", "was out of that space already",
        "Nobody is in it yet"
      ),
      (
        "nl_NL", "w17 (Example worker) is voortaan auditor.", "was al auditor",
        "laatste coördinator", "zit niet meer in die ruimte", "zat al niet meer in die ruimte",
        "Er zit nog niemand in"
      ),
    ])
  func said(
    language: String, given: String, known: String, last: String, gone: String, wasGone: String,
    empty: String
  ) async throws {
    let (bench, space) = try await CommandSnapshotTests.region(language: language)
    func member(_ words: String...) async -> Bench.Outcome {
      await bench.run(["member", words[0], "--data", "DATA", "--space", space] + words.dropFirst())
    }
    #expect(await member("list").output.contains(empty))
    try await CommandSnapshotTests.enrol(bench, space)
    let person = ["--person", "w17"]
    #expect(await member("set", "--person", "w17", "--role", "auditor").output == given)
    #expect(await member("set", "--person", "w17", "--role", "auditor").output.contains(known))
    let row = await member("list").output
    #expect(row.contains(#/^  [0-9a-f]{16}  w17 \(Example worker\)  auditor /#), "\(row)")
    #expect(await member("set", "--person", "w17", "--role", "coordinator").status == .done)
    let refused = await bench.run(
      ["member", "remove", "--data", "DATA", "--space", space] + person)
    #expect(refused.status == .refused && refused.errors.contains(last), "\(refused.errors)")
    #expect(await member("remove", "--person", "w17", "--leave-none").output.contains(gone))
    #expect(await member("remove", "--person", "w17").output.contains(wasGone))
    #expect(await member("list").output.contains(empty))
  }

  @Test("whom nobody knows, and a role or a space that is none, is refused with what to do")
  func refusals() async throws {
    let (bench, space) = try await CommandSnapshotTests.region()
    let data = ["--data", "DATA", "--space"]
    let unknown = await bench.run(
      ["member", "set"] + data + [space, "--person", "nobody", "--role", "reader"])
    #expect(unknown.status == .refused && unknown.errors.contains("schakeld invite"))
    let role = await bench.run(
      ["member", "set"] + data + [space, "--person", "nobody", "--role", "none"])
    #expect(role.status == .usage && role.errors.contains("schakeld member remove"))
    for command in [["list"], ["remove", "--person", "w17"]] {
      let nowhere = await bench.run(["member"] + command + data + ["00000000000000ff"])
      #expect(nowhere.status == .refused && nowhere.errors.contains("schakeld space list"))
      #expect(await bench.run(["member"] + command + data + ["x"]).status == .usage)
    }
  }

  @Test("the record of commands says who got which role where, and no name")
  func recorded() async throws {
    let (bench, space) = try await CommandSnapshotTests.region()
    try await CommandSnapshotTests.enrol(bench, space)
    await bench.run(
      "member", "set", "--data", "DATA", "--space", space, "--person", "w17", "--role", "reader")
    let line = try #require(bench.records.all.last)
    #expect(line.contains(#""action":"member set""#))
    #expect(line.contains(/"object":"space [0-9a-f]{16} reader [0-9a-f]{16}"/), "\(line)")
    #expect(!line.contains("w17") && !line.contains("Example"))
  }

  @Test("beside a running server a role is taken and given back, and devices obey")
  func served() async throws {
    let scratch = try Scratch()
    let server = try await Running.founded(in: scratch)
    let space = try await server.status().space
    let anna = try await server.device(of: "anna", role: "contributor", in: space, scratch)
    let bram = try await server.device(of: "bram", role: "contributor", in: space, scratch)
    try bram.note("kersenboomgaard", in: space)
    for device in [bram, anna] { #expect(try await device.sync().isSynchronised) }
    try anna.note("lindelaan", in: space)
    func member(_ words: String...) async throws -> Running.Ended {
      try await Running.command(
        ["member", words[0], "--data", server.data, "--space", space.text, "--person", "anna"]
          + words.dropFirst())
    }
    #expect(try await member("remove").status == 0)
    #expect(try await anna.sync().stranded == 1)
    #expect(try anna.replica.list().isEmpty)
    for file in try FileManager.default.contentsOfDirectory(atPath: anna.replica.home) {
      let data = try Data(contentsOf: URL(filePath: anna.replica.home + "/" + file))
      #expect(data.range(of: Data("kersenboomgaard".utf8)) == nil, "\(file)")
    }
    #expect(try await member("set", "--role", "contributor").status == 0)
    #expect(try await anna.sync().isSynchronised)
    #expect(try await bram.sync().isSynchronised)
    #expect(try bram.replica.list().count == 2)
    #expect(try anna.replica.list().count == 2)
    #expect(try await Running.command("audit", "verify", "--data", server.data).status == 0)
    await server.end(by: SIGTERM)
  }
}
