import SchakelCore
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("An audit")
struct AuditTests {
  /// Anna and Bram changed the title of one note and the place of another while apart; Bram settled
  /// the one.
  static func region() async throws -> TestRegion {
    let region = try await TestRegion()
    let anna = try await region.device(1, person: "anna")
    let bram = try await region.device(2, person: "bram")
    let (bench, square) = (try anna.note("bankje"), try anna.note("plein"))
    for device in [anna, bram] { try await device.sync() }
    try anna.replica.edit(bench, [.set("title", Value("zitbank"))])
    try bram.replica.edit(bench, [.set("title", Value("ligbed"))])
    try anna.replica.edit(square, [.set("place", Value("hoek"))])
    try bram.replica.edit(square, [.set("place", Value("midden"))])
    try bram.replica.edit(square, [.set("signal", Value("watch"))])
    for device in [anna, bram, anna, bram] { try await device.sync() }
    try bram.replica.resolve(bench, "title", .write(Value("bank")), reason: "kort is goed")
    for device in [bram, anna] { try await device.sync() }
    return region
  }

  @Test(
    "of a region holds, and tells each conflict with who, what each had seen, and who settled it")
  func holds() async throws {
    let region = try await Self.region()
    let report = try TestRegion.verify(try await region.auditFile())
    let space = try #require(report.spaces.first)
    #expect(space.documents == 2)
    #expect(space.counts.changes == 8)
    let records = space.records.sorted { $0.field < $1.field }
    #expect(records.map(\.field) == ["place", "title"])
    #expect(records.map(\.severity) == [.parallelEdit, .conflict])
    #expect(records.map(\.isOpen) == [true, false])
    #expect(records[1].events.map(\.kind) == [.found, .settled])
    #expect(records[1].versions.count == 2)
    #expect(report.people.map(\.name).sorted() == ["Voorbeeld anna", "Voorbeeld bram"])
  }

  @Test("of a file with any one bit turned over does not")
  func flipped() async throws {
    let file = try await Self.region().auditFile()
    var random = SeededRandom(seed: 1)
    for _ in 0..<400 {
      var other = file
      let place = Int.random(in: file.indices, using: &random)
      other[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      #expect(throws: AuditFault.self, "byte \(place)") { try TestRegion.verify(other) }
    }
  }

  @Test("of a file that breaks off or goes on does not", arguments: [0, 1, 9, 200])
  func cut(_ bytes: Int) async throws {
    let file = try await Self.region().auditFile()
    #expect(throws: AuditFault.self) { try TestRegion.verify(Array(file.dropLast(bytes + 1))) }
    #expect(throws: AuditFault.self) { try TestRegion.verify(file + file.prefix(bytes + 1)) }
  }

  @Test("in a file that comes in pieces of any size has the same parts", arguments: [1, 7, 4_096])
  func pieces(_ size: Int) async throws {
    let file = try await Self.region().auditFile()
    var whole = AuditFrames(file)
    var expected: [[UInt8]] = []
    while let part = try whole.next() { expected.append(part) }
    var frames = AuditFrames()
    var parts: [[UInt8]] = []
    for start in stride(from: 0, to: file.count, by: size) {
      frames.add(Array(file[start..<min(start + size, file.count)]))
      while let part = try frames.next() { parts.append(part) }
    }
    try frames.finish()
    #expect(parts == expected)
    frames.add(Array(file.prefix(3)))
    #expect(try frames.next() == nil)
    #expect(throws: AuditFault.self) { try frames.finish() }
  }

  @Test("of a log goes through the places that its checkpoints tell, and through no other")
  func marks() async throws {
    let region = try await Self.region()
    _ = try await region.auditFile()
    let report = try TestRegion.verify(try await region.auditFile())
    let space = try #require(report.spaces.first)
    #expect(space.marks.count == 2)
    #expect(space.marks.map(\.position) == space.marks.map(\.position).sorted())
    for mark in space.marks + [space.end] {
      #expect(report.passes(mark, in: region.space) == true)
      let other = AuditReport.Mark(
        position: mark.position, hash: Hashing.portable.sha256(mark.hash.bytes))
      #expect(report.passes(other, in: region.space) == false)
    }
    let later = AuditReport.Mark(position: space.end.position + 1, hash: space.end.hash)
    #expect(report.passes(later, in: region.space) == nil)
    #expect(report.passes(space.end, in: SpaceID(rawValue: 1)) == nil)
  }

  /// Anna and Bram changed different words of one text, and the region put them together.
  private static func combined() async throws -> [UInt8] {
    let region = try await TestRegion()
    let anna = try await region.device(1, person: "anna")
    let bram = try await region.device(2, person: "bram")
    let note = try anna.replica.create(
      "fieldNote", ["body": [Value("het oude bankje bij de groene vijver")]], in: region.space)
    for device in [anna, bram] { try await device.sync() }
    try anna.replica.edit(note, [.set("body", Value("het kleine bankje bij de groene vijver"))])
    try bram.replica.edit(note, [.set("body", Value("het oude bankje bij de diepe vijver"))])
    for device in [anna, bram, anna] { try await device.sync() }
    return try await region.auditFile()
  }

  @Test("puts together again what the region put together")
  func rule() async throws {
    let report = try TestRegion.verify(try await Self.combined())
    #expect(report.counts.combined == 1)
    #expect(report.counts.unproven == 0)
    let record = try #require(report.spaces[0].records.first { $0.field == "body" })
    #expect(record.severity == .parallelEdit)
    #expect(record.settlingRule == TextMerge.rule)
  }

  @Test("finds a region that writes what no rule made of it, though it signs all that it says")
  func otherText() async throws {
    let sign: ([UInt8]) -> [UInt8] = { FakeSignature.sign($0, key: TestRegion.key) }
    var forged = try AuditForgery(try await Self.combined())
    let place = try #require(
      forged.spaces[0].entries.firstIndex { $0.written?.header.rule == TextMerge.rule })
    forged.spaces[0].entries[place].rewrite("het kleine bankje bij de drooggelegde vijver")
    forged.spaces[0].relink(by: sign)
    let file = forged.resigned(by: { FakeSignature.sign($0, key: TestRegion.key) }).file
    var fault: AuditFault?
    do throws(AuditFault) { _ = try TestRegion.verify(file) } catch { fault = error }
    #expect(fault?.code == .rule)
    #expect(fault?.position == UInt64(place + 1))
    #expect(fault?.field == "body")
  }

  @Test("knows the words of a text that came before its document, and was put together later")
  func early() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1, person: "anna")
    let bram = try await region.device(2, person: "bram")
    for device in [anna, bram] { try await device.sync() }
    let note = try anna.replica.create(
      "fieldNote", ["body": [Value("het oude bankje bij de groene vijver")]], in: region.space)
    let bundle = try anna.replica.exportBundle(of: region.space, signer: anna.signer)
    _ = try bram.replica.importBundle(bundle.bundle, verifier: FakeSignature.verify)
    try bram.replica.edit(note, [.set("body", Value("het oude bankje bij de diepe vijver"))])
    try anna.replica.edit(note, [.set("body", Value("het kleine bankje bij de groene vijver"))])
    let report = try await Self.pushApart(bram, anna, region)
    #expect(report.counts.combined == 1)
  }

  /// What the first wrote is pushed without what it builds on.
  private static func pushApart(
    _ first: TestDevice, _ second: TestDevice, _ region: TestRegion
  ) async throws -> AuditReport {
    var request = try first.request()
    for place in request.spaces.indices {
      request.spaces[place].push.removeAll {
        $0.writer.replica != first.replica.identity.replica
      }
    }
    let pushed = try await first.send(request)
    #expect(pushed.answer.spaces[0].outcomes.count == 1)
    try first.take(pushed)
    for device in [second, first, second] { try await device.sync() }
    return try TestRegion.verify(try await region.auditFile())
  }
}
