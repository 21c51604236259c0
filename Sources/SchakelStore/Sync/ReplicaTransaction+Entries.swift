import SchakelCore

extension SQL {
  static let setReceived = SQL(
    """
    UPDATE changes SET received = ?1
    WHERE key BETWEEN ?2 AND ?3 AND (received IS NULL OR received > ?1)
    """)
  static let writeDevice = SQL(
    """
    INSERT OR REPLACE INTO devices(space, replica, person, public_key, status, actor, time)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    """)
}

extension ReplicaTransaction {
  /// Takes in an entry, or a run of them, and hands the bytes of each to `hash` in their order.
  func takeIn(
    _ entry: PulledEntry, of id: SpaceID, hash: ([UInt8]) -> Void
  ) throws(ReplicaError) {
    switch entry {
    case .changes(let run, let received):
      for (offset, bytes) in run.changes.enumerated() {
        let dot = Dot(writer: run.writer, counter: run.first + UInt64(offset))
        let link = try takeIn(bytes, dot, received: received, in: id)
        hash(LogEntry.change(dot, link: link, received: received).hashedBytes)
      }
    case .own(let writer, let counters, let received):
      try acceptOwn(writer, counters, received: received, in: id, hash: hash)
    case .entry(let entry):
      hash(entry.hashedBytes)
      try note(entry, in: try space(id))
    }
  }

  /// A change from the region: continues its stream's chain as the region has it, and goes where
  /// all changes go. One that is here already only tells its link and its receipt.
  private func takeIn(
    _ bytes: [UInt8], _ dot: Dot, received: UInt64, in id: SpaceID
  ) throws(ReplicaError) -> Digest {
    let space = try self.space(id)
    let stream = try stream(of: dot.writer, in: space)
    let key = ChangeKey(stream: stream.no, counter: dot.counter)
    let isPresent = stream.no == space.stream
    guard dot.counter > (isPresent ? space.counter : stream.acknowledged) else {
      if let stored = try storedChange(key) { try noteFirstReceipt(of: stored, received) }
      return try knownLink(of: stream, at: dot.counter, in: space)
    }
    guard !isPresent, dot.counter == stream.acknowledged + 1 else { throw .gap(before: dot) }
    let change = try Self.read(bytes, dot)
    let link = change.link(after: stream.acknowledgedTip, hashing: hashing)
    try makeWay(for: dot, link, in: id)
    try advance(dot.writer, to: dot.counter, link, in: space)
    try takeBackVoid(dot, key, link, in: space)
    _ = try integrate(
      IncomingChange(
        change: change, bytes: bytes, link: .whole(link), key: key, received: received),
      in: space.no)
    observe(change.header.time, in: space.no)
    return link
  }

  /// The own clock takes notice of others' times, within its bound.
  func observe(_ time: HybridTime, in no: Int64) {
    guard var space = spaces.first(where: { $0.no == no }), time > space.clock.last else { return }
    space.clock.observe(time, wallClock: environment.now())
    update(space)
  }

  /// The region has received a change that came here by another way.
  func noteFirstReceipt(
    of stored: IncomingChange, _ received: UInt64
  ) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      let key = stored.key.rawValue
      try connection[.setReceived].run(Int64(received), key, key)
    }
    try noteReceipt(of: stored, received: received)
  }

  /// The link of something that the region has shown or said before.
  private func knownLink(
    of stream: StreamRow, at counter: UInt64, in space: SpaceRow
  ) throws(ReplicaError) -> Digest {
    guard let link = try link(of: stream, at: counter, in: space)?.digest else {
      throw ReplicaError(.protocolViolation, "The region names a change that is not here.")
    }
    return link
  }

  static func read(_ bytes: [UInt8], _ dot: Dot) throws(ReplicaError) -> Change {
    do throws(CBORError) {
      let change = try Change(encoded: bytes, writer: dot.writer)
      guard change.dot == dot else { throw CBORError(.shape, at: 0) }
      return change
    } catch {
      guard error.code != .unsupported else {
        throw ReplicaError(
          .damaged,
          "A change was written by a newer version. Update this app; nothing is lost meanwhile.")
      }
      throw ReplicaError(.protocolViolation, "A change cannot be read: \(error).")
    }
  }

  /// Own changes that the region has put in its log.
  private func acceptOwn(
    _ writer: Writer, _ counters: ClosedRange<UInt64>, received: UInt64, in id: SpaceID,
    hash: ([UInt8]) -> Void
  ) throws(ReplicaError) {
    let space = try self.space(id)
    let stream = try stream(of: writer, in: space)
    let held = held(stream, in: space)
    guard counters.upperBound <= held else {
      throw .gap(before: Dot(writer: writer, counter: held))
    }
    let clockAhead = space.clock.last.milliseconds > received
    for counter in counters {
      let link = try knownLink(of: stream, at: counter, in: space)
      let entry = LogEntry.change(
        Dot(writer: writer, counter: counter), link: link, received: received)
      hash(entry.hashedBytes)
      let key = ChangeKey(stream: stream.no, counter: counter)
      if clockAhead, let stored = try storedChange(key) {
        try noteReceipt(of: stored, received: received)
      }
    }
    let first = ChangeKey(stream: stream.no, counter: counters.lowerBound)
    let last = ChangeKey(stream: stream.no, counter: counters.upperBound)
    try run { () throws(SQLiteError) in
      try connection[.setReceived].run(Int64(received), first.rawValue, last.rawValue)
    }
    if counters.upperBound > acknowledged(stream, in: space) {
      let tip = try knownLink(of: stream, at: counters.upperBound, in: space)
      try acknowledge(writer, counters.upperBound, tip, in: id)
    }
    try takeBackVoids(of: stream, counters, in: space)
  }

  /// Every other kind of entry.
  func note(_ entry: LogEntry, in space: SpaceRow) throws(ReplicaError) {
    switch entry {
    case .void(let void): try note(void, in: space)
    case .seal(let seal):
      var stream = try stream(of: seal.writer, in: space)
      try keep(seal, of: &stream)
      update(stream)
    case .receipt(let dot, let received):
      let stream = try stream(of: dot.writer, in: space)
      let key = ChangeKey(stream: stream.no, counter: dot.counter)
      try noteReceipt(key, of: dot, received: received, in: space)
    case .member(let member):
      try setRole(member.role, of: member.person, in: space, by: .log(member.actor))
    case .device(let device):
      try write(device, in: space)
      // Of its own streams the region says in each answer which ones wait.
      guard device.replica != identity.replica else { break }
      try forgetUnadmitted(of: device.replica, in: space)
    case .admission(let admission):
      try note(admission.writer, isAdmitted: true, in: space)
    case .erasure(let erasure): try erase(erasure.parts, in: space)
    case .epoch(let start):
      var space = try self.space(space.id)
      space.epoch = start.epoch
      update(space)
      // A region that was put back may have forgotten that this device said it obeyed.
      try oweConfirmationAgain(in: space)
    case .change, .checkpoint, .reading, .dismissal, .opening, .unknown: break
    }
  }

  private func write(
    _ device: LogEntry.Device, in space: SpaceRow
  ) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.writeDevice].run(
        space.no, device.replica.bytes, device.person.bytes, device.publicKey,
        Int64(device.status.rawValue), device.actor?.bytes, Int64(device.time))
    }
  }

  /// A refusal goes on with the stream's chain: its link stands for the change.
  private func note(_ void: LogEntry.Void, in space: SpaceRow) throws(ReplicaError) {
    let writer = void.dot.writer
    let before = try stream(of: writer, in: space)
    try endDoubt(of: ChangeKey(stream: before.no, counter: void.dot.counter))
    if before.no != space.stream {
      try makeWay(for: void.dot, void.link, in: space.id)
      if void.dot.counter == before.acknowledged + 1 {
        try advance(writer, to: void.dot.counter, void.link, in: space)
      }
    }
    try integrateVoid(void, stream: try stream(of: writer, in: space), in: space)
  }
}

extension ReplicaError {
  static func gap(before dot: Dot) -> ReplicaError {
    ReplicaError(.protocolViolation, "The region skipped changes before \(dot.text).")
  }
}
