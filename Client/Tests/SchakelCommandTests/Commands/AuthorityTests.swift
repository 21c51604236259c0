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
