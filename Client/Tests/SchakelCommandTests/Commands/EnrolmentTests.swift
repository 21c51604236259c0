import Foundation
import SchakelCommand
import SchakelCore
import SchakelKeys
import SchakelRegion
import SchakelStore
import Testing

@Suite("Enrolment")
struct EnrolmentTests {
  @Test("a device enrols once, and joins a second space", arguments: Language.allCases)
  func transcript(language: Language) async throws {
    try await withScratch { folder in
      let region = try await TestRegion(folder: folder)
      let device = TestDevice(
        folder + "/anna", network: RegionNetwork(region: region), language: language)
      var transcript = Transcript()
      transcript.mask(folder, as: "~")
      for invitation in [
        try await region.invitation("anna"),
        try await region.invitation("anna", to: region.neighbourhood, as: .reader),
      ] {
        transcript.mask(invitation, as: "schakel:1:…")
        await transcript.type("enrol", invitation, on: device)
        await transcript.type("enrol", invitation, "--json", on: device)
      }
      await transcript.type("enrol", "hallo", on: device)
      await transcript.type("enrol", "schakel:1:abc", on: device)
      try transcript.expect("enrol.\(language.rawValue)")
    }
  }

  @Test("a home that cannot be enrolled for somebody else gives what waits in it to one that can")
  func forgotten() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let id = await scene.anna.made("note", "add", "--title", "Bankje")
      try FileManager.default.removeItem(atPath: scene.anna.home + "/credential.json")
      #expect(await scene.anna.run(["sync"]).err.contains("schakel enrol"))
      // This very database is known as another person's.
      let again = try await scene.region.invitation("carla")
      let outcome = await scene.anna.run(["enrol", again])
      #expect(outcome.status == 1)
      #expect(outcome.err.contains("schakel bundle export"))
      // What waits goes along in a bundle.
      let fresh = TestDevice(
        folder + "/fresh", seed: 3, network: RegionNetwork(region: scene.region))
      #expect(await fresh.run(["enrol", again]).status == 0)
      #expect(await scene.anna.run(["bundle", "export", folder + "/b", "--plain"]).status == 0)
      _ = await fresh.run(["sync"])
      #expect(await fresh.run(["bundle", "import", folder + "/b"]).status == 0)
      #expect(await fresh.run(["sync"]).status == 0)
      _ = await scene.bram.run(["sync"])
      #expect(await scene.bram.run(["show", id]).status == 0)
    }
  }

  @Test("a person whom the region gives no name is not called by one")
  func nameless() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let given = try await scene.region.service.invite(
        handle: "w17", name: nil, to: scene.region.team.id, as: .contributor)
      let invitation = try #require(Invitation(server: TestRegion.server, code: given.code))
      let device = TestDevice(
        folder + "/w17", seed: 4, network: RegionNetwork(region: scene.region))
      let outcome = await device.run(["enrol", invitation.text])
      #expect(
        outcome.lines[0] == "Dit apparaat (voorbeeldtoestel) is aangemeld bij Voorbeeldregio.")
      let id = await device.made("note", "add", "--title", "x")
      for command in [["list"], ["status"], ["show", id], ["history", id]] {
        let shown = await device.run(command)
        #expect(shown.status == 0 && !shown.out.contains(", ,") && !shown.out.hasSuffix(", \n"))
      }
    }
  }

  @Test("another region at the same address is noticed, and nothing of it is kept")
  func otherRegion() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let other = try await TestRegion(folder: try subfolder(of: folder))
      let device = TestDevice(
        scene.anna.home, seed: 5, network: RegionNetwork(region: other))
      let before = try scene.anna.credential()
      let outcome = await device.run(["enrol", try await other.invitation("anna")])
      #expect(outcome.status == 1)
      #expect(outcome.err.contains("andere regio"))
      #expect(try scene.anna.credential() == before)
      #expect(await scene.anna.run(["sync"]).status == 0)
    }
  }

  @Test("a device does not become somebody else's")
  func otherPerson() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let before = try scene.anna.credential()
      let invitation = try await scene.region.invitation("bram", to: scene.region.neighbourhood)
      #expect(await scene.anna.run(["enrol", invitation]).status == 1)
      #expect(try scene.anna.credential() == before)
      // Nor where the credential was lost.
      try FileManager.default.removeItem(atPath: scene.anna.home + "/credential.json")
      #expect(await scene.anna.run(["enrol", invitation]).status == 1)
      #expect(throws: CocoaError.self) { try scene.anna.credential() }
    }
  }

  @Test("what the region is recognised by stays with the device")
  func kept() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      #expect(try scene.anna.credential().contains(Hex.encode(scene.region.key.publicKey)))
      let replica = try Replica.open(home: scene.anna.home)
      let status = try replica.status()
      #expect(status.server == TestRegion.server)
      #expect(status.deviceName == "voorbeeldtoestel")
    }
  }

  private func subfolder(of folder: String) throws -> String {
    let path = folder + "/other-region"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }
}

extension TestDevice {
  fileprivate func credential() throws -> String {
    try String(contentsOfFile: home + "/credential.json", encoding: .utf8)
  }
}
