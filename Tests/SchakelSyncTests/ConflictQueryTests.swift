import SchakelCore
import SchakelTesting
import Testing

@testable import SchakelRegion
@testable import SchakelStore

@Suite("The list of what is on record")
struct ConflictQueryTests {
  typealias Filter = (inout ConflictQuery) -> Void

  @Test("holds every record of every space, in the order in which they were found")
  func whole() async throws {
    let scene = try await AuditedRegion()
    let all = try await scene.all(ConflictQuery())
    #expect(all.items.map(scene.label) == AuditedRegion.labels)
    #expect(all.pages == 1)
    let report = try TestRegion.verify(try await scene.region.auditFile())
    #expect(all.items.map(\.record) == report.spaces.flatMap(\.records))
  }

  /// A filter of each sort, and the places in ``AuditedRegion/labels`` that it lets through.
  private func filters(_ scene: AuditedRegion) throws -> [(filter: Filter, places: Set<Int>)] {
    let (anna, region) = (try scene.person("anna"), scene.region.clock.region.identity.person)
    let noon = scene.noon
    return [
      ({ $0.spaces = [scene.region.space] }, [0, 1, 2, 3, 4]),
      ({ $0.kind = "fieldNote" }, [0, 1, 2, 3, 5]), ({ $0.kind = "successStory" }, [4]),
      ({ $0.field = "title" }, [0, 4, 5]), ({ $0.field = .lifecycle }, [3]),
      ({ $0.person = anna }, [0, 1, 2, 3, 4, 5]), ({ $0.person = region }, [2]),
      ({ $0.from = noon }, [4, 5]), ({ $0.until = noon }, [0, 1, 2, 3]),
      ({ $0.state = .open }, [1, 3, 4, 5]), ({ $0.state = .settled }, [0, 2]),
      ({ $0.severity = .conflict }, [0, 3, 4, 5]), ({ $0.severity = .parallelEdit }, [1, 2]),
      ({ $0.rule = "text/1" }, [2]),
    ]
  }

  private func labels(_ places: Set<Int>) -> [String] {
    places.sorted().map { AuditedRegion.labels[$0] }
  }

  @Test("is filtered by space, kind, field, person, time, state, severity and rule")
  func alone() async throws {
    let scene = try await AuditedRegion()
    for (index, (filter, places)) in try filters(scene).enumerated() {
      var query = ConflictQuery()
      filter(&query)
      #expect(try await scene.labels(query) == labels(places), "filter \(index)")
    }
    // What was found at a time is found from that time on, and not until then.
    let first = try #require(try await scene.all(ConflictQuery()).items.first).record.found.time
    var query = ConflictQuery()
    query.from = first
    #expect(try await scene.labels(query).count == 6)
    query.until = first
    #expect(try await scene.labels(query).isEmpty)
  }

  @Test("is, with two filters of different sorts, what both let through")
  func together() async throws {
    let scene = try await AuditedRegion()
    let filters = try filters(scene)
    for (index, first) in filters.enumerated() {
      for (other, second) in filters.enumerated() where other > index {
        var (one, two, both) = (ConflictQuery(), ConflictQuery(), ConflictQuery())
        first.filter(&one)
        second.filter(&two)
        first.filter(&both)
        second.filter(&both)
        // Of one sort, the second took the place of the first.
        var undone = both
        first.filter(&undone)
        guard undone == both else { continue }
        let expected = labels(first.places.intersection(second.places))
        #expect(try await scene.labels(both) == expected, "filters \(index) and \(other)")
      }
    }
  }

  @Test("comes whole and each record once, whatever the size of its pages", arguments: 1...7)
  func paged(_ limit: Int) async throws {
    for rows in [1, 2, 100] {
      var limits = RegionLimits()
      limits.conflictRows = rows
      let scene = try await AuditedRegion(limits: limits)
      var query = ConflictQuery()
      query.limit = limit
      #expect(try await scene.labels(query) == AuditedRegion.labels)
      query.state = .open
      #expect(try await scene.labels(query) == labels([1, 3, 4, 5]))
    }
  }

  @Test("ends, a few rows at a time, where a filter lets nothing through")
  func nothing() async throws {
    var limits = RegionLimits()
    limits.conflictRows = 2
    let scene = try await AuditedRegion(limits: limits)
    var query = ConflictQuery()
    query.field = "nergens"
    let all = try await scene.all(query)
    #expect(all.items.isEmpty)
    #expect(all.pages == 4)
  }

  @Test("goes on only with its own cursor, for its own reader, within a day")
  func cursors() async throws {
    let scene = try await AuditedRegion()
    let auditor = try await scene.person("dora", .auditor, in: scene.region.space)
    var query = ConflictQuery()
    query.limit = 2
    let cursor = try #require(try await scene.service.conflicts(query, for: nil).cursor)
    #expect(ConflictCursor(text: cursor.text) == cursor)
    query.cursor = cursor
    query.limit = 3
    #expect(try await scene.service.conflicts(query, for: nil).items.count == 3)
    var others: [(ConflictQuery, PersonID?)] = [(query, auditor)]
    for (filter, _) in try filters(scene) {
      var other = query
      filter(&other)
      others.append((other, nil))
    }
    var forged = query
    forged.cursor = ConflictCursor(text: cursor.text.dropLast(2) + "00")
    #expect(forged.cursor != nil)
    others.append((forged, nil))
    for (other, reader) in others { try await refuses(.cursorUnknown, other, reader, scene) }
    scene.region.clock.advance(Int64(ConflictCursor.lifetime))
    try await refuses(.cursorUnknown, query, nil, scene)
    for text in ["", "00", "x", cursor.text + "00", String(cursor.text.dropLast(2))] {
      #expect(ConflictCursor(text: text) == nil, "\(text)")
    }
  }

  // MARK: Readers

  private func refuses(
    _ code: RegionError.Code, _ query: ConflictQuery, _ reader: PersonID?, _ scene: AuditedRegion
  ) async throws {
    let error = await #expect(throws: RegionError.self) {
      try await scene.service.conflicts(query, for: reader)
    }
    #expect(error?.code == code)
  }

  @Test("is on record in the log of each space, once a list, with who read it")
  func readings() async throws {
    let scene = try await AuditedRegion()
    let auditor = try await scene.person("dora", .auditor, in: scene.region.space)
    var query = ConflictQuery()
    query.limit = 1
    let items = try await scene.all(query).items
    query.spaces = [scene.other, scene.other]
    _ = try await scene.all(query)
    let mine = try await scene.all(ConflictQuery(), for: auditor).items
    #expect(mine.map(scene.label) == Array(AuditedRegion.labels.prefix(5)))
    _ = try await scene.service.conflict(items[0].record.id, for: auditor)
    // What she may not see, and what is not there, is nobody's reading.
    #expect(try await scene.service.conflict(items[5].record.id, for: auditor) == nil)
    #expect(try await scene.service.conflict(ConflictID(rawValue: 1), for: nil) == nil)
    let first = try await scene.readings(of: scene.region.space)
    #expect(first.map(\.scope) == [.conflicts, .conflicts, .conflict])
    #expect(first.map(\.reader) == [nil, auditor, auditor])
    let second = try await scene.readings(of: scene.other)
    #expect(second.map(\.scope) == [.conflicts, .conflicts])
    #expect(second.map(\.reader) == [nil, nil])
  }

  @Test("is for auditors, and an auditor of one space sees nothing of another")
  func rights() async throws {
    let scene = try await AuditedRegion()
    let record = try #require(try await scene.all(ConflictQuery()).items.first).record.id
    for role in [Role.reader, .contributor, .coordinator] {
      let person = try await scene.person(role.text, role, in: scene.region.space)
      try await refuses(.noAccess, ConflictQuery(), person, scene)
      await #expect(throws: RegionError.self) {
        try await scene.service.conflict(record, for: person)
      }
      await #expect(throws: RegionError.self) {
        try await scene.service.exportAudit(for: person) { _ in Issue.record("nothing is written") }
      }
    }
    let dora = try await scene.person("dora", .auditor, in: scene.other)
    #expect(try await scene.labels(ConflictQuery(), for: dora) == ["title 2"])
    var query = ConflictQuery()
    query.spaces = [scene.other, scene.region.space]
    try await refuses(.noAccess, query, dora, scene)
    query.spaces = [SpaceID(rawValue: 1)]
    try await refuses(.noAccess, query, nil, scene)
    let file = try await scene.region.auditFile(for: dora)
    let report = try TestRegion.verify(file)
    #expect(report.spaces.map(\.space.space) == [scene.other])
    #expect(report.header.reader == dora)
    #expect(try await scene.readings(of: scene.region.space).map(\.reader) == [nil])
  }

  // MARK: One record

  @Test("tells of each record who wrote what on which device, what settled it and why")
  func detail() async throws {
    let scene = try await AuditedRegion()
    let items = try await scene.all(ConflictQuery()).items
    func detail(_ place: Int) async throws -> ConflictDetail {
      try #require(try await scene.service.conflict(items[place].record.id, for: nil))
    }
    let title = try await detail(0)
    #expect(title.space.name == "Voorbeeldwijk")
    #expect(title.people.map(\.name).sorted() == ["Voorbeeld anna", "Voorbeeld bram"])
    #expect(title.devices.map(\.name).sorted() == ["toestel 1", "toestel 2"])
    #expect(Set(title.versions.map(\.values)) == [[Value("zitbank")], [Value("ligbed")]])
    #expect(title.versions.allSatisfy { $0.operation == .set && !$0.stands })
    let settlement = try #require(title.settlements.compactMap(\.self).first)
    #expect(settlement.values == [Value("bank")])
    #expect(settlement.reason == "kort is goed")
    #expect(settlement.stands)
    let place = try await detail(1)
    #expect(place.versions.allSatisfy(\.stands) && place.settlements == [nil])
    let text = try await detail(2)
    #expect(text.people.map(\.name).contains("Voorbeeldregio"))
    let lifecycle = try await detail(3)
    #expect(Set(lifecycle.versions.map(\.operation)) == [.delete, nil])
    #expect(lifecycle.versions.allSatisfy { $0.values == [] && $0.stands })
    #expect(lifecycle.versions.compactMap(\.reason) == ["dubbel"])
  }

  /// As an erasure leaves a change in the log.
  private func erase(_ word: String, in region: TestRegion) throws {
    let connection = try Connection(
      region.folder + "/region.sqlite", mode: .readWrite, options: ConnectionOptions())
    let rows = try connection.prepare("SELECT key, bytes FROM log WHERE tag = 0")
      .all { row throws(SQLiteError) in (try row.int64(at: 0), try row.blob(at: 1)) }
    for (key, bytes) in rows where String(decoding: bytes, as: UTF8.self).contains(word) {
      let frame = try ChangeFrame(encoded: bytes)
      var out = CBORWriter()
      out.arrayHead(3)
      out.byteString(frame.header)
      out.null()
      out.digest(frame.payload.digest(.portable))
      let erased = out.bytes.map { Hex.encode([$0]) }.joined()
      try connection.execute("UPDATE log SET bytes = x'\(erased)' WHERE key = \(key)")
    }
    try connection.close()
  }

  @Test("tells of words that were erased that they were, and of the others what they are")
  func erased() async throws {
    let scene = try await AuditedRegion()
    for word in ["zitbank", "kort is goed"] { try erase(word, in: scene.region) }
    let record = try #require(try await scene.all(ConflictQuery()).items.first).record
    let detail = try #require(try await scene.service.conflict(record.id, for: nil))
    #expect(Set(detail.versions.map(\.values)) == [nil, [Value("ligbed")]])
    let settlement = try #require(detail.settlements.compactMap(\.self).first)
    #expect(settlement.values == nil && settlement.reason == nil)
    #expect(settlement.operation == .set && settlement.stands)
  }

  @Test("counts as open, for the operator, what awaits a person and nothing else")
  func openOnes() async throws {
    let scene = try await AuditedRegion()
    let status = try await scene.service.status()
    let counts = status.spaces.map(\.openConflicts)
    #expect(counts == [2, 1])
    #expect(try await scene.service.openConflicts() == 3)
    #expect(try await scene.service.openConflicts(in: scene.other) == 1)
  }

  @Test("a check with the region's own key says how much it checked, and is in the log")
  func verified() async throws {
    let scene = try await AuditedRegion()
    let report = try await scene.service.verifyAudit().get()
    let file = try TestRegion.verify(try await scene.region.auditFile())
    #expect(report.spaces.map(\.records) == file.spaces.map(\.records))
    #expect(report.counts.changes == file.counts.changes)
    #expect(try await scene.readings(of: scene.other).map(\.scope) == [.verification])
  }
}
