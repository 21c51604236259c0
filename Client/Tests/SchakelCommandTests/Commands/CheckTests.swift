import Foundation
import SchakelCommand
import SchakelJSON
import Testing

@Suite("Checking the file")
struct CheckTests {
  /// Overwrites a page that no command needs that only counts: the last one, from the end of the
  /// file on, that holds rows and is not missed.
  private static func damage(_ device: TestDevice) async throws {
    let path = device.home + "/replica.sqlite"
    let url = URL(filePath: path)
    let whole = try Data(contentsOf: url)
    for page in (1..<whole.count / pageBytes).reversed() where whole[page * pageBytes] == 0x0d {
      var bytes = whole
      bytes.replaceSubrange(
        page * pageBytes..<(page + 1) * pageBytes, with: repeatElement(0xa5, count: pageBytes))
      try bytes.write(to: url)
      if await device.run(["status"]).status == 0 { return }
    }
    Issue.record("every page is missed")
  }

  private static let pageBytes = 4_096

  @Test("the status says whether the whole file is sound when asked", arguments: Language.allCases)
  func transcript(language: Language) async throws {
    try await withScratch { folder in
      let device = TestDevice(folder + "/home", language: language)
      let lines = (1...60).map { "{\"kind\": \"fieldNote\", \"title\": \"Notitie \($0)\"}\n" }
      _ = await device.run(["import", "-"], input: lines.joined())
      var transcript = Transcript()
      transcript.mask(folder, as: "~")
      await transcript.type("status", "--check", on: device)
      #expect(await device.run(["status", "--check", "--json"]).json?["check"]?["sound"] == true)
      #expect(await device.run(["status", "--json"]).json?["check"] == nil)
      try await Self.damage(device)
      let damaged = try Data(contentsOf: URL(filePath: device.home + "/replica.sqlite"))
      await transcript.type("status", "--check", on: device)
      let outcome = await device.run(["status", "--check", "--json"])
      #expect(outcome.status == 1)
      #expect(outcome.json?["check"]?["sound"] == false)
      #expect(outcome.json?["check"]?["findings"]?.array?.isEmpty == false)
      #expect(try Data(contentsOf: URL(filePath: device.home + "/replica.sqlite")) == damaged)
      try transcript.expect("check.\(language.rawValue)")
    }
  }
}
