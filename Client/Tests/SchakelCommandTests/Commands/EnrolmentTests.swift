import SchakelCommand
import SchakelCore
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
}
