import Foundation
import SchakelCommand
import SchakelCore
import SchakelJSON
import Testing

@testable import SchakelRegion

@Suite("A home that was copied")
struct CopiedDeviceTests {
  /// Anna's home, a copy of it in which there is a note of its own, and a coordinator.
  private struct Homes {
    let scene: Scene
    let copy: TestDevice
    let coordinator: PersonID

    init(_ folder: String, language: Language = .dutch) async throws {
      scene = try await Scene(folder, language: language, admitsCopies: false)
      let dina = try await scene.device(folder + "/dina", "dina", seed: 5, as: .coordinator)
      coordinator = try #require(try scene.region.service.person(called: "dina"))
      _ = await scene.anna.made("note", "add", "--title", "Bankje")
      for device in [scene.anna, scene.bram, dina] { _ = await device.run(["sync"]) }
      copy = try scene.anna.copied(to: folder + "/copy", seed: 9)
      _ = await copy.made("note", "add", "--title", "Op de kopie")
      _ = await scene.anna.made("note", "add", "--title", "Op het apparaat")
      _ = await scene.anna.run(["sync"])
    }

    func admit() async throws {
      let waiting = try scene.region.service.copies()
      let replica = try #require(waiting.first).device.replica
      _ = try await scene.region.service.admit(replica, by: coordinator)
    }
  }

  @Test(
    "it says in plain words that a coordinator has to agree, and goes on after that",
    arguments: Language.allCases)
  func words(language: Language) async throws {
    try await withScratch { folder in
      let homes = try await Homes(folder, language: language)
      var transcript = Transcript()
      await transcript.type("sync", on: homes.copy)
      await transcript.type("status", on: homes.copy)
      await transcript.type("sync", on: homes.copy)
      try await homes.admit()
      await transcript.type("sync", on: homes.copy)
      try transcript.expect("copied.\(language.rawValue)")
      _ = await homes.scene.bram.run(["sync"])
      let titles = await homes.scene.bram.run(["list", "--json"]).json?["documents"]?.array?
        .compactMap { $0["title"]?.string }
      #expect(Set(titles ?? []) == ["Bankje", "Op de kopie", "Op het apparaat"])
    }
  }

  @Test("programs are told too, of own changes and of those that are carried for a copy")
  func json() async throws {
    try await withScratch { folder in
      let homes = try await Homes(folder)
      let first = await homes.copy.run(["sync", "--json"])
      #expect(first.status == 1 && first.json?["synchronised"]?.bool == false)
      #expect(first.json?["unadmitted"]?.bool == true && first.json?["waiting"]?.integer == 1)
      #expect(first.json?["reason"]?.string == "unadmitted")
      let status = await homes.copy.run(["status", "--json"]).json
      #expect(status?["unadmitted"]?.bool == true && status?["synchronised"]?.bool == false)
      _ = await homes.copy.run(["bundle", "export", folder + "/stick", "--plain"])
      let bram = homes.scene.bram
      _ = await bram.run(["bundle", "import", folder + "/stick"])
      let carried = await bram.run(["sync", "--json"])
      #expect(carried.json?["unadmittedOthers"]?.integer == 1)
      #expect(carried.json?["reason"]?.string == "unadmitted" && carried.status == 1)
      let told = await bram.run(["status"])
      #expect(told.out.contains("1 wijziging van een ander komt van een apparaat dat gekopieerd"))
      try await homes.admit()
      #expect(await bram.run(["sync"]).status == 0)
    }
  }

  @Test("a copy that has nothing of its own yet is told so as well")
  func early() async throws {
    try await withScratch { folder in
      let homes = try await Homes(folder)
      let other = try homes.scene.anna.copied(to: folder + "/other", seed: 11)
      let outcome = await other.run(["sync"])
      #expect(outcome.status == 1)
      let words = outcome.err.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(words.contains("Wat je schrijft, blijft tot dan op dit apparaat"))
    }
  }

  @Test("an audit tells which copies went on, and who agreed", arguments: Language.allCases)
  func audited(language: Language) async throws {
    try await withScratch { folder in
      let homes = try await Homes(folder, language: language)
      _ = await homes.copy.run(["sync"])
      try await homes.admit()
      _ = await homes.copy.run(["sync"])
      let file = folder + "/west.audit"
      try await homes.scene.region.auditFile().write(to: URL(filePath: file))
      let told = await homes.scene.anna.run(["audit", "verify", file])
      #expect(told.status == 0, "\(told.err)")
      let words = told.out.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      let wanted =
        language == .dutch
        ? "gaat verder; besloten door Voorbeeld dina" : "goes on; decided by Voorbeeld dina"
      #expect(words.contains(wanted), "\(words)")
      let page = folder + "/page.html"
      _ = await homes.scene.anna.run(["audit", "report", file, "--html", page])
      let html = try String(contentsOfFile: page, encoding: .utf8)
      #expect(
        html.contains(
          language == .dutch
            ? "Kopieën van apparaten die verder mochten" : "Copies of devices that were let go on"))
    }
  }
}
