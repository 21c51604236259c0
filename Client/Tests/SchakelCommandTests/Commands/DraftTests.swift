import Foundation
import SchakelCommand
import SchakelCore
import SchakelJSON
import SchakelRegion
import SchakelSync
import Synchronization
import Testing

/// All that a command sends, and every file that it writes for others, is searched for what drafts say.
@Suite("Drafts never leave")
struct DraftTests {
  private static let drafts = [
    ["note", "add", "--title", "geheim-titel", "--body", "geheim-tekst", "--draft"],
    ["story", "add", "--title", "geheim-verhaal", "--lessons", "geheim-les", "--draft"],
    ["profile", "add", "--name", "geheim-persoon", "--mandate", "geheim-mandaat", "--draft"],
  ]

  private static func found(_ word: String, in messages: [[UInt8]]) -> Bool {
    messages.contains { Data($0).firstRange(of: Data(word.utf8)) != nil }
  }

  @Test("enrolling, syncing, renewing, fetching, carrying and being emptied tell of no draft")
  func life() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      var ids: [String] = []
      for draft in Self.drafts {
        let made = await scene.anna.run(draft + ["--json"])
        #expect(made.status == 0, "\(made.err)")
        ids.append(try #require(made.json?["id"]?.string))
      }
      let note = await scene.anna.made("note", "add", "--title", "openbaar-woord")
      await scene.meet()
      _ = await scene.anna.run(["edit", ids[0], "--set", "body=geheim-anders"])
      _ = await scene.anna.run(["history", note, "--fetch"])
      scene.region.clock.advance(40 * 24 * 3_600_000)
      #expect(await scene.anna.run(["sync"]).status == 0)
      let path = folder + "/bundle"
      for (number, more) in [["--plain"], ["--to-region"]].enumerated() {
        let outcome = await scene.anna.run(["bundle", "export", path + "\(number)"] + more)
        #expect(outcome.status == 0, "\(outcome.err)")
      }
      let clear = Array(try Data(contentsOf: URL(filePath: path + "0")))
      let sealed = Array(try Data(contentsOf: URL(filePath: path + "1")))
      let opened = try #require(try scene.region.opened(sealed)).body
      let files = [clear, opened, Array(try await scene.region.auditFile())]
      let replica = try #require(
        try scene.region.service.devices().first { $0.handle == "anna" }?.replica)
      _ = try await scene.region.service.wipe(replica)
      _ = await scene.anna.run(["sync"])
      let sent = scene.region.network.withLock(\.sent)
      for word in ["geheim"] + ids {
        #expect(!Self.found(word, in: sent + files), "\(word)")
      }
      for id in ids.compactMap(DocumentID.init(text:)) {
        #expect(!(sent + files).contains { Data($0).firstRange(of: Data(id.bytes)) != nil })
      }
      // The same search finds what was shared.
      #expect(Self.found("openbaar-woord", in: sent))
      for file in files { #expect(Self.found("openbaar-woord", in: [file])) }
    }
  }

  @Test("the one draft that is shared leaves, and is found by the same search")
  func shared() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      var ids: [String] = []
      for draft in Self.drafts {
        ids.append(await scene.anna.run(draft + ["--json"]).json?["id"]?.string ?? "")
      }
      #expect(await scene.anna.run(["share", ids[0]]).status == 0)
      #expect(await scene.anna.run(["sync"]).status == 0)
      let sent = scene.region.network.withLock(\.sent)
      for word in ["geheim-titel", "geheim-tekst"] { #expect(Self.found(word, in: sent)) }
      for word in ["geheim-verhaal", "geheim-les", "geheim-persoon"] {
        #expect(!Self.found(word, in: sent), "\(word)")
      }
    }
  }
}
