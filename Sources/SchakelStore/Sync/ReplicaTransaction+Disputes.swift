import SchakelCore

extension SQL {
  static let dispute = SQL("INSERT OR IGNORE INTO disputed(space, writer, agreed) VALUES (?, ?, ?)")
  static let endDispute = SQL("DELETE FROM disputed WHERE space = ? AND writer = ?")
}

// What the region says of streams, held against what is here.
extension ReplicaTransaction {
  /// The region has this device's own stream up to here.
  func hearOwn(_ tip: StreamTip, in space: SpaceRow) throws(ReplicaError) {
    let stream = try stream(of: tip.writer, in: space)
    guard tip.counter <= held(stream, in: space) else { return }
    let mine = try link(of: stream, at: tip.counter, in: space)
    if let mine, !mine.agrees(with: tip.tip) {
      // A life of this database that another has gone on with.
      guard stream.no != space.stream else { return }
      try dispute(tip.writer, in: space)
    }
    try acknowledge(tip.writer, tip.counter, tip.tip, in: space.id)
  }

  /// The region has another's stream up to here: less than this replica, or something else, or more.
  ///
  /// - Parameter isAll: whether all that the region has of it is known here from now on, by states.
  func hear(_ tip: StreamTip, isAll: Bool = false, in space: SpaceRow) throws(ReplicaError) {
    var row = try stream(of: tip.writer, in: space)
    guard row.no != space.stream else { return }
    let isBehind = tip.counter <= row.counter
    let mine = isBehind ? try link(of: row, at: tip.counter, in: space) : nil
    let isOther = mine.map { !$0.agrees(with: tip.tip) } ?? false
    // What came by a bundle, and has not been seen in the log, may be another history.
    let isUnproven = !isBehind && (row.counter > row.acknowledged || !isAll)
    if row.isOwn && (isOther || !isBehind && row.counter > row.acknowledged) {
      // Written in an earlier life, and perhaps under dots that another had given out.
      if try isHere(row.counter, of: row) { return try dispute(row.writer, in: space) }
      // Its end came back by states: there is nothing to hand in, from which the region could tell.
      if isOther {
        try giveWay(from: Dot(writer: row.writer, counter: tip.counter), in: space.id)
        row = try stream(of: tip.writer, in: space)
      }
    }
    if !row.isOwn && (isOther || isUnproven) {
      try dispute(row, isProven: isOther || !isAll, in: space)
      row = try stream(of: tip.writer, in: space)
    }
    guard isAll || isBehind else { return }
    // What this device wrote under dots that it gave out twice may be what the region refused.
    if row.isOwn, isOther || !isBehind { try endDoubt(of: row) }
    row.acknowledged = tip.counter
    row.acknowledgedTip = tip.tip
    let isReplaced =
      isOther && row.counter == tip.counter ? try !isHere(row.counter, of: row) : !isBehind
    if isReplaced {
      row.counter = tip.counter
      row.tip = tip.tip
    }
    update(row)
  }

  /// What is here of another's stream is handed in, so that the region says where the two part.
  /// Where that cannot be, and it is certain that they do, all of it gives way.
  private func dispute(
    _ stream: StreamRow, isProven: Bool, in space: SpaceRow
  ) throws(ReplicaError) {
    try flush()
    let last = min(stream.counter, stream.seal?.counter ?? stream.counter)
    let before = try Replica.beginning(of: stream, through: last, connection)
    guard before < last else { return }
    if stream.seal?.counter == last {
      try dispute(stream.writer, in: space)
    } else if isProven {
      try giveWay(from: Dot(writer: stream.writer, counter: before + 1), in: space.id)
    }
  }

  /// Whether a change is here, or its refusal.
  private func isHere(_ counter: UInt64, of stream: StreamRow) throws(ReplicaError) -> Bool {
    try flush()
    return try Replica.beginning(of: stream, through: counter, connection) < counter
  }

  /// Whether a run has at a counter what is here. Not told by links: what comes before it may not be
  /// here.
  func isHere(
    _ run: ChangeRun, of stream: StreamRow, at counter: UInt64
  ) throws(ReplicaError) -> Bool {
    guard counter <= stream.counter else { return false }
    guard counter >= run.first, counter <= run.last else { return true }
    let key = ChangeKey(stream: stream.no, counter: counter)
    switch RunItem(run.changes[Int(counter - run.first)]) {
    case .link(let link):
      return try voidLink(key) == link
    case .change(let bytes):
      guard let frame = try? ChangeFrame(encoded: bytes),
        let here = try storedChange(key)?.change
      else { return false }
      return here.headerBytes == frame.header
        && here.payload.digest(hashing) == frame.payload.digest(hashing)
    }
  }

  /// From here on what is here of a stream is handed in as far as it can be, so that the region says
  /// where the two part.
  ///
  /// - Parameter agreed: up to where they are known to be the same.
  func dispute(
    _ writer: Writer, agreed: UInt64 = 0, in space: SpaceRow
  ) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.dispute].run(space.no, writer.bytes, Int64(agreed))
    }
  }

  /// Answers whether there was one.
  func endDispute(_ writer: Writer, in space: SpaceRow) throws(ReplicaError) -> Bool {
    try run { () throws(SQLiteError) in
      try connection[.endDispute].run(space.no, writer.bytes)
      return connection.changes > 0
    }
  }

  /// The region takes nothing of a stream under its seals: it is not handed in again.
  func dropSeals(of writer: Writer, in space: SpaceRow) throws(ReplicaError) {
    var stream = try stream(of: writer, in: space)
    try dropSeals(of: &stream)
    update(stream)
  }

  /// Ends the disputes of which nothing can be handed in any more, so that no answer would.
  func endIdleDisputes(in space: SpaceRow) throws(ReplicaError) {
    for (writer, agreed) in try Replica.disputedStreams(in: space, connection) {
      let stream = try stream(of: writer, in: space)
      let last = stream.isOwn ? held(stream, in: space) : stream.seal?.counter ?? 0
      let before = try Replica.beginning(of: stream, through: last, connection)
      if max(agreed, before) >= last { _ = try endDispute(writer, in: space) }
    }
  }
}
