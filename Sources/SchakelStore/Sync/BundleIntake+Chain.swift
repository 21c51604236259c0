import SchakelCore

extension SQL {
  static let linkOfKey = SQL(
    """
    SELECT link FROM changes WHERE key = ?1
    UNION ALL SELECT link FROM voids WHERE key = ?1 LIMIT 1
    """)
}

// Whether a run hangs together with what is here.
extension BundleIntake {
  /// Chains the run from before its first change, or where that link is not here from the first of
  /// its changes that is, at last from the stream's end. Of a run that ends before any of these there
  /// are no links. nil where a change cannot even be framed: nothing can be said of those behind it.
  func chained(
    _ run: ChangeRun, _ stream: StreamRow?, _ end: StreamTip
  ) throws(ReplicaError) -> Incoming? {
    var start = run.first
    var before = try link(before: start, stream, end)
    while before == nil, start <= run.last {
      start += 1
      before = try link(before: start, stream, end)
    }
    guard var tip = before else { return Incoming(run: run, end: end, start: start, links: []) }
    var links: [Digest] = []
    for bytes in run.changes.dropFirst(Int(start - run.first)) {
      guard let link = RunItem(bytes).link(after: tip, hashing: transaction.hashing) else {
        return nil
      }
      tip = link
      links.append(link)
    }
    return Incoming(run: run, end: end, start: start, links: links)
  }

  private func link(
    before counter: UInt64, _ stream: StreamRow?, _ end: StreamTip
  ) throws(ReplicaError) -> Digest? {
    if counter == end.counter + 1 { return end.tip }
    if counter == 1 {
      return Chain.genesis(
        of: Stream(space: space.id, writer: end.writer), hashing: transaction.hashing)
    }
    guard let stream else { return nil }
    return try stored(ChangeKey(stream: stream.no, counter: counter - 1))?.digest
  }

  /// The link of a change or of its refusal.
  func stored(_ key: ChangeKey) throws(ReplicaError) -> ChangeLink? {
    try transaction.connection.row(.linkOfKey, key.rawValue) { row throws(SQLiteError) in
      ChangeLink(stored: try row.blob(at: 0))
    }
  }

  /// The first counter at which there is another change here, as far as can be told: a device that
  /// began from states has the link of a stream's end alone. Where no link of the run's beginning is
  /// here, the last, if its seal is over another link than the one there.
  func fork(
    in incoming: Incoming, _ stream: StreamRow?, _ overlap: Range<UInt64>
  ) throws(ReplicaError) -> UInt64? {
    guard let stream else { return nil }
    for counter in overlap where counter >= incoming.start {
      let here = try transaction.link(of: stream, at: counter, in: space)
      if let here, !here.agrees(with: incoming.link(of: counter)) { return counter }
    }
    guard incoming.links.isEmpty, let seal = incoming.run.seal,
      let here = try transaction.link(of: stream, at: incoming.last, in: space),
      !here.agrees(with: seal.tip)
    else { return nil }
    return incoming.last
  }

  mutating func note(_ fork: Dot) throws(ReplicaError) {
    try transaction.noteFork(fork, in: space)
    report.stops.append(BundleReport.Stop(dot: fork, reason: .fork))
  }
}
