import SchakelCommand
import SchakelCore
import SchakelJSON
import SchakelRegion
import SchakelSync
import Testing

@Suite("Who is in a group, and who lets somebody in")
struct TeamTests {
  /// Dunya leads the team that Anna and Bram are in.
  private struct Led {
    let scene: Scene
    let dunya: TestDevice
    let folder: String

    init(_ folder: String, language: Language = .english) async throws {
      self.folder = folder
      scene = try await Scene(folder, language: language)
      dunya = try await scene.device(folder + "/dunya", "dunya", seed: 5, as: .coordinator)
      _ = await dunya.run(["sync"])
    }

    func newcomer(_ name: String, seed: UInt64) -> TestDevice {
      TestDevice(
        folder + "/" + name, seed: seed, network: RegionNetwork(region: scene.region),
        language: dunya.language)
    }

    func members() async -> [JSONValue] {
      await dunya.run(["member", "list", "--json"]).json?["members"]?.array ?? []
    }

    func person(_ name: String) async throws -> JSONValue {
      try #require(await members().first { $0["name"]?.string == name })
    }
  }

  @Test("a coordinator lets somebody in from a device, and every device says who did")
  func letsIn() async throws {
    try await withScratch { folder in
      let led = try await Led(folder)
      let outcome = await led.dunya.run([
        "invite", "--role", "contributor", "--name", "Voorbeeld farah",
      ])
      #expect(outcome.status == 0, "\(outcome.err)")
      let line = outcome.out.trimming("\n")
      #expect(!line.contains("\n"), "one line where nobody looks")
      let farah = led.newcomer("farah", seed: 6)
      #expect(await farah.run(["enrol", line]).status == 0)
      #expect(await led.newcomer("other", seed: 7).run(["enrol", line]).status == 1)
      for device in [led.dunya, led.scene.bram] { _ = await device.run(["sync"]) }
      let member = try await led.person("Voorbeeld farah")
      #expect(member["role"]?.string == "contributor")
      #expect(member["givenBy"]?["name"]?.string == "Voorbeeld dunya")
      #expect(try await led.person("Voorbeeld anna")["givenBy"] == .null)
      let seen = await led.scene.bram.run(["member", "list"], width: 200).out
      #expect(seen.contains(/Voorbeeld farah +contributor +Voorbeeld dunya/), "\(seen)")
      #expect(seen.contains("Voorbeeld bram (you)"))
      #expect(await led.members().count == 4, "the region is none of the people")
    }
  }

  @Test("somebody of another group accepts on their own device, and nobody else can")
  func known() async throws {
    try await withScratch { folder in
      let led = try await Led(folder)
      let other = led.scene.region.neighbourhood
      _ = await led.dunya.run([
        "enrol", try await led.scene.region.invitation("dunya", to: other, as: .coordinator),
      ])
      _ = await led.dunya.run(["sync"])
      let outcome = await led.dunya.run([
        "invite", "--space", other.name, "--role", "reader", "--person", "voorbeeld BRAM",
      ])
      let line = outcome.out.trimming("\n")
      #expect(outcome.status == 0, "\(outcome.err)")
      #expect(await led.newcomer("thief", seed: 8).run(["enrol", line]).status == 1)
      #expect(await led.scene.bram.run(["enrol", line]).status == 0)
      let spaces = await led.scene.bram.run(["status", "--json"]).json?["spaces"]?.array
      #expect(spaces?.contains { $0["name"]?.string == other.name } == true)
    }
  }

  @Test("a code for the camera is shown where somebody looks and there is room")
  func codes() async throws {
    try await withScratch { folder in
      let led = try await Led(folder)
      func lines(width: Int) async -> (out: [Substring], err: String) {
        var context = led.dunya.context(width: width)
        context.terminal.showsCodes = true
        let outcome = await led.dunya.run(
          ["invite", "--role", "reader", "--name", "Voorbeeld"], in: context)
        return (outcome.out.split(separator: "\n"), outcome.err)
      }
      let wide = await lines(width: 120)
      #expect(wide.out.count > 20 && wide.out.last?.contains(/[█▀▄]/) == false)
      #expect(wide.out.contains { $0.contains(/[█▀▄]/) })
      let narrow = await lines(width: 30)
      #expect(narrow.out.count == 1 && narrow.err.contains("columns wide"))
    }
  }

  @Test("a role is given and taken, here and everywhere", arguments: Language.allCases)
  func roles(language: Language) async throws {
    try await withScratch { folder in
      let led = try await Led(folder, language: language)
      let anna = try #require(try await led.person("Voorbeeld anna")["person"]?.string)
      func set(_ words: String...) async -> TestDevice.Outcome {
        await led.dunya.run(["member"] + words, width: 200)
      }
      let word = language == .english ? "auditor" : "Controleur"
      let given = await set("set", "--person", "Voorbeeld anna", "--role", word)
      let again = await set("set", "--person", anna, "--role", "auditor")
      let gone = await set("remove", "--person", anna)
      let wasGone = await set("remove", "--person", anna, "--json")
      #expect([given, again, gone, wasGone].allSatisfy { $0.status == 0 })
      let said =
        language == .english
        ? ["auditor in", "auditor in Voorbeeldteam already", "no longer in"]
        : ["voortaan controleur", "was al controleur", "zit niet meer in"]
      for (outcome, words) in zip([given, again, gone], said) {
        #expect(outcome.out.contains(words), "\(outcome.out)")
      }
      #expect(wasGone.json?["changed"]?.bool == false)
      #expect(await led.members().count == 2)
      let back = await set("set", "--person", anna, "--role", "reader", "--json")
      #expect(back.json?["changed"]?.bool == true, "\(back.err)")
      _ = await led.scene.anna.run(["sync"])
      #expect(
        await led.scene.anna.run(["status", "--json"]).json?["spaces"]?.array?.first?["role"]?
          .string == "reader")
    }
  }

  @Test("what is refused is refused in words that say what to do")
  func refused() async throws {
    try await withScratch { folder in
      let led = try await Led(folder)
      let dunya = try #require(try await led.person("Voorbeeld dunya")["person"]?.string)
      let anna = try #require(try await led.person("Voorbeeld anna")["person"]?.string)
      let name = ["invite", "--role", "reader", "--name", "x"]
      let rows: [(TestDevice, [String], Int32, String)] = [
        (led.scene.bram, name, 1, "Only a coordinator"),
        (
          led.scene.bram, ["member", "set", "--person", anna, "--role", "reader"], 1,
          "Only a coordinator"
        ),
        (led.dunya, ["member", "remove", "--person", dunya], 1, "last coordinator"),
        (led.dunya, ["member", "remove", "--person", "nobody"], 1, "member list"),
        (led.dunya, ["member", "remove", "--person", "00000000000000ff"], 1, "ask the operator"),
        (led.dunya, ["invite", "--role", "reader", "--person", anna], 1, "member set"),
        (led.dunya, ["invite", "--role", "chief", "--name", "x"], 2, "A role is"),
        (led.dunya, ["invite", "--role", "none", "--name", "x"], 2, "A role is"),
        (led.dunya, ["invite", "--role", "reader"], 2, "--person"),
        (led.dunya, name + ["--person", anna], 2, "--person"),
        (led.dunya, ["invite", "--role", "reader", "--name", " "], 2, "not empty"),
      ]
      for (device, words, status, text) in rows {
        let outcome = await device.run(words, width: 200)
        #expect(outcome.status == status && outcome.err.contains(text), "\(words): \(outcome.err)")
        #expect(outcome.out.isEmpty)
      }
      for (failure, text) in [
        (TransportFailure(.unreachable, "no network"), "cannot be reached"),
        (TransportFailure(.requestRefused, "404", problem: "/problems/not-found"), "too old"),
        (
          TransportFailure(.requestRefused, "409", problem: "/problems/too-many-invitations"),
          "as many invitations"
        ),
      ] {
        led.scene.region.fail(failure)
        let outcome = await led.dunya.run(name, width: 200)
        #expect(outcome.status == 1 && outcome.err.contains(text), "\(outcome.err)")
      }
    }
  }
}

extension String {
  fileprivate func trimming(_ end: Character) -> String {
    var text = self
    while text.last == end { text.removeLast() }
    return text
  }
}
