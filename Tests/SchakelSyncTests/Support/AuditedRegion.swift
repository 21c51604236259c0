import SchakelCore
import SchakelTesting
import Testing

@testable import SchakelRegion
@testable import SchakelStore

/// A region of two spaces in which people changed the same things while apart. Of its first space
/// there are on record, in this order: a title that Bram settled, a place that nobody had to choose,
/// a text that the region put together, a note that was deleted and edited, and, an hour later, the
/// title of a story, which is open. Of its second: a title, which is open.
struct AuditedRegion {
  static let labels = ["title 1", "place 1", "body 1", "lifecycle 1", "title 1", "title 2"]
  static let hour: UInt64 = 3_600_000

  let region: TestRegion
  let anna, bram: TestDevice
  let other: SpaceID
  /// When all but the story had happened in the first space.
  let noon: UInt64

  var service: RegionService { region.service }

  init(limits: RegionLimits = RegionLimits()) async throws {
    region = try await TestRegion(limits: limits)
    anna = try await region.device(1, person: "anna")
    bram = try await region.device(2, person: "bram")
    other = try await region.service.addSpace(name: "Tweede wijk").id
    try await region.join(other, handle: "anna", with: anna)
    try await region.join(other, handle: "bram", with: bram)
    try await Self.syncAll(anna, bram)
    try await Self.morning(anna, bram, region.space)
    region.clock.advance(Int64(Self.hour))
    noon = region.clock.now()
    region.clock.advance(Int64(Self.hour))
    for (kind, space) in [("successStory", region.space), ("fieldNote", other)] as [(Name, SpaceID)]
    {
      let story = try anna.replica.create(kind, ["title": [Value("feest")]], in: space)
      try await Self.syncAll(anna, bram)
      try await Self.apart(anna, bram, story, "title", ("straatfeest", "buurtfeest"))
    }
  }

  private static func morning(
    _ anna: TestDevice, _ bram: TestDevice, _ space: SpaceID
  ) async throws {
    let note = try anna.note("bankje", ["body": [Value(CombinedTextTests.text())]])
    try await syncAll(anna, bram)
    try await apart(anna, bram, note, "title", ("zitbank", "ligbed"))
    try await apart(anna, bram, note, "place", ("hoek", "midden"))
    try bram.replica.resolve(note, "title", .write(Value("bank")), reason: "kort is goed")
    try await syncAll(anna, bram)
    try await apart(
      anna, bram, note, "body",
      (CombinedTextTests.text("druk"), CombinedTextTests.text("stil", "leeg", "open")))
    let gone = try anna.note("prullenbak")
    try await syncAll(anna, bram)
    try anna.replica.delete(gone, reason: "dubbel")
    try bram.replica.edit(gone, [.set("place", Value("park"))])
    try await syncAll(anna, bram)
  }

  /// Both change a field without hearing of each other, and then hear of each other.
  private static func apart(
    _ anna: TestDevice, _ bram: TestDevice, _ document: DocumentID, _ field: Name,
    _ texts: (String, String)
  ) async throws {
    try anna.replica.edit(document, [.set(field, Value(texts.0))])
    try bram.replica.edit(document, [.set(field, Value(texts.1))])
    try await syncAll(anna, bram)
  }

  private static func syncAll(_ anna: TestDevice, _ bram: TestDevice) async throws {
    for device in [anna, bram, anna, bram] { try await device.sync() }
  }

  // MARK: Asking

  func person(_ handle: String) throws -> PersonID {
    try #require(try service.person(called: handle))
  }

  /// Somebody with a role in one space and nowhere else.
  func person(_ handle: String, _ role: Role, in space: SpaceID) async throws -> PersonID {
    let invitation = try await service.invite(handle: handle, name: handle, to: space, as: role)
    return try await service.enrol(
      code: invitation.code, deviceName: "toestel",
      replica: ReplicaID(rawValue: region.clock.random()),
      publicKey: [UInt8](repeating: 9, count: 32)
    ).person
  }

  /// Every record that a query lets through, page by page.
  func all(
    _ query: ConflictQuery, for reader: PersonID? = nil
  ) async throws -> (items: [ConflictPage.Item], pages: Int) {
    var (query, items, pages) = (query, [ConflictPage.Item](), 0)
    repeat {
      let page = try await service.conflicts(query, for: reader)
      items += page.items
      pages += 1
      query.cursor = page.cursor
    } while query.cursor != nil
    return (items, pages)
  }

  func labels(_ query: ConflictQuery, for reader: PersonID? = nil) async throws -> [String] {
    try await all(query, for: reader).items.map(label)
  }

  /// The field, and which of the spaces.
  func label(_ item: ConflictPage.Item) -> String {
    let field = item.record.field == .lifecycle ? "lifecycle" : item.record.field.text
    return "\(field) \(item.space == other ? 2 : 1)"
  }

  /// Who read what of a space, as its log tells.
  func readings(of space: SpaceID) async throws -> [LogEntry.Reading] {
    try TestRegion.verify(try await region.auditFile(of: [space])).spaces[0].readings
      .filter { $0.scope != .export }
  }
}
