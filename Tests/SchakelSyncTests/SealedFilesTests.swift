import Foundation
import SchakelCore
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

/// What a device does in a life, looked at from outside: in every byte of every file of its home.
@Suite("A sealed device's files")
struct SealedFilesTests {
  /// In titles, texts, drafts, names, what waits and what a bundle brought.
  private static let words = [
    "Rozemarijn", "Lindelaan", "Voorbeeldwijk", "fieldNote", "BU03440312", "2026-05-17",
    "region.example", "toestel-van-Lindelaan", "Onderschrift", "Vooruit", "Geweigerd",
  ]

  /// Anna, who is sealed or not, among two who are not.
  private struct Life {
    let region: TestRegion
    let anna: TestDevice
    let bram: TestDevice
    let mallory: TestDevice
    private let isSealed: Bool
    private(set) var seen: Set<String> = []

    init(isSealed: Bool) async throws {
      self.isSealed = isSealed
      region = try await TestRegion()
      anna = try await region.device(
        1, person: "Lindelaan", cipher: isSealed ? TestCipher() : nil)
      bram = try await region.device(2, person: "bram", cipher: nil)
      mallory = try await region.device(3, person: "mallory", cipher: nil)
      for device in [anna, bram, mallory] { try await device.sync() }
    }

    mutating func look() throws {
      let home = anna.replica.home
      var found: Set<String> = []
      for name in try FileManager.default.contentsOfDirectory(atPath: home) {
        let data = try Data(contentsOf: URL(fileURLWithPath: home + "/" + name))
        for word in SealedFilesTests.words where data.firstRange(of: Data(word.utf8)) != nil {
          found.insert(word)
        }
      }
      if isSealed { #expect(found == []) }
      seen.formUnion(found)
    }

    func writing() throws -> DocumentID {
      try anna.replica.rememberServer("https://region.example/")
      try anna.replica.rememberDeviceName("toestel-van-Lindelaan")
      try anna.replica.draft("fieldNote", ["title": [Value("Onderschrift")]])
      let note = try anna.note(
        "Rozemarijn",
        [
          "area": [Area(code: "BU03440312", year: 2024)!.value],
          "observedOn": [Value("2026-05-17")],
        ])
      #expect(try anna.replica.search("rozemarijn").count == 1)
      return note
    }

    func conflict(about note: DocumentID) async throws {
      for device in [anna, bram] { try await device.sync() }
      try anna.replica.edit(note, [.set("title", Value("Rozemarijn van Anna"))])
      try bram.replica.edit(note, [.set("title", Value("Rozemarijn van Bram"))])
      for device in [bram, anna] { try await device.sync() }
      #expect(try anna.replica.conflicts().count == 1)
    }

    /// One bundle whose beginning is not here, and one that stops midway.
    mutating func bundles() throws {
      var forger = Forger(mallory, in: region.space)
      let runs = [forger.run([forger.birth("een")]), forger.run([forger.birth("Vooruit")])]
      try read(runs[1])
      #expect(try anna.replica.status().waitingForOthers == 1)
      try look()
      try read(runs[0])
      try read(forger.run([.garbage, forger.birth("Vooruit")]))
    }

    private func read(_ run: ChangeRun) throws {
      let bundle = Bundle(space: region.space, runs: [run], devices: [])
      _ = try anna.replica.importBundle(bundle, verifier: FakeSignature.verify)
    }

    func refusal(of note: DocumentID) async throws {
      try await region.setRole(.reader, of: anna, handle: "Lindelaan")
      try anna.replica.edit(note, [.set("place", Value("Geweigerd"))])
      try await anna.sync()
      #expect(try anna.replica.tray().count == 1)
    }
  }

  @Test(
    "no word of it is in any file, open or closed; without a cipher each of them is",
    arguments: [true, false])
  func everyByte(isSealed: Bool) async throws {
    var life = try await Life(isSealed: isSealed)
    let note = try life.writing()
    try life.look()
    try await life.conflict(about: note)
    try life.look()
    try life.bundles()
    try life.look()
    try await life.refusal(of: note)
    try life.look()
    // Another process, and the end.
    let again = try life.anna.reopened()
    #expect(try again.replica.search("rozemarijn").count == 1)
    #expect(try again.replica.check() == [])
    try life.look()
    for replica in [again.replica, life.anna.replica] { try replica.close() }
    try life.look()
    if !isSealed { #expect(life.seen == Set(Self.words)) }
  }
}
