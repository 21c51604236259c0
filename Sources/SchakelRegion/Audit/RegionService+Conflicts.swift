public import SchakelCore

extension RegionService {
  /// A page of what is on record where people changed one thing while apart.
  ///
  /// The first page is a reading in the log of each space that is looked in, whatever it finds. One
  /// page looks at no more than ``RegionLimits/conflictRows`` records, so that it may be short, or
  /// empty, and have a cursor.
  ///
  /// - Parameter reader: who asks, by pseudonym; nil for the operator at the server, who may see all.
  /// - Throws: `noAccess` where the reader is no auditor anywhere, or not of a space that is asked
  ///   for; `cursorUnknown` for a cursor of another query or reader, or of a list that was begun
  ///   more than ``ConflictCursor/lifetime`` ago.
  public func conflicts(
    _ query: ConflictQuery, for reader: PersonID?
  ) async throws(RegionError) -> ConflictPage {
    let spaces = try audited(query.spaces, by: reader)
    let digest = query.digest(for: reader, environment.hashing)
    let begun = query.cursor?.begun ?? environment.now()
    if let cursor = query.cursor {
      guard cursor.isGood(for: digest, environment) else { throw .listUnknown }
    } else {
      try await noteReading(by: reader, scope: .conflicts, spaces: spaces.map(\.id))
    }
    return try await store.read(for: reader) { [environment, limits] store throws(RegionError) in
      var walk = ConflictWalk(query, limits)
      for space in spaces where space.number >= query.cursor?.space ?? 0 {
        let isFirst = space.number == query.cursor?.space
        try walk.look(
          in: space, after: isFirst ? query.cursor?.place ?? .start : .start, from: store)
      }
      let people = Set(walk.items.flatMap(\.record.people))
      let last = walk.isOver ? walk.last : nil
      return ConflictPage(
        items: walk.items, people: try store.names(of: people),
        cursor: last.map {
          ConflictCursor(
            space: $0.space, place: $0.place, begun: begun, query: digest, environment)
        })
    }
  }

  /// One record with all that there is to say of it; nil where there is none, or none in a space
  /// that the reader may audit. It is a reading in the log of its space.
  ///
  /// - Parameter reader: who asks, by pseudonym; nil for the operator at the server.
  /// - Throws: `noAccess` where the reader is no auditor anywhere.
  public func conflict(
    _ id: ConflictID, for reader: PersonID?
  ) async throws(RegionError) -> ConflictDetail? {
    let spaces = try audited(nil, by: reader)
    let place = try store.look { store throws(RegionError) in try store.conflict(id)?.space }
    guard let space = spaces.first(where: { $0.number == place }) else { return nil }
    try await noteReading(by: reader, scope: .conflict, spaces: [space.id])
    return try await store.read(for: reader) { store throws(RegionError) in
      guard let found = try store.conflict(id) else { return nil }
      return try ConflictReader(found.record, in: space, from: store).detail()
    }
  }

  /// Who the operator calls so; nil where there is nobody.
  public func person(called handle: String) throws(RegionError) -> PersonID? {
    try store.look { store throws(RegionError) in try store.person(handle: handle)?.id }
  }

  /// The spaces whose audit somebody reads, each once, in the order in which they were made.
  ///
  /// - Parameters:
  ///   - ids: those that are asked for; nil for all that the reader may see.
  ///   - reader: a person with the role of auditor; nil for the operator.
  func audited(
    _ ids: [SpaceID]?, by reader: PersonID?
  ) throws(RegionError) -> [SpaceRecord] {
    try store.look { store throws(RegionError) in
      var spaces: [SpaceRecord] = []
      for space in try store.spaces() {
        if let reader, try !store.isAuditor(reader, of: space.number) { continue }
        spaces.append(space)
      }
      guard reader == nil || !spaces.isEmpty else { throw .noAuditor }
      guard let ids else { return spaces }
      guard ids.allSatisfy({ id in spaces.contains { $0.id == id } }) else { throw .noAudit }
      return spaces.filter { ids.contains($0.id) }
    }
  }
}

extension RegionError {
  fileprivate static let listUnknown = RegionError(
    .cursorUnknown,
    "this cursor is of another query, or of a list that was begun more than a day ago: begin again "
      + "without one")
  fileprivate static let noAuditor = RegionError(
    .noAccess, "this is for auditors: ask the region's operator for that role")
  fileprivate static let noAudit = RegionError(
    .noAccess, "there is no such space, or this person is no auditor of it")
}
