import SchakelCore

// The region as a writer in the space whose log it keeps.
extension SpaceIntake {
  /// Makes the region's person a member of the space and its device known there, unless they are.
  /// Their rows are of the whole region and may be there from another space.
  mutating func admitRegion() throws(RegionError) {
    let identity = environment.identity
    guard try transaction.role(of: identity.person, in: space) == nil else { return }
    let device = try regionDevice()
    let member = LogEntry.Member(
      person: identity.person, role: .contributor, actor: nil, time: received)
    try log.append(.member(member), received: received, to: transaction)
    try transaction.save(
      role: member.role, of: member.person, in: space, actor: nil, time: member.time,
      changed: log.space.position)
    try log.append(.device(device.entry()), received: received, to: transaction)
  }

  private func regionDevice() throws(RegionError) -> DeviceRecord {
    let identity = environment.identity
    if try transaction.person(identity.person) == nil {
      guard let region = try transaction.region() else { throw .notFounded }
      try transaction.add(identity.personRecord(of: region), created: received)
    }
    if let device = try transaction.device(identity.replica) { return device }
    let device = identity.deviceRecord(created: received)
    // It has no token, so that nobody comes as the region.
    try transaction.add(device)
    return device
  }

  /// Begins a run of the region's own stream. It ends with ``endRegionRun(_:)``, in the same
  /// transaction.
  mutating func beginRegionRun() throws(RegionError) -> StreamRecord {
    try admitRegion()
    let writer = environment.identity.writer(in: log.space.epoch)
    let known = try stream(writer)
    let stream = try begin(writer, known, at: known?.tip ?? genesis(of: writer).tip)
    let place = RunRecord(
      first: stream.counter + 1, position: log.space.position + 1, before: stream.tip)
    try transaction.add(place, of: stream.number)
    return stream
  }

  /// Adds a change to the region's run, which has to apply: it is written on the very state that it
  /// goes into.
  mutating func write(
    _ change: Change, to stream: inout StreamRecord, in place: Int
  ) throws(RegionError) {
    stream.counter = change.header.counter
    stream.tip = change.link(after: stream.tip, hashing: environment.hashing)
    keep(stream)
    let knewAll = documents[place].isKnown(to: change)
    guard try outcome(of: change, stream.tip, in: place) == .applied else {
      throw .damaged("the region's own change \(change.dot.text) does not apply")
    }
    let item = IncomingRun.Item(
      bytes: change.encoded, frame: nil, payload: nil, content: .change(change))
    try logApplied(change, Incoming(item: item, stream: stream), knewAll: knewAll, in: place)
  }

  mutating func endRegionRun(_ stream: StreamRecord) throws(RegionError) {
    try transaction.save(stream)
    let message = Seal.message(
      stream: Stream(space: log.space.id, writer: stream.writer), counter: stream.counter,
      tip: stream.tip)
    let seal = Seal(
      writer: stream.writer, counter: stream.counter, tip: stream.tip,
      signature: environment.sign(message))
    try log.append(.seal(seal), received: received, to: transaction)
    // Somebody may have waited for a dot that the region had not given out.
    try refuseBelated()
  }
}
