import Foundation
import SchakelCommand
import SchakelCore
import SchakelRegion
import Testing

@Suite("A region's own authority")
struct AuthorityTests {
  @Test("a region's own authority is remembered, and no other vouches for it from then on")
  func authority() async throws {
    try await withScratch { folder in
      let region = try await TestRegion(folder: folder)
      let asked = AuthorityNetwork.Asked()
      let network = AuthorityNetwork(inner: RegionNetwork(region: region), asked: asked)
      let device = TestDevice(folder + "/anna", network: network)
      let file = folder + "/gemeente.pem"
      try AuthorityNetwork.pem.write(toFile: file, atomically: true, encoding: .utf8)
      let enrolled = await device.run([
        "enrol", try await region.invitation("anna"), "--ca", file,
      ])
      #expect(enrolled.status == 0)
      try FileManager.default.removeItem(atPath: file)
      #expect(await device.run(["sync"]).status == 0)
      let further = try await region.invitation("anna", to: region.neighbourhood)
      #expect(await device.run(["enrol", further]).status == 0)
      #expect(asked.all.count == 3)
      #expect(asked.all.allSatisfy { $0 == Array(AuthorityNetwork.pem.utf8) })
    }
  }

  @Test("another takes its place, or the system's again, and each home keeps its file to itself")
  func replaced() async throws {
    try await withScratch { folder in
      let region = try await TestRegion(folder: folder)
      let asked = AuthorityNetwork.Asked()
      let network = AuthorityNetwork(inner: RegionNetwork(region: region), asked: asked)
      let device = TestDevice(folder + "/anna", network: network)
      let file = folder + "/gemeente.pem"
      let twice = AuthorityNetwork.pem + "\n" + AuthorityNetwork.pem
      try AuthorityNetwork.pem.write(toFile: file, atomically: true, encoding: .utf8)
      #expect(await device.run(["authority", "set", file]).status == 1)
      _ = await device.run(["enrol", try await region.invitation("anna"), "--ca", file])
      try twice.write(toFile: file, atomically: true, encoding: .utf8)
      #expect(await device.run(["authority", "set", file]).status == 0)
      let kept = folder + "/anna/authority.pem"
      let mode = try FileManager.default.attributesOfItem(atPath: kept)[.posixPermissions]
      #expect(mode as? Int == 0o600)
      _ = await device.run(["sync"])
      // What is no authority leaves the one that is there.
      try "hallo".write(toFile: file, atomically: true, encoding: .utf8)
      #expect(await device.run(["authority", "set", file]).status == 1)
      #expect(await device.run(["authority", "set", file + "x"]).status == 1)
      _ = await device.run(["sync"])
      #expect(await device.run(["authority", "remove"]).status == 0)
      #expect(!FileManager.default.fileExists(atPath: kept))
      _ = await device.run(["sync"])
      let pem = Array(AuthorityNetwork.pem.utf8)
      #expect(asked.all == [pem, Array(twice.utf8), Array(twice.utf8), nil])
    }
  }

  @Test("who vouches is shown in two languages", arguments: Language.allCases)
  func shown(language: Language) async throws {
    try await withScratch { folder in
      let device = TestDevice(folder + "/anna", language: language)
      _ = await device.made("note", "add", "--title", "Bankje")
      let file = folder + "/gemeente.pem"
      try AuthorityNetwork.pem.write(toFile: file, atomically: true, encoding: .utf8)
      var transcript = Transcript()
      transcript.mask(folder, as: "~")
      await transcript.type("authority", "show", on: device)
      await transcript.type("authority", "set", file + "x", on: device)
      try "hallo".write(toFile: file + ".txt", atomically: true, encoding: .utf8)
      await transcript.type("authority", "set", file + ".txt", on: device)
      await transcript.type("authority", "set", file, on: device)
      await transcript.type("authority", "show", "--json", on: device)
      await transcript.type("authority", "remove", on: device)
      await transcript.type("authority", "remove", on: device)
      try transcript.expect("authority.\(language.rawValue)")
    }
  }

  @Test("a file that holds no authority is refused before anything is asked, in two languages")
  func noAuthority() async throws {
    try await withScratch { folder in
      let region = try await TestRegion(folder: folder)
      let asked = AuthorityNetwork.Asked()
      let network = AuthorityNetwork(inner: RegionNetwork(region: region), asked: asked)
      let file = folder + "/x.pem"
      try "hallo".write(toFile: file, atomically: true, encoding: .utf8)
      let invitation = try await region.invitation("anna")
      for language in Language.allCases {
        let device = TestDevice(folder + "/\(language)", network: network, language: language)
        let ended = await device.run(["enrol", invitation, "--ca", file])
        #expect(ended.status == 1 && ended.err.contains(file), "\(ended.err)")
        #expect(await device.run(["enrol", invitation, "--ca", file + "x"]).status == 1)
      }
      #expect(asked.all.isEmpty)
    }
  }
}
