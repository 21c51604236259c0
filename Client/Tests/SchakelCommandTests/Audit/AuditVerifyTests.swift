import Foundation
import SchakelCommand
import SchakelJSON
import SchakelKeys
import SchakelRegion
import Testing

@testable import SchakelCore

@Suite("Checking an audit file")
struct AuditVerifyTests {
  @Test(
    "it says what was checked, and that the key is to be compared", arguments: Language.allCases)
  func transcript(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      try await scene.export()
      let device = TestDevice(folder + "/nobody", language: language)
      var transcript = Transcript()
      transcript.mask(folder, as: "~")
      transcript.mask(RegionKeyText.shown(scene.region.key.publicKey), as: "(the key)")
      transcript.mask(Hex.encode(scene.region.key.publicKey), as: "(the key)")
      await transcript.type("audit", "verify", scene.file, on: device)
      await transcript.type("audit", "verify", scene.file, "--json", on: device)
      try scene.write([1, 2, 3])
      await transcript.type("audit", "verify", scene.file, on: device)
      await transcript.type("audit", "verify", folder + "/none", on: device)
      await transcript.type("audit", "verify", folder, on: device)
      let key = String(repeating: "0", count: 64)
      try await scene.export()
      await transcript.type("audit", "verify", scene.file, "--region-key", key, on: device)
      await transcript.type("audit", "verify", scene.file, "--region-key", "geen", on: device)
      try transcript.expect("audit-verify.\(language.rawValue)")
    }
  }

  @Test(
    "what the region put together is put together again, unless words of it were erased",
    arguments: Language.allCases)
  func texts(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      await scene.writeInOneText()
      let bytes = try await scene.bytes()
      let device = TestDevice(folder + "/nobody", language: language)
      var transcript = Transcript()
      transcript.mask(folder, as: "~")
      transcript.mask(RegionKeyText.shown(scene.region.key.publicKey), as: "(the key)")
      try scene.write(bytes)
      await transcript.type("audit", "verify", scene.file, on: device)
      let whole = await device.run(["audit", "verify", scene.file, "--json"]).json
      let text = "Een twee drie\n\nVier vijf elf"
      try scene.write(try scene.erased(text, of: scene.square, from: bytes))
      await transcript.type("audit", "verify", scene.file, on: device)
      let erased = await device.run(["audit", "verify", scene.file, "--json"]).json
      let told = [whole, erased].map { json in
        ["combined", "unproven"].map { json?["spaces"]?.array?.first?[$0]?.integer }
      }
      #expect(told == [[1, 0], [0, 1]])
      try transcript.expect("audit-texts.\(language.rawValue)")
    }
  }

  @Test("the key that is trusted may be typed, or stand in a file")
  func keys() async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      try await scene.export()
      let device = TestDevice(folder + "/nobody")
      let key = scene.region.key.publicKey
      try Data((Hex.encode(key) + "\n").utf8).write(to: URL(filePath: folder + "/hex"))
      try Data(key).write(to: URL(filePath: folder + "/raw"))
      for typed in [Hex.encode(key), RegionKeyText.shown(key), folder + "/hex", folder + "/raw"] {
        let outcome = await device.run(
          ["audit", "verify", scene.file, "--region-key", typed, "--json"])
        #expect(outcome.status == 0, "\(outcome.err)")
        #expect(outcome.json?["keyFrom"]?.string == "given")
      }
    }
  }

  @Test("of a file with any bit turned over the first that does not hold is told, and why")
  func flipped() async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      let bytes = try await scene.bytes()
      let device = TestDevice(folder + "/nobody")
      for place in stride(from: 40, to: bytes.count, by: bytes.count / 60) {
        var other = bytes
        other[place] ^= 0x10
        try scene.write(other)
        let outcome = await device.run(["audit", "verify", scene.file, "--json"])
        #expect(outcome.status == 1, "byte \(place)")
        #expect(outcome.json?["holds"]?.bool == false, "byte \(place)")
        #expect(outcome.json?["fault"]?["what"]?.string != nil, "byte \(place)")
      }
      for end in [bytes.count - 1, bytes.count / 2, bytes.count - 70] {
        try scene.write(Array(bytes[..<end]))
        #expect(await device.run(["audit", "verify", scene.file]).status == 1)
      }
    }
  }

  @Test(
    "a change that was put in another's place is told with its place", arguments: Language.allCases)
  func fault(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      let bytes = try await scene.bytes()
      var isDone = false
      func replaced(_ entry: AuditPart.Entry) -> AuditPart.Entry {
        guard !isDone, entry.change != nil else { return entry }
        isDone = true
        return AuditPart.Entry(hashed: entry.hashed, change: [0x80])
      }
      var parts = AuditFrames(bytes)
      var out: [UInt8] = []
      while let part = try parts.next() {
        var bytes = part
        if case .entries(let entries) = try AuditPart(encoded: part) {
          bytes = AuditPart.entries(entries.map(replaced)).encoded
        }
        var writer = CBORWriter(reserving: bytes.count + 9)
        writer.byteString(bytes)
        out += writer.bytes
      }
      try scene.write(out)
      let device = TestDevice(folder + "/nobody", language: language)
      let outcome = await device.run(["audit", "verify", scene.file, "--json"])
      #expect(outcome.json?["fault"]?["what"]?.string == "chain")
      #expect(outcome.json?["fault"]?["position"]?.integer != nil)
      #expect(outcome.json?["fault"]?["space"]?.string == scene.region.team.id.text)
      var transcript = Transcript()
      transcript.mask(folder, as: "~")
      await transcript.type("audit", "verify", scene.file, on: device)
      try transcript.expect("audit-fault.\(language.rawValue)")
    }
  }

  // MARK: The past that a device knows

  @Test("a device that synchronised finds what it kept in every file of its region")
  func kept() async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      for _ in 0..<2 { try await scene.export() }
      await scene.scene.meet()
      try await scene.region.service.checkpoint()
      await scene.scene.meet()
      let earlier = await scene.anna.run(["audit", "verify", scene.file, "--json"])
      #expect(earlier.status == 0, "\(earlier.err)")
      #expect(earlier.json?["keyFrom"]?.string == "home")
      #expect(earlier.json?["checkpoints"]?["same"]?.integer ?? 0 >= 2)
      try await scene.export()
      let outcome = await scene.anna.run(["audit", "verify", scene.file, "--json"])
      #expect(outcome.status == 0, "\(outcome.err)")
      #expect(outcome.json?["checkpoints"]?["later"]?.integer == 0)
    }
  }

  @Test(
    "a region that writes its past anew is found out by who kept it", arguments: Language.allCases)
  func rewritten(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      for _ in 0..<2 { _ = try await scene.bytes() }
      await scene.scene.meet()
      // Nobody read anything, the region says now.
      let forger = AuditForger(key: scene.region.key) { entry in
        if case .reading = entry.entry { nil } else { entry }
      }
      try scene.write(try forger.forged(try await scene.bytes()))
      let stranger = TestDevice(folder + "/nobody", language: language)
      #expect(await stranger.run(["audit", "verify", scene.file]).status == 0)
      let anna = TestDevice(scene.anna.home, language: language)
      let outcome = await anna.run(["audit", "verify", scene.file, "--json"])
      #expect(outcome.status == 1)
      #expect(outcome.json?["holds"]?.bool == false)
      #expect(outcome.json?["fault"]?["what"]?.string == "changedPast")
      let report = await anna.run(
        ["audit", "report", scene.file, "--html", folder + "/page.html"])
      #expect(report.status == 1)
      #expect(!FileManager.default.fileExists(atPath: folder + "/page.html"))
      var transcript = Transcript()
      transcript.mask(folder, as: "~")
      transcript.mask(RegionKeyText.shown(scene.region.key.publicKey), as: "(the key)")
      await transcript.type("audit", "verify", scene.file, on: anna)
      try transcript.expect("audit-past.\(language.rawValue)")
    }
  }

  @Test("a home that nobody asked for and that cannot be read keeps no file from being checked")
  func brokenHome() async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      try await scene.export()
      let home = folder + "/data/schakel"
      try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
      try Data("no database".utf8).write(to: URL(filePath: home + "/replica.sqlite"))
      let device = TestDevice(home)
      var context = device.context()
      context.environment = ["XDG_DATA_HOME": folder + "/data"]
      #expect(await CommandRunner.run(["audit", "verify", scene.file], in: context) == 0)
      #expect(device.said.contains("Dit bestand klopt."))
      // Where it was asked for, that is an error.
      #expect(await device.run(["audit", "verify", scene.file]).status == 1)
    }
  }

  @Test("a region that leaves out the end of its log is found out by who kept it")
  func shortened() async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder, isSettled: false)
      let early = try await scene.bytes()
      _ = try await scene.bytes()
      await scene.scene.meet()
      try scene.write(early)
      // Made before what was kept: that it has less proves nothing.
      let honest = await scene.anna.run(["audit", "verify", scene.file, "--json"])
      #expect(honest.status == 0, "\(honest.err)")
      #expect(honest.json?["checkpoints"]?["later"]?.integer ?? 0 > 0)
      try scene.write(try scene.dated(early, 1_000 * 86_400_000))
      let outcome = await scene.anna.run(["audit", "verify", scene.file, "--json"])
      #expect(outcome.json?["fault"]?["what"]?.string == "shortened", "\(outcome.err)")
    }
  }
}

/// A key as the command shows it.
enum RegionKeyText {
  static func shown(_ key: [UInt8]) -> String {
    stride(from: 0, to: key.count, by: 2).map { Hex.encode(Array(key[$0..<$0 + 2])) }
      .joined(separator: " ")
  }
}

extension AuditScene {
  /// The file as if it was made later, under the region's signature.
  func dated(_ file: [UInt8], _ milliseconds: UInt64) throws -> [UInt8] {
    var forger = AuditForger(key: region.key)
    forger.later = milliseconds
    return try forger.forged(file)
  }
}
