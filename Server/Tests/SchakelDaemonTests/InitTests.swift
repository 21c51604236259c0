import Foundation
import RegionTesting
import SchakelDaemon
import SchakelKeys
import Testing

/// A region has one key for as long as it lives.
@Suite(.timeLimit(.minutes(10))) struct InitTests {
  @Test("a region that lost its key gets no other: init refuses, and writes nothing")
  func lostKey() async throws {
    let (bench, _) = try await CommandSnapshotTests.region()
    try FileManager.default.removeItem(atPath: bench.data + "/region.key")
    let before = try bench.files()
    let again = await bench.run("init", "--data", "DATA")
    #expect(again.status == .refused && again.output.isEmpty)
    #expect(
      again.errors == """
        Error: There is a region in DATA, but its key is gone. Put back region.key from a backup: \
        no other key will do.

        """)
    bench.environment["LANG"] = "nl_NL"
    let dutch = await bench.run("init", "--data", "DATA")
    #expect(
      dutch.errors == """
        Fout: Er is een regio in DATA, maar haar sleutel is weg. Zet region.key terug uit een \
        reservekopie: een andere sleutel werkt niet.

        """)
    #expect(try bench.files() == before)
  }

  @Test("a folder's name may have one letter")
  func oneLetter() async throws {
    let scratch = try Scratch()
    let process = Process()
    process.executableURL = try Running.program()
    process.arguments = ["init", "--data", "r"]
    process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
    process.standardOutput = Pipe()
    try await Running.start(process)
    await Running.exit(of: process)
    #expect(process.terminationStatus == 0)
    #expect(FileManager.default.fileExists(atPath: scratch.path + "/r/region.sqlite"))
  }

  /// A folder as an init leaves it that is cut short before the region is founded.
  private static func unfounded() throws -> (Bench, SigningKey) {
    let bench = try Bench()
    try FileManager.default.createDirectory(atPath: bench.data, withIntermediateDirectories: false)
    let key = SigningKey()
    try KeyFile.save(key, to: bench.data + "/region.key")
    try Data().write(to: URL(fileURLWithPath: bench.data + "/region.sqlite"))
    return (bench, key)
  }

  @Test(
    "a region that was never founded is not there, for any command",
    arguments: [
      ["serve", "--listen", "127.0.0.1:0"], ["status"], ["space", "list"],
      ["space", "add", "--name", "Team West"], ["device", "list"],
    ])
  func unfounded(command: [String]) async throws {
    let (bench, _) = try Self.unfounded()
    let refused = await bench.run(command + ["--data", "DATA"])
    #expect(refused.status == .refused && refused.output.isEmpty)
    #expect(
      refused.errors == """
        Error: There is no region in DATA. Make one with: schakeld init --data DATA

        """)
  }

  @Test("an init that was cut short is finished by the next, with the key it had made")
  func cutShort() async throws {
    let (bench, key) = try Self.unfounded()
    #expect(await bench.run("init", "--data", "DATA").status == .done)
    #expect(try KeyFile.load(from: bench.data + "/region.key").publicKey == key.publicKey)
    #expect(await bench.run("status", "--data", "DATA").status == .done)
  }
}

extension Bench {
  /// The bytes of each file in the data folder.
  func files() throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: data)
    return try names.reduce(into: [:]) { files, name in
      files[name] = try Data(contentsOf: URL(fileURLWithPath: data + "/" + name))
    }
  }
}
