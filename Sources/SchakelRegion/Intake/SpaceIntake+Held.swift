import SchakelCore

// What came of devices that are out of use: on the record without effect, with its words kept for a
// coordinator.
extension SpaceIntake {
  /// Keeps what a change says that was just refused.
  func hold(_ incoming: Incoming) throws(RegionError) {
    guard incoming.item.hasWords, let header = incoming.item.content.header else { return }
    #if SCHAKEL_PLANTED_FAULTS
      if PlantedFault.dropsHeld.isPlanted { return }
    #endif
    try transaction.add(
      HeldChange(
        position: log.space.position, document: header.document, dot: incoming.dot,
        check: incoming.link.check, received: received, bytes: incoming.item.bytes),
      in: space)
  }

  // MARK: Said again

  /// Where a coordinator says again what is held, it awaits nobody any more. Of others no change takes
  /// words away that they cannot have had.
  ///
  /// - Parameters:
  ///   - position: of its entry in the log.
  ///   - waits: whether it has no effect yet. Once it has, it counts whatever became of the coordinator's role:
  ///     its words are there.
  func noteRelease(
    by header: ChangeHeader, of writer: Writer, at position: UInt64, waits: Bool = false
  ) throws(RegionError) {
    guard case .change(let dot, let check) = header.origin else { return }
    if try transaction.settleRelease(at: position, by: header.author, time: received, in: space) {
      return
    }
    guard try transaction.isCoordinator(header.author, of: space) else { return }
    let release = HeldRelease(
      position: position, dot: dot, check: check,
      document: header.kind == nil ? nil : header.document, person: header.author,
      received: received, waits: waits)
    if dot.writer.replica != writer.replica { return try transaction.add(release, in: space) }
    // Her device wrote her own again, since it waits for ever or was refused.
    guard let earlier = try logPosition(of: dot, check: check) else { return }
    try transaction.pass(releaseAt: earlier, to: release, in: space)
  }

  /// Where the log has a change that was not refused when it came; nil where it has none.
  private func logPosition(of dot: Dot, check: UInt32) throws(RegionError) -> UInt64? {
    guard let stream = try stream(dot.writer), stream.counter >= dot.counter else { return nil }
    var walk = StreamWalk(stream: stream.number, space: space)
    let entry = try walk.entry(of: dot.counter, from: transaction)
    return entry.tag == .change && entry.check == check ? entry.position : nil
  }

  /// Why a change does not count that says again what was said again before, so that no words are there
  /// twice; nil for every other.
  func releaseRefusal(
    of header: ChangeHeader, of writer: Writer
  ) throws(RegionError) -> VoidReason? {
    guard let named = try heldName(in: header, of: writer) else { return nil }
    switch try transaction.heldOutcome(of: named.dot, check: named.check, in: space) {
    case .released, .promised: return .released
    case .awaiting, .dismissed, .erased, nil: return nil
    }
  }

  /// The change of another device that a coordinator's names as its origin.
  private func heldName(
    in header: ChangeHeader, of writer: Writer
  ) throws(RegionError) -> (dot: Dot, check: UInt32)? {
    guard case .change(let dot, let check) = header.origin, dot.writer.replica != writer.replica,
      try transaction.isCoordinator(header.author, of: space)
    else { return nil }
    return (dot: dot, check: check)
  }

  // MARK: Room

  /// Whether there is room for a run that a device which is out of use brings itself: for its words, and
  /// in the log for what is said of each. What others bring of it they have heard of, and it is refused
  /// on the record.
  mutating func hasRoom(
    for run: IncomingRun, _ chained: ChainedRun, _ rights: WriterRights
  ) throws(RegionError) -> Bool {
    let device = rights.device
    guard device.status != .active, run.writer.replica == bearer else { return true }
    let entry = device.entry(accepted: rights.accepted)
    let start = run.items.count - chained.links.count
    var (count, bytes) = (UInt64(0), 0)
    for (index, link) in chained.links.enumerated() {
      let dot = Dot(writer: run.writer, counter: run.first + UInt64(start + index))
      guard !entry.mayWrite(dot, link: link) else { continue }
      let item = run.items[start + index]
      count += 1
      if item.hasWords, item.bytes.count <= limits.changeBytes { bytes += item.bytes.count }
    }
    count += try countUndecided(of: device)
    guard count <= limits.heldChanges,
      bytes <= limits.heldBytes - heldBytes[device.replica, default: 0]
    else { return false }
    undecided = count
    return true
  }

  /// How many changes of a device that is out of use were refused here and nobody decided on. What was
  /// accepted before is none of them, whatever history it shows now.
  private func countUndecided(of device: DeviceRecord) throws(RegionError) -> UInt64 {
    if let undecided { return undecided }
    let accepted = try transaction.acceptedTips(of: device.replica, in: space)
    var count: UInt64 = 0
    for stream in try transaction.streams(of: device.replica, in: space) {
      let tip = accepted.first { $0.writer == stream.writer }
      count += try transaction.undecided(of: stream, beyond: tip?.counter ?? 0, in: space)
    }
    return count
  }
}
