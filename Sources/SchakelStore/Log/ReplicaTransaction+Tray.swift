import SchakelCore

extension SQL {
  static let insertTray = SQL(
    sealing: """
      INSERT INTO tray(key, space, document, reason, noticed, bytes, link, kind)
      VALUES (?1, ?2, ?3, ?4, ?5, \(sealed: .trayBytes, "?6", "?1"), ?7,
        \(sealed: .trayKind, "?8", "?1"))
      """)
  static let recodeTray = SQL("UPDATE tray SET reason = ? WHERE key = ?")
  static let trayUnderKey = SQL(
    sealing: """
      SELECT key, link, \(opened: .trayBytes) FROM tray
      WHERE key = ?1 OR (key > ?2 AND key <= ?3) ORDER BY key
      """)
  static let spareTrayKey = SQL(
    "SELECT coalesce(min(key), ?2 + 1) - 1 FROM tray WHERE key > ?1 AND key <= ?2")
}

// Two lives of a device may each have a change under one dot that has no effect: both stay in the
// tray, the later under a key at the end of its stream, which no change reaches.
extension ReplicaTransaction {
  /// So many keys at the end of a stream are for what shares its dot with others in the tray.
  private static let spareTrayKeys: UInt64 = 1 << 20

  /// Reason zero: no refusal by the region, but a dot that was given out twice.
  func moveToTray(
    _ change: IncomingChange, reason: VoidReason?, in space: SpaceRow
  ) throws(ReplicaError) {
    try keepInTray(change, TrayCode(reason), in: space)
  }

  /// - Parameter kind: of the document, where it goes and the change does not say it.
  func keepInTray(
    _ change: IncomingChange, _ code: TrayCode, kind: Name? = nil, in space: SpaceRow
  ) throws(ReplicaError) {
    #if SCHAKEL_PLANTED_FAULTS
      if PlantedFault.dropsRefused.isPlanted { return }
    #endif
    let kept = try inTray(change.change.dot, change.key)
    if let known = kept.first(where: { $0.check == change.link.check }) {
      guard code.isOfLeaving else { return }
      // It was refused in a life that the region lost: it goes where the rest goes.
      return try run { () throws(SQLiteError) in
        try connection[.recodeTray].run(code.rawValue, known.key)
      }
    }
    var key = change.key.rawValue
    if kept.contains(where: { $0.key == key }) {
      let spare = Self.spare(of: change.key.stream)
      key = try connection.number(.spareTrayKey, spare.low, spare.high)
    }
    try run { () throws(SQLiteError) in
      try connection[.insertTray].run(
        key, space.no, change.change.header.document.bytes, code.rawValue,
        Int64(environment.now()), change.bytes, change.link.bytes, kind?.text)
    }
  }

  /// What a state has in a field.
  typealias FieldContent = (field: Name, sibling: Sibling)

  /// Keeps what a state has of changes that are nowhere any more: each as a change that says what is
  /// left of it, and has seen no more than one that came before it.
  func moveToTray(
    _ contents: [FieldContent], of document: DocumentRow, _ state: DocumentState
  ) throws(ReplicaError) {
    let space = try space(no: document.space)
    let changes = Dictionary(grouping: contents, by: \.sibling.dot)
    for (dot, contents) in changes.sorted(by: { $0.key < $1.key }) {
      let plan = ChangePlan(Self.plan(contents, kind: state.kind.flatMap(Kind.named)))
      guard let first = contents.first?.sibling, !plan.operations.isEmpty else { continue }
      let isBirth = dot == state.madeBy
      let header = ChangeHeader(
        counter: dot.counter, document: document.id, time: first.time, author: first.author,
        context: isBirth ? VersionVector() : state.context(of: dot), operations: plan.operations,
        kind: isBirth ? state.kind : nil)
      let change = Change(
        header: header, writer: dot.writer,
        content: Payload.Content(salt: environment.salt(), values: plan.values))
      let stream = try stream(of: dot.writer, in: space)
      // What is left of two lives under one dot is told apart by what it says.
      let check =
        state.check(of: dot) ?? hashing.sha256(plan.values.flatMap(\.encoded)).check
      try moveToTray(
        IncomingChange(
          change: change, bytes: change.encoded, link: .check(check),
          key: ChangeKey(stream: stream.no, counter: dot.counter), received: nil),
        reason: nil, in: space)
    }
  }

  /// The values that are left, by their fields.
  private static func plan(_ contents: [FieldContent], kind: Kind?) -> [PlannedOperation] {
    var plans: [PlannedOperation] = []
    for (field, contents) in Dictionary(grouping: contents, by: \.field) where field != .lifecycle {
      let values = contents.compactMap(\.sibling.value)
      guard !values.isEmpty else { continue }
      let isSet = kind?.field(field)?.policy == .union
      let operation = Operation(
        isSet ? .add : .set, field: field, replaces: [], count: values.count)
      plans.append(PlannedOperation(operation: operation, values: values))
    }
    return plans
  }

  /// Takes a change out of the tray.
  ///
  /// - Parameter link: its own; nil where that is not known, for all that lie there under its dot.
  func takeFromTray(
    _ dot: Dot, _ key: ChangeKey, _ link: ChangeLink?
  ) throws(ReplicaError) {
    for kept in try inTray(dot, key) where link == nil || link?.check == kept.check {
      try deleteTray(kept.key)
    }
  }

  /// What was said under a dot in a document goes from the tray. Of what was not handed in when its person
  /// left the space the place stays, for the chain, should the person come back.
  func eraseInTray(
    _ dot: Dot, _ key: ChangeKey, _ link: ChangeLink?, in document: DocumentID
  ) throws(ReplicaError) {
    for kept in try inTray(dot, key) where link == nil || link?.check == kept.check {
      let row = try TrayRow.find(kept.key, in: connection)
      guard row.change.header.document == document else { continue }
      if row.code.isOfLeaving { try letGo(row) } else { try deleteTray(kept.key) }
    }
  }

  private struct InTray {
    let key: Int64
    let check: UInt32
  }

  private func inTray(_ dot: Dot, _ key: ChangeKey) throws(ReplicaError) -> [InTray] {
    let spare = Self.spare(of: key.stream)
    return try connection.rows(
      .trayUnderKey, key.rawValue, spare.low, spare.high
    ) { row throws(SQLiteError) -> InTray? in
      let kept = InTray(
        key: try row.int64(at: 0), check: ChangeLink(stored: try row.blob(at: 1)).check)
      if kept.key == key.rawValue { return kept }
      let change = try? Change(encoded: try row.blob(at: 2), writer: dot.writer)
      return change?.dot == dot ? kept : nil
    }.compactMap(\.self)
  }

  private static func spare(of stream: Int64) -> (low: Int64, high: Int64) {
    let last = Limits.counter
    return (
      low: ChangeKey(stream: stream, counter: last - spareTrayKeys).rawValue,
      high: ChangeKey(stream: stream, counter: last).rawValue
    )
  }
}

extension DocumentState {
  /// What a dot's link begins with, as far as it is known.
  fileprivate func check(of dot: Dot) -> UInt32? {
    let entry = vector.entry(of: dot.writer)
    return entry?.counter == dot.counter ? entry?.check : nil
  }

  /// One change that a later one has seen: the one that made the document, or any. A change that does
  /// not make a document has seen something of it.
  fileprivate func context(of dot: Dot) -> VersionVector {
    let other = vector.entries.first { $0.writer != dot.writer }?.dot
    let before = Dot(writer: dot.writer, counter: max(1, dot.counter) - 1)
    let seen = madeBy ?? other ?? before
    var context = VersionVector()
    context.record(seen, check: check(of: seen) ?? 0)
    return context
  }
}
