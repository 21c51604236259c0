import Foundation
import SchakelCommand
import SchakelCore
import SchakelJSON
import SchakelRegion
import SchakelStore
import Synchronization
import Testing

@Suite("What a device that is out of use had not handed in")
struct HeldTests {
  @Test("is handed in by itself, and a coordinator decides", arguments: Language.allCases)
  func held(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      let dunya = try await scene.device(
        folder + "/dunya", "dunya", seed: 5, as: .coordinator)
      _ = await scene.anna.made("note", "add", "--title", "Kersenboomgaard")
      await scene.meet()
      _ = await dunya.run(["sync"])
      let note = await scene.anna.made("note", "add", "--title", "Perelaar")
      _ = await scene.anna.run(["edit", note, "--set", "body=Nog niet af"])
      let other = await scene.anna.made("note", "add", "--title", "Beukenlaan")
      var transcript = Transcript()
      try await scene.revoke(scene.anna)
      await transcript.type("sync", on: scene.anna)
      await transcript.type("sync", on: scene.anna)
      await transcript.type("sync", on: dunya)
      #expect(await dunya.run(["status", "--json"]).json?["held"]?.integer == 3)
      #expect(await dunya.run(["status"], width: 200).out.contains("schakel held list"))
      #expect(await scene.bram.run(["sync", "--json"]).json?["held"]?.integer == 0)
      await transcript.type("held", "list", on: dunya)
      await transcript.type("held", "list", on: scene.bram)
      let ids = await dunya.run(["held", "list", "--json"]).json?["held"]?.array ?? []
      #expect(ids.map { $0["id"]?.string } == [note, other])
      await transcript.type("held", "release", "zzz", "--reason", "terecht", on: dunya)
      await transcript.type("held", "release", note, "--reason", " ", on: dunya)
      let released = await dunya.run(["held", "release", note, "--reason", "terecht", "--json"])
      #expect(released.status == 0 && released.json?["sent"]?.bool == true)
      #expect(await dunya.run(["held", "release", note, "--reason", "terecht"]).status == 1)
      await transcript.type("held", "dismiss", other, on: dunya)
      await transcript.type("held", "list", on: dunya)
      #expect(await dunya.run(["status", "--json"]).json?["held"]?.integer == 0)
      try transcript.expect("held.\(language.rawValue)")
      await scene.meet()
      let seen = await scene.bram.run(["list"]).out
      #expect(seen.contains("Perelaar") && !seen.contains("Beukenlaan"))
      // What was written there stays there.
      #expect(await scene.anna.run(["list"]).out.contains("Beukenlaan"))
    }
  }

  @Test("is told what to erase although it has nothing to hand in", arguments: Language.allCases)
  func erased(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      let coordinators = [
        try await scene.device(folder + "/dunya", "dunya", seed: 5, as: .coordinator),
        try await scene.device(folder + "/dirk", "dirk", seed: 6, as: .coordinator),
      ]
      let note = await scene.anna.made("note", "add", "--title", "Kersenboomgaard")
      await scene.meet()
      try await scene.revoke(scene.anna)
      var people: [PersonID] = []
      for device in coordinators {
        let status = await device.run(["status", "--json"]).json
        let person = status?["owner"]?["person"]?.string.flatMap { PersonID(text: $0) }
        people.append(try #require(person))
      }
      let service = scene.region.service
      let asked = try await service.requestErasure(
        of: .document(try #require(DocumentID(text: note))), ground: "op verzoek", by: people[0])
      _ = try await service.approveErasure(asked.record.number, by: people[1])
      let words =
        language == .dutch ? "Dat is nu ook van dit apparaat weg." : "gone from this device"
      let told = await scene.anna.run(["sync"], width: 200)
      #expect(told.out.contains(words), "\(told.out)")
      let again = await scene.anna.run(["sync", "--json"])
      #expect(again.json?["orders"]?.integer == 0 && !again.out.contains(words))
      #expect(await !scene.anna.run(["list"]).out.contains("Kersenboomgaard"))
    }
  }

  @Test("what was never sent to a group that was left is no matter, and the leaving is told")
  func left() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: .english)
      let dunya = try await scene.device(
        folder + "/dunya", "dunya", seed: 5, as: .coordinator)
      let other = scene.region.neighbourhood
      _ = await dunya.run(["enrol", try await scene.region.invitation("dunya", to: other)])
      await scene.meet()
      _ = await dunya.run(["sync"])
      let notes = [
        await scene.anna.made("note", "add", "--title", "Perelaar"),
        await scene.anna.made("note", "add", "--title", "Beukenlaan"),
      ]
      try await scene.revoke(scene.anna)
      _ = await scene.anna.run(["sync"])
      _ = await dunya.made("note", "add", "--title", "Nooit verstuurd", "--space", other.id.text)
      let person = try #require(
        await dunya.run(["status", "--json"]).json?["owner"]?["person"]?.string
          .flatMap { PersonID(text: $0) })
      _ = try await scene.region.service.setRole(.none, of: person, in: other.id)
      let released = await dunya.run(
        ["held", "release", notes[0], "--space", "voorbeeldteam", "--reason", "terecht", "--json"],
        width: 200)
      #expect(released.status == 0 && released.json?["sent"]?.bool == true, "\(released.err)")
      #expect(released.err.contains("You are no longer in Voorbeeldwijk."), "\(released.err)")
      #expect(released.err.contains("1 contribution that you wrote there"), "\(released.err)")
      let told = released.json?["notices"]?.array?.map { $0["notice"]?.string }
      #expect(told == ["left"])
      // Told once.
      let again = await dunya.run(["held", "release", notes[1], "--reason", "terecht"])
      #expect(again.out.contains("It counts") && !again.out.contains("does not have it"))
      #expect(again.err.isEmpty, "\(again.err)")
    }
  }

  @Test("a release that the region refuses is not said to count")
  func refused() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: .english)
      let dunya = try await scene.device(
        folder + "/dunya", "dunya", seed: 5, as: .coordinator)
      await scene.meet()
      let note = await scene.anna.made("note", "add", "--title", "Perelaar")
      try await scene.revoke(scene.anna)
      _ = await scene.anna.run(["sync"])
      _ = await dunya.run(["sync"])
      let region = scene.region
      let person = try #require(
        await dunya.run(["status", "--json"]).json?["owner"]?["person"]?.string
          .flatMap { PersonID(text: $0) })
      region.network.withLock {
        $0.afterHeld = {
          _ = try await region.service.setRole(
            .reader, of: person, in: region.team.id, leavesNone: true)
        }
      }
      let outcome = await dunya.run(["held", "release", note, "--reason", "terecht"], width: 200)
      #expect(outcome.status == 1 && outcome.out.isEmpty, "\(outcome.out)")
      #expect(outcome.err.contains("it does not count"), "\(outcome.err)")
      #expect(outcome.err.contains("did not accept 1 change."), "\(outcome.err)")
    }
  }

  @Test(
    "an audit tells who took a device out of use, and who let a change go",
    arguments: Language.allCases)
  func audited(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      let dunya = try await scene.device(
        folder + "/dunya", "dunya", seed: 5, as: .coordinator)
      await scene.meet()
      let note = await scene.anna.made("note", "add", "--title", "Perelaar")
      try await scene.revoke(scene.anna, by: "dunya")
      _ = await scene.anna.run(["sync"])
      _ = await dunya.run(["sync"])
      #expect(await dunya.run(["held", "dismiss", note]).status == 0)
      let file = folder + "/west.audit"
      try await scene.region.auditFile().write(to: URL(filePath: file))
      let told = await scene.bram.run(["audit", "verify", file])
      #expect(told.status == 0, "\(told.err)")
      let words = told.out.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      let page = folder + "/page.html"
      #expect(await scene.bram.run(["audit", "report", file, "--html", page]).status == 0)
      let html = try String(contentsOfFile: page, encoding: .utf8)
      let decisions =
        language == .dutch
        ? ["is buiten gebruik gesteld", "telt niet mee, en wordt niet bewaard"]
        : ["was taken out of use", "does not count, and is not kept"]
      let decided = language == .dutch ? "besloten door" : "decided by"
      for decision in decisions {
        #expect(words.contains("\(decision); \(decided) Voorbeeld dunya"), "\(words)")
        #expect(html.contains(decision))
      }
      let space = await scene.bram.run(["audit", "verify", file, "--json"]).json?["spaces"]?.array?
        .first
      #expect(space?["withdrawals"]?.array?.first?["withdrawnBy"]?["name"]?.string != nil)
      #expect(space?["dismissals"]?.array?.count == 1)
      #expect(space?["openings"]?.array?.isEmpty == true)
    }
  }

  @Test("of two devices in one contribution each has a name of its own")
  func names() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let dunya = try await scene.device(
        folder + "/dunya", "dunya", seed: 5, as: .coordinator)
      let note = await scene.anna.made("note", "add", "--title", "Kersenboomgaard")
      await scene.meet()
      for (device, place) in [(scene.anna, "bij de brug"), (scene.bram, "op het plein")] {
        #expect(await device.run(["edit", note, "--set", "place=\(place)"]).status == 0)
        try await scene.revoke(device)
        _ = await device.run(["sync"])
      }
      let held = await dunya.run(["held", "list", "--json"]).json?["held"]?.array ?? []
      try #require(held.compactMap { $0["id"]?.string } == [note, note])
      let short = String(note.suffix(6))
      let names = held.map { short + "@" + String(($0["device"]?.string ?? "").suffix(4)) }
      let shown = await dunya.run(["held", "list"]).out
      let vague = await dunya.run(["held", "dismiss", short])
      for typed in [short.suffix(1), short.suffix(5), names[0].suffix(10)] {
        #expect(await dunya.run(["held", "dismiss", String(typed)]).status == 2)
      }
      for name in names { #expect(shown.contains(name) && vague.err.contains(name)) }
      #expect(vague.status == 1)
      #expect(await dunya.run(["held", "dismiss", names[0]]).status == 0)
      let rest = await dunya.run(["held", "list", "--json"]).json?["held"]?.array ?? []
      #expect(rest.map { $0["device"] } == [held[1]["device"]])
      #expect(await dunya.run(["held", "release", short, "--reason", "terecht"]).status == 0)
      #expect(await dunya.run(["show", note]).out.contains("op het plein"))
    }
  }
}

extension Scene {
  /// - Parameter coordinator: who decides it, by the operator's name for them; nil for the operator.
  func revoke(_ device: TestDevice, by coordinator: String? = nil) async throws {
    let replica = try Replica.open(home: device.home)
    let id = replica.identity.replica
    try replica.close()
    let person = try coordinator.flatMap { try region.service.person(named: $0) }
    _ = try await region.service.revoke(id, by: person)
  }
}
