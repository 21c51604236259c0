import SchakelCore

extension SQL {
  static let linkByKey = SQL("SELECT link FROM changes WHERE key = ?")
}

// Where streams stand: here, and at the region as far as is known.
extension ReplicaTransaction {
  /// How far a stream is here, in whichever row it is counted.
  func held(_ stream: StreamRow, in space: SpaceRow) -> UInt64 {
    stream.no == space.stream ? space.counter : stream.counter
  }

  /// How far the region is known to have a stream.
  func acknowledged(_ stream: StreamRow, in space: SpaceRow) -> UInt64 {
    stream.no == space.stream ? space.acknowledged : stream.acknowledged
  }

  /// The link of a stream at a counter, by what is here; nil where nothing is known of it.
  func link(
    of stream: StreamRow, at counter: UInt64, in space: SpaceRow
  ) throws(ReplicaError) -> ChangeLink? {
    if counter == 0 { return .whole(genesis(of: stream, in: space)) }
    if counter == held(stream, in: space) {
      return .whole(stream.no == space.stream ? space.tip : stream.tip)
    }
    let key = ChangeKey(stream: stream.no, counter: counter)
    if let link = try changeLink(key) { return link }
    if let link = try voidLink(key) { return .whole(link) }
    // Of the present one that is where the region had it when its space was left.
    guard counter == stream.acknowledged else { return nil }
    return .whole(stream.acknowledgedTip)
  }

  func genesis(of stream: StreamRow, in space: SpaceRow) -> Digest {
    Chain.genesis(of: Stream(space: space.id, writer: stream.writer), hashing: hashing)
  }

  /// The link of a change that is here.
  func changeLink(_ key: ChangeKey) throws(ReplicaError) -> ChangeLink? {
    try run { () throws(SQLiteError) in
      try connection[.linkByKey].first(key.rawValue) { row throws(SQLiteError) in
        ChangeLink(stored: try row.blob(at: 0))
      }
    }
  }

  /// The whole link of a change, where it is here.
  func storedLink(of key: ChangeKey) throws(ReplicaError) -> Digest? {
    try changeLink(key)?.digest
  }

  /// The region has a stream up to here.
  func acknowledge(_ writer: Writer, _ counter: UInt64, _ tip: Digest, in id: SpaceID)
    throws(ReplicaError)
  {
    var space = try space(id)
    var stream = try stream(of: writer, in: space)
    if stream.no == space.stream {
      #if SCHAKEL_PLANTED_FAULTS
        if PlantedFault.forgetsAcknowledged.isPlanted { return }
      #endif
      space.acknowledged = counter
      return update(space)
    }
    stream.acknowledged = counter
    stream.acknowledgedTip = tip
    update(stream)
  }

  /// The log has shown the next change of a stream.
  func advance(_ writer: Writer, to counter: UInt64, _ link: Digest, in space: SpaceRow)
    throws(ReplicaError)
  {
    var stream = try stream(of: writer, in: space)
    stream.acknowledged = counter
    stream.acknowledgedTip = link
    if counter > stream.counter {
      stream.counter = counter
      stream.tip = link
    }
    update(stream)
  }
}

extension ChangeLink {
  /// Whether it may be the same link: as far as it is known, it is.
  func agrees(with link: Digest) -> Bool {
    digest.map { $0 == link } ?? (check == link.check)
  }
}
