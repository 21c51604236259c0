import SchakelCore

// What the region has of streams.
extension SpaceAnswer {
  /// The device's own streams as far as it is known to have them, which need not be sent back. A
  /// stream that stands otherwise here is sent: what the device has there may not be what the log
  /// has.
  func own(
    _ asked: SyncRequest.Space, _ intake: SpaceIntake.Result?, _ space: SpaceRecord
  ) throws(RegionError) -> [Writer: UInt64] {
    var own: [Writer: UInt64] = [:]
    for tip in asked.streams where tip.writer.replica == device.replica {
      let seen = VersionVector.Entry(
        writer: tip.writer, counter: tip.counter, check: tip.tip.check)
      if try !isOther(seen, in: space) { own[tip.writer] = tip.counter }
    }
    // Of a run that was not taken it is not known what the device has there.
    let told = Set(intake?.told ?? asked.push.map(\.writer))
    for run in asked.push
    where run.writer.replica == device.replica && !told.contains(run.writer) {
      let last = run.first - 1 + UInt64(run.changes.count)
      own[run.writer] = max(own[run.writer] ?? 0, last)
    }
    for outcome in intake?.outcomes ?? [] where outcome.outcome == .fork {
      own[outcome.dot.writer] = nil
    }
    return own
  }

  /// The streams of which the device is told how far they are here: its own where they stand
  /// differently than it said, and after each push; those of which its push made it worth telling;
  /// and, where it said all that it has, those of which there is less here, or something else.
  func streams(
    _ asked: SyncRequest.Space, _ intake: SpaceIntake.Result?, _ space: SpaceRecord
  ) throws(RegionError) -> [StreamTip] {
    var tips = Tips()
    var said: [Writer: StreamTip] = [:]
    for tip in asked.streams where tip.writer.replica == device.replica { said[tip.writer] = tip }
    let pushed = Set(asked.push.map(\.writer))
    let here = try store.streams(of: device.replica, in: space.number).map(\.streamTip)
    for tip in here {
      let isNews = said[tip.writer].map { $0 != tip } ?? (asked.cursor == nil)
      if isNews || pushed.contains(tip.writer) { tips.add(tip) }
    }
    let known = Set(here.map(\.writer))
    for tip in asked.streams where said[tip.writer] == tip && !known.contains(tip.writer) {
      if tip.counter > 0 { tips.add(genesis(of: tip.writer, in: space)) }
    }
    for writer in intake?.told ?? [] { tips.add(try tip(of: writer, in: space)) }
    for entry in asked.vector?.entries ?? [] where !tips.has(entry.writer) {
      if try isOther(entry, in: space) { tips.add(try tip(of: entry.writer, in: space)) }
    }
    return tips.list
  }

  /// Each stream once.
  private struct Tips {
    private(set) var list: [StreamTip] = []
    private var writers: Set<Writer> = []

    func has(_ writer: Writer) -> Bool { writers.contains(writer) }

    mutating func add(_ tip: StreamTip) {
      if writers.insert(tip.writer).inserted { list.append(tip) }
    }
  }

  /// Whether there is less of a stream here than the device has, or another change under its last
  /// dot.
  private func isOther(
    _ entry: VersionVector.Entry, in space: SpaceRecord
  ) throws(RegionError) -> Bool {
    guard let stream = try store.stream(entry.writer, in: space.number) else {
      return entry.counter > 0
    }
    guard entry.counter < stream.counter else {
      return entry.counter > stream.counter || entry.check != stream.tip.check
    }
    guard entry.counter > 0 else { return false }
    var walk = StreamWalk(stream: stream.number, space: space.number)
    return try walk.entry(of: entry.counter, from: store).check != entry.check
  }

  private func tip(of writer: Writer, in space: SpaceRecord) throws(RegionError) -> StreamTip {
    try store.stream(writer, in: space.number)?.streamTip ?? genesis(of: writer, in: space)
  }

  private func genesis(of writer: Writer, in space: SpaceRecord) -> StreamTip {
    StreamTip(startOf: writer, in: space.id, hashing: environment.hashing)
  }
}
