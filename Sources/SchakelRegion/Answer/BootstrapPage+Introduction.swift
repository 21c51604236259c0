import SchakelCore

// What a device needs to know of a space beside its documents. What is new of it after the token's
// position is in the log that follows.
extension BootstrapPage {
  private static let tipBytes = 52
  private static let memberBytes = 40
  private static let deviceBytes = 80

  mutating func addStreams() throws(RegionError) -> Bool {
    for stream in try store.streams(in: space.number) where UInt64(stream.number) > token.upTo {
      let tip = try tip(of: stream)
      if tip.counter > 0 {
        guard budget.take(Self.tipBytes) else { return false }
        answer.streams.append(tip)
      }
      token.upTo = UInt64(stream.number)
    }
    return true
  }

  /// Where a stream was at the bootstrap's position. The device takes no change from the log that
  /// this says it has, and the documents of what came since may not be in any page.
  private func tip(of stream: StreamRecord) throws(RegionError) -> StreamTip {
    var tip = stream.streamTip
    guard space.position > token.position else { return tip }
    while let run = try store.run(of: stream.number, holding: tip.counter),
      run.position > token.position
    {
      tip = StreamTip(writer: stream.writer, counter: run.first - 1, tip: run.before)
    }
    return tip
  }

  /// In the order in which the log last told of them.
  mutating func addMembers() throws(RegionError) -> Bool {
    for member in try store.members(in: space.number, changedAfter: token.upTo) {
      guard budget.take(Self.memberBytes + member.name.utf8.count) else { return false }
      entries.append(.entry(.member(member.entry)))
      people.append(
        SyncAnswer.Person(person: member.person, name: member.name, role: member.role))
      token.upTo = member.changed
    }
    return true
  }

  /// In the order in which they were enrolled.
  mutating func addDevices() throws(RegionError) -> Bool {
    for device in try store.devices(in: space.number).dropFirst(Int(clamping: token.upTo)) {
      let entry = try device.entry(in: space.number, from: store)
      guard budget.take(Self.deviceBytes + Self.tipBytes * entry.accepted.count)
      else { return false }
      entries.append(.entry(.device(entry)))
      token.upTo += 1
    }
    return true
  }

  /// A device that skips the log would not hear which of its changes were refused meanwhile, and
  /// its writer would miss what they said. Nor would it hear which of others' were that it has from
  /// elsewhere: to it, they would have an effect.
  mutating func addVoids() throws(RegionError) -> Bool {
    guard space.voids > 0 else { return true }
    for position in try voids() {
      guard let record = try store.entry(at: position, in: space.number) else { continue }
      guard budget.take(record.bytes.count) else { return false }
      entries.append(.entry(try LogEntry(record)))
      token.upTo = position
    }
    return true
  }

  /// Every order to erase: what the device has from before may be what one of them names.
  mutating func addErasures() throws(RegionError) -> Bool {
    for order in try store.erasureOrders(in: space.number, after: token.upTo)
    where order.position <= token.position {
      guard let record = try store.entry(at: order.position, in: space.number) else { continue }
      guard budget.take(record.bytes.count) else { return false }
      entries.append(.entry(try LogEntry(record)))
      token.upTo = order.position
    }
    return true
  }

  /// Where those lie in the log that are still to be told, rising.
  private func voids() throws(RegionError) -> [UInt64] {
    var positions: [UInt64] = []
    for stream in try store.streams(in: space.number) {
      for void in try store.voids(of: stream.number)
      where void.position > token.upTo && concerns(void, of: stream.writer) {
        positions.append(void.position)
      }
    }
    return positions.sorted()
  }

  /// Whether the change is the device's own, or one that it may have applied.
  private func concerns(_ void: VoidRecord, of writer: Writer) -> Bool {
    if writer.replica == device.replica { return true }
    guard let after = token.voidsAfter, void.position > after else { return false }
    return vector.map { $0.counter(of: writer) >= void.counter } ?? true
  }
}
