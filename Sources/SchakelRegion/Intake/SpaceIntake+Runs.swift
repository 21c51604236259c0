import SchakelCore

extension SpaceIntake {
  /// Takes a run: what of it is here already is compared, what is new is logged and applied.
  mutating func take(_ run: IncomingRun) throws(RegionError) {
    guard !run.items.isEmpty else { return }
    let stream = try stream(run.writer)
    let base = stream?.streamTip ?? genesis(of: run.writer)
    // A gap: the device is told where the stream stands, and sends from there.
    guard run.first <= base.counter + 1 else { return tell(run.writer) }
    let known = Int(min(UInt64(run.items.count), base.counter + 1 - run.first))
    if let stream, known > 0 {
      guard try compare(run, first: known, with: stream) else { return }
    }
    #if SCHAKEL_PLANTED_FAULTS
      if PlantedFault.takesTwice.isPlanted, known == run.items.count, let seal = run.seal {
        try log.append(.seal(seal), received: received, to: transaction)
      }
    #endif
    guard known < run.items.count else { return }
    var chained = run.chained
    if chained?.base != base {
      chained = ChainedRun(run, base: base, in: log.space.id, environment: environment)
    }
    guard let chained, chained.isSealed, try explains(run, chained),
      var rights = try rights(of: run)
    else { return refuse(run) }
    if !reaches(run, chained, after: base, rights) { rights.accepted = [] }
    guard try hasRoom(for: run, chained, rights) else { return refuseForRoom(run) }
    // What nobody agreed to is not refused: its device keeps it, and sends it when somebody did.
    if stream == nil, try !mayBegin(run, of: rights.device) { return tell(run.writer) }
    try append(run, chained, to: stream, rights)
  }

  /// Whether a device that is out of use shows, of what it brings itself, the very history that was accepted
  /// of it: all of that up to its end. Whoever has its key could write another up to there; of what others
  /// bring they have the region's word.
  private func reaches(
    _ run: IncomingRun, _ chained: ChainedRun, after base: StreamTip, _ rights: WriterRights
  ) -> Bool {
    guard rights.device.status != .active, run.writer.replica == bearer,
      let tip = rights.accepted.first(where: { $0.writer == run.writer }),
      tip.counter > base.counter
    else { return true }
    let index = Int(clamping: tip.counter - base.counter - 1)
    return chained.links.indices.contains(index) && chained.links[index] == tip.tip
  }

  /// Whether the region said, of each new change in the run that came without its words, that it is void
  /// or to be erased: as its link alone, or with its payload erased. Anybody can leave the words out, and
  /// chain and seal hold as before; taken like that, what its writer has still to send would be lost. So
  /// only the device that wrote it is believed when it says that the words are gone for good.
  private func explains(
    _ run: IncomingRun, _ chained: ChainedRun
  ) throws(RegionError) -> Bool {
    let start = run.items.count - chained.links.count
    for (index, link) in chained.links.enumerated() where !run.items[start + index].hasWords {
      let dot = Dot(writer: run.writer, counter: run.first + UInt64(start + index))
      if knownVoid(at: dot, link: link) != nil { continue }
      guard run.items[start + index].isErased else { return false }
      if run.writer.replica == bearer { continue }
      guard try isErased(run.items[start + index], dot, run) else { return false }
    }
    return true
  }

  /// Whether an order to erase names the change, or will: it belongs to what was erased as a whole.
  private func isErased(
    _ item: IncomingRun.Item, _ dot: Dot, _ run: IncomingRun
  ) throws(RegionError) -> Bool {
    guard hasErasures else { return false }
    if try transaction.erased(dot, in: space) != nil { return true }
    guard let header = item.content.header, let device = run.device else { return false }
    let ofPerson = try transaction.erasure(of: .person(device.person))
    return try request(for: header, ofPerson: ofPerson) != nil
  }

  /// What the writer of a run may do here; nil for a stranger, whose runs leave no trace.
  private mutating func rights(of run: IncomingRun) throws(RegionError) -> WriterRights? {
    // What it wrote in a part of the log that it lost, and a device brought back.
    if run.writer.replica == environment.identity.replica { try admitRegion() }
    // Its key was looked up before the transaction, and stays; its standing may be another by now.
    guard run.device != nil, let device = try transaction.device(run.writer.replica),
      let role = try transaction.role(of: device.person, in: space)
    else { return nil }
    var rights = WriterRights(device: device, role: role)
    if device.status != .active {
      rights.accepted = try transaction.acceptedTips(of: device.replica, in: space)
      heldBytes[device.replica] = try transaction.heldBytes(of: device.replica)
    }
    if hasErasures {
      rights.erasure = try transaction.erasure(of: .person(device.person))
      rights.erased = try transaction.erasedCounters(
        of: run.writer, in: space, among: run.first...run.last)
    }
    return rights
  }

  private mutating func append(
    _ run: IncomingRun, _ chained: ChainedRun, to known: StreamRecord?, _ rights: WriterRights
  ) throws(RegionError) {
    var stream = try begin(run.writer, known, at: chained.base.tip)
    let place = RunRecord(
      first: stream.counter + 1, position: log.space.position + 1, before: stream.tip)
    try transaction.add(place, of: stream.number)
    let start = run.items.count - chained.links.count
    if start == 0 { try readDocuments(run.edited) }
    for (index, link) in chained.links.enumerated() {
      stream.counter += 1
      stream.tip = link
      keep(stream)
      try take(
        run.items[start + index], at: stream, share: chained.shares[index], rights: rights)
    }
    try transaction.save(stream)
    if let seal = run.seal { try log.append(.seal(seal), received: received, to: transaction) }
    try refuseBelated()
  }

  func begin(
    _ writer: Writer, _ known: StreamRecord?, at tip: Digest
  ) throws(RegionError) -> StreamRecord {
    if let known { return known }
    let number = try transaction.addStream(writer, in: space, tip: tip)
    return StreamRecord(number: number, writer: writer, counter: 0, tip: tip)
  }
}
