import Foundation
import SchakelCore
import SchakelStore
import SchakelSync
import SchakelSyncHTTP
import SchakelTesting
import Testing

/// What README.md shows of the library is this function's body: it compiles, and it works.
@Suite("README")
struct ReadmeTests {
  private func example(
    _ folder: String, _ space: SpaceID, _ token: String, _ sign: @escaping DeviceSigner,
    _ verify: @escaping RegionVerifier
  ) async throws {
    let replica = try Replica.open(home: folder)
    let note = try replica.create(
      "fieldNote", ["title": [Value("Bankje bij de vijver")]], in: space)
    try replica.edit(note, [.set("body", Value("Weer een dag droog."))])
    for hit in try replica.search("vijver") { print(hit.document.title) }

    let transport = try HTTPTransport(server: "https://schakel.example", token: token)
    let report = try await Synchroniser(
      replica: replica, transport: transport, signer: sign, verifier: verify
    ).run()
    print(report.isSynchronised ? "synchronised" : "\(report.waiting) waiting")
    for conflict in try replica.conflicts() where conflict.awaitsOwner { print(conflict.parties) }
    for await count in replica.conflictCounts.prefix(1) { print("\(count) to choose") }
    for notice in try replica.notices() where notice.isNew { print(notice.title, notice.sort) }
  }

  @Test("what README shows compiles, and without a network it says that two changes wait")
  func runs() async throws {
    let region = try await TestRegion()
    let device = try await region.device(1)
    try await example(
      device.replica.home, region.space, String(repeating: "a", count: 64), device.signer,
      TestRegion.verifier)
    #expect(try device.replica.standing().waiting == 2)
  }

  @Test("each line of README's example is a line of the function that is tested")
  func same() throws {
    let here = URL(filePath: #filePath)
    let root = here.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    let tested = Set(try lines(String(contentsOf: here, encoding: .utf8)))
    let block = readme.components(separatedBy: "```swift\n").dropFirst().first ?? ""
    let shown = lines(block.components(separatedBy: "```").first ?? "")
    #expect(shown.count > 8)
    for line in shown { #expect(tested.contains(line), "README shows what no test runs: \(line)") }
  }

  private func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }
}
