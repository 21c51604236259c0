import Foundation
import SchakelJSON
import SchakelStore
import Testing

@testable import SchakelDemo

/// What goes over the line between the built `schakel` and the built `schakeld`, byte for byte.
@Suite("Between the real programs", .serialized, .timeLimit(.minutes(10)))
struct WireTests {
  private static let words = [
    "geheimtitel", "geheimtekst", "geheimverhaal", "geheimles", "geheimpersoon", "geheimmandaat",
    "geheimlater",
  ]

  private static func draft(_ anna: Worker) throws -> [String] {
    try [
      anna.json("note", "add", "--title", "geheimtitel", "--body", "geheimtekst", "--draft"),
      anna.json("story", "add", "--title", "geheimverhaal", "--lessons", "geheimles", "--draft"),
      anna.json("profile", "add", "--name", "geheimpersoon", "--mandate", "geheimmandaat"),
    ].map { try #require($0["id"]?.string) }
  }

  @Test("a word is found in each form that it may have")
  func search() {
    let word = HiddenWord("geheim")
    #expect(word.forms.count == 9)
    for shift in 0..<3 {
      let hidden = Data((String(repeating: "x", count: shift) + "geheim!").utf8)
      #expect(word.found(in: hidden.base64EncodedData()) == ["base64"])
    }
    for (name, bytes) in word.forms {
      #expect(word.found(in: Data([1, 2]) + bytes + Data([3])).contains(name), "\(name)")
      #expect(word.found(in: Data(bytes.dropLast())).contains(name) == false, "\(name)")
    }
  }

  @Test(
    "no word of a draft is in any of it before it is shared, and each is once it is",
    arguments: Programs.servers)
  func drafts(server: String) throws {
    let programs = try Programs(server: server)
    let anna = try programs.device(of: "anna")
    let bram = try programs.device(of: "bram")
    let ids = try Self.draft(anna)
    let note = try #require(try anna.json("note", "add", "--title", "openbaarwoord")["id"]?.string)
    for worker in [anna, bram] { try worker.type(["sync"]) }
    try anna.type(["edit", ids[0], "--set", "body=geheimlater"])
    try anna.type(["history", note, "--fetch"])
    try anna.type(["status", "--fingerprint"])
    try anna.type(["edit", note, "--set", "body=openbaarlater"])
    let bundle = programs.folder + "/bundle"
    try anna.type(["bundle", "export", bundle, "--plain"])
    try anna.type(["bundle", "export", bundle + "-sealed", "--to-region"])
    for worker in [anna, bram, anna] { try worker.type(["sync"]) }
    let told =
      try Data(contentsOf: URL(filePath: bundle)) + programs.files(in: bram.home)
      + programs.files(in: programs.data)
    let all = programs.tap.asked + programs.tap.answered + told
    for word in Self.words + ids { #expect(HiddenWord(word).found(in: all) == [], "\(word)") }
    for id in ids {
      let bytes = try #require(UUID(uuidString: id)).uuid
      // Unsafe: the bytes of a value of this function, for as long as the call takes.
      let raw = unsafe withUnsafeBytes(of: bytes) { unsafe Data($0) }
      #expect(all.range(of: raw) == nil)
    }
    // The same search finds what was shared, in all of it.
    for bytes in [programs.tap.asked, programs.tap.answered, told] {
      #expect(HiddenWord("openbaarwoord").found(in: bytes) == ["UTF-8"])
    }
    try anna.type(["share", ids[0]])
    try anna.type(["sync"])
    for word in ["geheimtitel", "geheimlater"] {
      #expect(HiddenWord(word).found(in: programs.tap.asked) == ["UTF-8"], "\(word)")
    }
    // What it said before it was shared is nobody's, and the others stay drafts.
    for word in Self.words where word != "geheimtitel" && word != "geheimlater" {
      #expect(HiddenWord(word).found(in: programs.tap.asked) == [], "\(word)")
    }
  }

  private static let day: UInt64 = 24 * 3_600_000

  /// Lets a region that is not served age: every token was born so many days before.
  private static func age(_ data: String, days: UInt64) throws {
    let connection = try Connection(
      data + "/region.sqlite", mode: .readWrite, options: ConnectionOptions())
    try connection.execute("UPDATE token SET born = born - \(days * day)")
    try connection.close()
  }

  private static func token(of worker: Worker) throws -> String {
    let bytes = try Data(contentsOf: URL(filePath: worker.home + "/credential.json"))
    return try #require(try JSONReader.read(Array(bytes))["token"]?.string)
  }

  @Test(
    "a token that has ended is renewed by the next sync, which says no word of it",
    arguments: Programs.servers)
  func renewal(server: String) throws {
    let programs = try Programs(server: server)
    let anna = try programs.device(of: "anna")
    try anna.type(["sync"])
    let usual = try anna.type(["sync"])
    let path = Data("/token-renewals ".utf8)
    #expect(programs.tap.asked.range(of: path) == nil)
    let before = try Self.token(of: anna)
    for days: UInt64 in [11, 31] {
      try programs.whileDown { try Self.age(programs.data, days: days) }
      let last = try Self.token(of: anna)
      try anna.type(["note", "add", "--title", "geschreven na \(days) dagen"])
      try anna.type(["sync"])
      #expect(try Self.token(of: anna) != last)
      #expect(try anna.type(["sync"]) == usual)
    }
    #expect(programs.tap.asked.range(of: path) != nil)
    let status = try Worker.document(
      programs.region("status", "--data", programs.data, "--json"))
    #expect(status["changes"]?.integer == 2)
    // The server keeps neither token, and the device makes the second without being told one.
    let (kept, after) = (try programs.files(in: programs.data), try Self.token(of: anna))
    for token in [before, after] {
      #expect(HiddenWord(token).found(in: kept) == [])
      #expect(HiddenWord(token).found(in: programs.tap.asked).contains("UTF-8"))
    }
    #expect(HiddenWord(after).found(in: programs.tap.answered) == [])
  }

  @Test(
    "a device that stayed away for too long is told what to do, and keeps what it wrote",
    arguments: Programs.servers)
  func tooLate(server: String) throws {
    let programs = try Programs(server: server)
    let anna = try programs.device(of: "anna")
    try anna.type(["sync"])
    try anna.type(["note", "add", "--title", "blijft"])
    try programs.whileDown { try Self.age(programs.data, days: 500) }
    let refused = try anna.run("sync")
    #expect(
      refused.status == 1 && refused.err.contains("Ask for a new invitation"), "\(refused.err)")
    #expect(try anna.json("status")["waiting"]?.integer == 1)
    try anna.type(["enrol", programs.invitation(for: "anna")])
    try anna.type(["sync"])
    #expect(try anna.json("status")["synchronised"]?.bool == true)
  }
}
