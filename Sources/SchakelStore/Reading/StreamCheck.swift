import SchakelCore

extension SQL {
  /// The changes of a stream and the refusals of those that are not here.
  static let linksOfStream = SQL(
    sealing: """
      SELECT key, link, \(opened: .changeBytes) FROM changes WHERE key BETWEEN ?1 AND ?2
      UNION ALL SELECT key, link, NULL FROM voids
        WHERE key BETWEEN ?1 AND ?2 AND key NOT IN (SELECT key FROM changes)
      ORDER BY key
      """)
}

/// Walks every stream and recomputes its chain.
struct StreamCheck {
  private let connection: Connection
  private let hashing: Hashing

  init(_ connection: Connection, _ hashing: Hashing) {
    self.connection = connection
    self.hashing = hashing
  }

  private struct Link {
    let counter: UInt64
    let stored: ChangeLink
    /// nil for a refused change that is not here.
    let bytes: [UInt8]?
  }

  func run() throws(ReplicaError) -> [ReplicaFinding] {
    var findings: [ReplicaFinding] = []
    for space in try Replica.allSpaces(connection) {
      let streams = try connection.statement(.streamsOfSpace).all(space.no) {
        row throws(ReplicaError) in try StreamRow(row)
      }
      for var stream in streams {
        let isPresent = stream.no == space.stream
        // Of what was left the changes are in the tray, and before that nowhere.
        let beginning = stream.counter
        if isPresent {
          stream.counter = space.counter
          stream.tip = space.tip
        }
        findings += try check(
          stream, in: space, after: isPresent && space.left == nil ? beginning : nil)
      }
    }
    return findings
  }

  /// - Parameter beginning: from where on all changes of the stream must be here; nil where they need not.
  private func check(
    _ stream: StreamRow, in space: SpaceRow, after beginning: UInt64?
  ) throws(ReplicaError) -> [ReplicaFinding] {
    let links = try links(of: stream.no)
    let name = "stream \(stream.writer.text) of space \(space.id.text)"
    var findings = chain(links, stream, in: space.id).map {
      ReplicaFinding(law: .chain, message: "\(name): \($0)")
    }
    guard let beginning else { return findings }
    let own = links.filter { $0.counter > beginning }
    let isWhole =
      UInt64(own.count) == stream.counter - beginning
      && own.enumerated().allSatisfy { $1.counter == beginning + UInt64($0) + 1 }
    if !isWhole {
      findings.append(ReplicaFinding(law: .chain, message: "\(name): its counters have a gap"))
    }
    if let time = time(of: links.last, stream.writer), time > space.clock.last {
      findings.append(ReplicaFinding(law: .clock, message: "\(name): the clock is behind it"))
    }
    return findings
  }

  private func links(of stream: Int64) throws(ReplicaError) -> [Link] {
    let low = ChangeKey(stream: stream, counter: 1).rawValue
    let high = ChangeKey(stream: stream, counter: Limits.counter).rawValue
    return try connection.rows(.linksOfStream, low, high) { row throws(SQLiteError) in
      Link(
        counter: ChangeKey(rawValue: try row.int64(at: 0)).counter,
        stored: ChangeLink(stored: try row.blob(at: 1)), bytes: try row.blobIfPresent(at: 2))
    }
  }

  /// What is wrong with the chain, as far as it is here: after a gap it is taken up where a whole
  /// link stands.
  private func chain(_ links: [Link], _ stream: StreamRow, in space: SpaceID) -> [String] {
    var faults: [String] = []
    var counter: UInt64 = 0
    var tip: Digest? = Chain.genesis(
      of: Stream(space: space, writer: stream.writer), hashing: hashing)
    for link in links {
      if link.counter != counter + 1 { tip = nil }
      let expected = tip.flatMap { self.expected(link, after: $0) }
      if let expected, expected.check != link.stored.check {
        faults.append("the link of \(link.counter) does not follow")
      }
      if let expected, let stored = link.stored.digest, expected != stored {
        faults.append("the whole link of \(link.counter) does not follow")
      }
      tip = link.stored.digest ?? expected
      counter = link.counter
    }
    if counter == stream.counter, let tip, tip != stream.tip { faults.append("it has another tip") }
    return faults
  }

  private func expected(_ link: Link, after tip: Digest) -> Digest? {
    guard let bytes = link.bytes, let frame = try? ChangeFrame(encoded: bytes) else { return nil }
    return frame.link(after: tip, hashing: hashing)
  }

  private func time(of link: Link?, _ writer: Writer) -> HybridTime? {
    guard let bytes = link?.bytes, let change = try? Change(encoded: bytes, writer: writer)
    else { return nil }
    return change.header.time
  }
}
