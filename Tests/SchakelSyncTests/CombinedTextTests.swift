import SchakelCore
import SchakelRegion
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

/// What devices see of texts that the region put together.
@Suite("Texts put together, on every device")
struct CombinedTextTests {
  /// A text with three places to change, far enough apart.
  static func text(
    _ street: String = "stil", _ square: String = "leeg", _ school: String = "dicht"
  ) -> String {
    "de straat is \(street) en het plein is \(square) en de school is \(school)"
  }

  private func write(_ text: String, in note: DocumentID, by device: TestDevice) throws {
    try device.replica.edit(note, [.set("body", Value(text))])
  }

  private func body(_ note: DocumentID, on device: TestDevice) throws -> DocumentField {
    try #require(try device.replica.document(note)?["body"])
  }

  @Test(
    "both devices show one text, by words and by paragraphs, and that it is the region's",
    arguments: [
      [text(), text("druk"), text("stil", "vol"), text("druk", "vol")],
      [
        "een\ntwee\ndrie", "een\ntwee\ndrie\nvier", "nul\ntwee\ndrie", "nul\ntwee\ndrie\nvier",
      ],
    ])
  func together(texts: [String]) async throws {
    let scene = try await Restoring()
    let note = try scene.anna.note("straat", ["body": [Value(texts[0])]])
    try await scene.syncAll()
    try write(texts[1], in: note, by: scene.anna)
    try write(texts[2], in: note, by: scene.bram)
    try await scene.syncAll()
    for device in [scene.anna, scene.bram] {
      let body = try body(note, on: device)
      #expect(body.text == texts[3])
      #expect(body.standing == .plain)
      #expect(body.versions.map(\.author.name) == ["Voorbeeldregio"])
      #expect(try device.replica.conflicts().isEmpty)
      #expect(try await device.sync().isSynchronised)
      #expect(try device.replica.check() == [])
    }
    #expect(try scene.anna.states() == scene.bram.states())
    // The next edit is as any other.
    try write(texts[3] + " nu", in: note, by: scene.bram)
    try await scene.syncAll()
    #expect(try body(note, on: scene.anna).text == texts[3] + " nu")
  }

  @Test("who takes it back has both versions again, and they stay until a person chooses")
  func takenBack() async throws {
    let scene = try await Restoring()
    let note = try scene.anna.note("straat", ["body": [Value(Self.text())]])
    try await scene.syncAll()
    try write(Self.text("druk"), in: note, by: scene.anna)
    try write(Self.text("stil", "vol"), in: note, by: scene.bram)
    try await scene.syncAll()
    let dot = try #require(try body(note, on: scene.bram).versions.first?.dot)
    try scene.bram.replica.revert(note, dot)
    try await scene.syncAll()
    for device in [scene.anna, scene.bram] {
      let body = try body(note, on: device)
      #expect(Set(body.shown.map(\.text)) == [Self.text("druk"), Self.text("stil", "vol")])
      #expect(Set(body.versions.map(\.author.name)) == ["Voorbeeld anna", "Voorbeeld bram"])
    }
    try scene.bram.replica.resolve(note, "body", .write(Value("rustig")), reason: "zo")
    try await scene.syncAll()
    #expect(try body(note, on: scene.anna).text == "rustig")
  }

  /// A region that put a text together and was put back to before that.
  private func putBack() async throws -> (scene: Restoring, note: DocumentID) {
    let scene = try await Restoring()
    let note = try scene.anna.note("straat", ["body": [Value(Self.text())]])
    try await scene.syncAll()
    let later = try await scene.copyRegion()
    try write(Self.text("druk"), in: note, by: later.anna)
    try write(Self.text("stil", "vol"), in: note, by: later.bram)
    try await later.syncAll()
    #expect(try body(note, on: later.anna).text == Self.text("druk", "vol"))
    return (try await later.restoreRegion(), note)
  }

  private func expectOneText(_ scene: Restoring, _ note: DocumentID) async throws {
    let cor = try await scene.region.device(3, person: "cor")
    for device in [scene.anna, scene.bram, cor] { try await device.sync() }
    for device in [scene.anna, scene.bram, cor] {
      #expect(try await device.sync().isSynchronised)
      let body = try body(note, on: device)
      #expect(body.shown.map(\.text) == [Self.text("druk", "vol")])
      #expect(body.standing == .plain)
      #expect(try device.replica.tray().isEmpty)
      #expect(try device.replica.check() == [])
      #expect(try device.states() == cor.states())
    }
    #expect(try await scene.region.service.status().spaces[0].voids == 0)
  }

  @Test("what a region put together and lost comes back from a device that read it")
  func comesBack() async throws {
    let (scene, note) = try await putBack()
    let states = try scene.bram.states()
    // Anna's device stays away.
    #expect(try await scene.bram.sync().isSynchronised)
    #expect(try scene.bram.states() == states)
    #expect(try body(note, on: scene.bram).versions.count == 1)
    try await expectOneText(scene, note)
  }

  @Test("what a region put together again meanwhile is the same text, and is shown once")
  func togetherAgain() async throws {
    let (scene, note) = try await putBack()
    // The first exchange says what the region lacks.
    for device in [scene.anna, scene.bram, scene.anna, scene.bram] {
      try await device.pushOwnOnly()
    }
    try await scene.syncAll()
    try await expectOneText(scene, note)
    // Under the dots of two lives of the region.
    #expect(Set(try body(note, on: scene.anna).versions.map(\.dot.writer)).count == 2)
    try write(Self.text("druk", "vol", "open"), in: note, by: scene.bram)
    try await scene.syncAll()
    #expect(try body(note, on: scene.anna).versions.count == 1)
  }

  @Test("a region put back goes on with the texts that it put together before")
  func goesOn() async throws {
    let (scene, note) = try await putBack()
    try await scene.syncAll()
    try write(Self.text("rustig", "vol"), in: note, by: scene.anna)
    try write(Self.text("druk", "vol", "open"), in: note, by: scene.bram)
    try await scene.syncAll()
    for device in [scene.anna, scene.bram] {
      #expect(try body(note, on: device).shown.map(\.text) == [Self.text("rustig", "vol", "open")])
      #expect(try device.replica.check() == [])
    }
  }

  // MARK: Orders

  /// Anna and Bram contradict each other, Cor settles it, and Dirk writes elsewhere in the text
  /// without knowing of any of them.
  private func arrive(in order: [Int]) async throws -> Set<[String?]> {
    let region = try await TestRegion()
    var devices: [TestDevice] = []
    for (number, person) in ["anna", "bram", "cor", "dirk"].enumerated() {
      devices.append(
        try await region.device(
          UInt64(number + 1), person: person, role: number == 2 ? .coordinator : .contributor))
    }
    let note = try devices[0].note("straat", ["body": [Value(Self.text())]])
    for device in devices { try await device.sync() }
    try write(Self.text("druk"), in: note, by: devices[0])
    try write(Self.text("vol"), in: note, by: devices[1])
    for other in devices[..<2] { try devices[2].hear(other, in: region.space) }
    try devices[2].replica.resolve(note, "body", .write(Value(Self.text("rustig"))), reason: "zo")
    try write(Self.text("stil", "leeg", "open"), in: note, by: devices[3])
    for number in order { try await devices[number].pushOwnOnly() }
    devices.append(try await region.device(5, person: "eef"))
    for device in devices + devices { try await device.sync() }
    for device in devices {
      #expect(try device.states() == devices[4].states())
      #expect(try device.replica.tray().isEmpty)
    }
    return Set(try devices.map { try body(note, on: $0).shown.map(\.text) })
  }

  @Test("in whatever order edits and a settlement arrive, all come to the same text")
  func orders() async throws {
    for order in Self.orders(of: [0, 1, 2, 3]) {
      let shown = try await arrive(in: order)
      #expect(shown == [[Self.text("rustig", "leeg", "open")]], "in the order \(order)")
    }
  }

  private static func orders(of numbers: [Int]) -> [[Int]] {
    guard !numbers.isEmpty else { return [[]] }
    return numbers.flatMap { first in
      orders(of: numbers.filter { $0 != first }).map { [first] + $0 }
    }
  }
}
