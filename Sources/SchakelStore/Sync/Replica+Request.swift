public import SchakelCore

extension SQL {
  static let changesAfter = SQL(
    sealing: """
      SELECT key, link, \(opened: .changeBytes) FROM changes WHERE key > ? AND key <= ? ORDER BY key
      """)
}

extension Replica {
  /// What to say to the region now, for every space: where this replica is, and the next part of
  /// what the region does not have.
  ///
  /// - Parameter asksOfLeft: whether to ask also what is to be erased of spaces that the person left, where
  ///   something of theirs was kept. Once in a synchronisation: such a space is offered to who does not ask.
  public func syncRequest(
    agent: String, budget: SyncBudget = SyncBudget(), asksOfLeft: Bool = false,
    signer: DeviceSigner
  ) throws(ReplicaError) -> SyncRequest {
    try read { connection throws(ReplicaError) in
      var left = budget.push
      let all = try Self.allSpaces(connection)
      // What was left is offered by the region where the person comes back.
      let rows = all.filter { $0.left == nil }
      var spaces: [SyncRequest.Space] = []
      for row in rows {
        spaces.append(try Self.request(for: row, left: &left, signer, connection))
        spaces[spaces.count - 1].confirmation = try confirmation(for: row, signer, connection)
      }
      try Self.addHandIns(to: &spaces, of: rows, left: left, sealed: budget.sealed, connection)
      for index in rows.indices {
        spaces[index].voids = try Self.voids(in: spaces[index].push, of: rows[index], connection)
      }
      if asksOfLeft { spaces += try ordersAsked(of: all, signer, connection) }
      return SyncRequest(agent: agent, limit: budget.answer, spaces: spaces)
    }
  }

  /// Of each space that was left, and of which something was kept: up to where orders to erase were told,
  /// and the word that they were obeyed.
  private func ordersAsked(
    of rows: [SpaceRow], _ signer: DeviceSigner, _ connection: Connection
  ) throws(ReplicaError) -> [SyncRequest.Space] {
    var spaces: [SyncRequest.Space] = []
    for row in rows where row.left != nil {
      let told = try Self.toldOrders(of: row, connection)
      let word = try confirmation(for: row, told: told, signer, connection)
      let kept = try Self.stranded(in: row, connection)
      guard word != nil || kept > 0 else { continue }
      spaces.append(
        SyncRequest.Space(space: row.id, cursor: told, digest: 0, confirmation: word))
    }
    return spaces
  }

  /// - Parameter isLast: of a device that is out of use, of whose lives none needs a yes any more.
  static func request(
    for space: SpaceRow, left: inout Int, isLast: Bool = false, _ signer: DeviceSigner,
    _ connection: Connection
  ) throws(ReplicaError) -> SyncRequest.Space {
    var request = SyncRequest.Space(
      space: space.id, cursor: space.cursor, digest: space.digest, bootstrap: space.bootstrap)
    let streams = try ownStreams(of: space, all: isLast, connection)
    request.streams = streams.map {
      StreamTip(writer: $0.writer, counter: $0.counter, tip: $0.tip)
    }
    guard space.role.mayRead else { return request }
    let unadmitted = isLast ? [] : try unadmitted(in: space, connection)
    for stream in streams where left > 0 && !unadmitted.contains(stream.writer) {
      if let run = try pushRun(stream, space: space.id, left: &left, signer, connection) {
        request.push.append(run)
      }
    }
    #if SCHAKEL_PLANTED_FAULTS
      if PlantedFault.sendsVectors.isPlanted { request.vector = try vector(of: space, connection) }
    #endif
    if space.bootstrap == nil && (space.doubt == .saying || space.cursor == nil) {
      let vector = try vector(of: space, connection)
      if !vector.isEmpty { request.vector = vector }
    }
    return request
  }

  /// Whether a request of this budget has something to bring.
  static func hasPush(
    in space: SpaceRow, _ budget: SyncBudget, _ connection: Connection
  ) throws(ReplicaError) -> Bool {
    guard space.role.mayRead else { return false }
    let unadmitted = try unadmitted(in: space, connection)
    for stream in try ownStreams(of: space, connection)
    where !unadmitted.contains(stream.writer) {
      if try canPush(stream, connection) { return true }
    }
    return try hasHandIns(in: space, budget, connection)
  }

  /// Whether what comes next in an own stream is here, and can be brought.
  static func canPush(
    _ stream: StreamRow, _ connection: Connection
  ) throws(ReplicaError) -> Bool {
    var one = 1
    return try !next(of: stream, left: &one, connection).changes.isEmpty
  }

  /// The present own stream, and earlier ones that the region has not had whole. Of one that the
  /// region has otherwise, nothing counts as acknowledged.
  ///
  /// - Parameter all: also those that the region has had whole.
  static func ownStreams(
    of space: SpaceRow, all: Bool = false, _ connection: Connection
  ) throws(ReplicaError) -> [StreamRow] {
    let rows = try connection.statement(.ownStreams).all(space.no) { row throws(ReplicaError) in
      try StreamRow(row)
    }
    let disputed = try disputedStreams(in: space, connection)
    var streams: [StreamRow] = []
    for var row in rows {
      if row.no == space.stream {
        row.counter = space.counter
        row.acknowledged = space.acknowledged
        row.tip = space.tip
      }
      if let agreed = disputed[row.writer] {
        row.acknowledged = max(
          agreed, try beginning(of: row, through: row.counter, connection))
      }
      if all || row.no == space.stream || row.acknowledged < row.counter { streams.append(row) }
    }
    return streams
  }

  /// The next changes of an own stream, under a seal over the last of them.
  private static func pushRun(
    _ stream: StreamRow, space: SpaceID, left: inout Int, _ signer: DeviceSigner,
    _ connection: Connection
  ) throws(ReplicaError) -> ChangeRun? {
    let part = try next(of: stream, left: &left, connection)
    guard let last = part.changes.indices.last, let tip = part.link?.digest else { return nil }
    let counter = part.first + UInt64(last)
    let message = Seal.message(
      stream: Stream(space: space, writer: stream.writer), counter: counter, tip: tip)
    let seal = Seal(writer: stream.writer, counter: counter, tip: tip, signature: signer(message))
    return ChangeRun(writer: stream.writer, first: part.first, changes: part.changes, seal: seal)
  }

  struct Part {
    var first: UInt64 = 0
    var changes: [[UInt8]] = []
    var link: ChangeLink?
    /// How many there are up to the last of which the whole link is known, and that.
    var whole: (count: Int, link: Digest)?

    /// As much of it as a seal can go over: of what a history brought, links are not known whole.
    func sealable(in stream: StreamRow) -> Part {
      var part = self
      if let last = changes.indices.last, first + UInt64(last) == stream.counter {
        part.link = .whole(stream.tip)
      } else if let whole {
        part.changes.removeLast(changes.count - whole.count)
        part.link = .whole(whole.link)
      } else {
        part.changes = []
      }
      return part
    }
  }

  /// What comes next in an own stream, as much as fits; nothing where that is not here. What was
  /// refused in an earlier life may be here by its link alone.
  private static func next(
    of stream: StreamRow, left: inout Int, _ connection: Connection
  ) throws(ReplicaError) -> Part {
    guard stream.acknowledged < stream.counter else { return Part() }
    for sql in [SQL.changesAfter, .itemsAfter] {
      var rest = left
      let part = try items(
        sql, of: stream.no, after: stream.acknowledged, through: stream.counter, left: &rest,
        connection)
      guard part.first == stream.acknowledged + 1 else { continue }
      left = rest
      return part.sealable(in: stream)
    }
    return Part()
  }

  /// What follows without a gap, as much as fits, and the link of the last.
  static func items(
    _ sql: SQL, of stream: Int64, after counter: UInt64, through last: UInt64, left: inout Int,
    _ connection: Connection
  ) throws(ReplicaError) -> Part {
    var part = Part()
    let low = ChangeKey(stream: stream, counter: counter).rawValue
    let high = ChangeKey(stream: stream, counter: last).rawValue
    let rows = try connection.statement(sql)
    do throws(SQLiteError) {
      try rows.bind(low, at: 1)
      try rows.bind(high, at: 2)
      defer { rows.reset() }
      while left > 0, let row = try rows.next(Self.change) {
        if part.changes.isEmpty { part.first = row.key.counter }
        guard row.key.counter == part.first + UInt64(part.changes.count) else { break }
        part.changes.append(row.bytes)
        part.link = row.link
        if let link = row.link.digest { part.whole = (part.changes.count, link) }
        left -= row.bytes.count
      }
    } catch {
      throw ReplicaError(error)
    }
    return part
  }

  private static func change(
    _ row: borrowing Row
  ) throws(SQLiteError) -> (key: ChangeKey, link: ChangeLink, bytes: [UInt8]) {
    let link = ChangeLink(stored: try row.blob(at: 1))
    let bytes = try row.blobIfPresent(at: 2)
    return (
      key: ChangeKey(rawValue: try row.int64(at: 0)), link: link,
      bytes: bytes ?? RunItem.link(link.digest ?? .zero).encoded
    )
  }
}
