import SchakelCore

/// Writes an exchange of a device with a region down: the device says what it has to say, the
/// scenario what the region makes of it.
struct Transcript {
  private(set) var device: VectorDevice
  private var exchanges: [JSON] = []
  private var elsewhere: [JSON] = []
  private var region: VectorRegion?
  private var cursor: Cursor?
  private var token: [UInt8]?

  init(_ pen: Pen) { device = VectorDevice(space: pen.space, writer: pen.writer) }

  /// What else the device says in an exchange, and what it has heard before.
  struct Said {
    var hear: [Written] = []
    var write: [Written] = []
    var push: [ChangeRun] = []
    var voids: [LogEntry.Void] = []
    /// The bytes of answer that it takes.
    var limit = 4_194_304
  }

  /// Another device brings a run to the region, which logs all of it but what it refuses.
  @discardableResult
  mutating func bring(
    _ changes: Written..., to region: VectorRegion, refusing refused: [Dot: VoidReason] = [:]
  ) throws -> [LogEntry.Void] {
    let voids = try region.take(changes, refusing: refused)
    let last = changes[changes.count - 1]
    let tip = StreamTip(writer: last.change.writer, counter: last.dot.counter, tip: last.link)
    let request = SyncRequest(
      agent: "example/1.0", limit: 4_194_304,
      spaces: [
        SyncRequest.Space(
          space: device.space, cursor: nil, digest: 0, streams: [tip],
          push: [ChangeRun(sealing: changes)])
      ])
    elsewhere.append(
      .object(
        .init("replica", .string(last.change.writer.replica.text)),
        .init("time", .number(region.now)), .init("request", .hex(request.encoded))))
    return voids
  }

  mutating func exchange(
    _ region: VectorRegion, _ answer: SyncAnswer.Space, _ said: Said = Said()
  ) throws {
    for written in said.hear + said.write {
      try device.hear(written.change.encoded, of: written.change.writer)
    }
    let request = request(said)
    try device.check(request)
    var answer = answer
    let tip = device.tip(of: device.writer)
    answer.streams = region.tips(unlike: tip, asking: request.spaces[0])
    if !said.push.isEmpty { answer.receipt = region.receipt }
    try device.take(answer)
    if answer.status == .cursorUnknown { cursor = nil }
    cursor = answer.cursor ?? cursor
    token = answer.bootstrap?.token
    write(request, SyncAnswer(time: region.now, spaces: [answer]), said, region)
  }

  private func request(_ said: Said) -> SyncRequest {
    SyncRequest(
      agent: "example/1.0", limit: said.limit,
      spaces: [
        SyncRequest.Space(
          space: device.space, cursor: cursor, digest: device.digest,
          streams: [device.tip(of: device.writer)], push: said.push, bootstrap: token,
          vector: device.vector, voids: said.voids)
      ])
  }

  private mutating func write(
    _ request: SyncRequest, _ answer: SyncAnswer, _ said: Said, _ region: VectorRegion
  ) {
    let heard = said.hear.map {
      JSON.object(
        .init("writer", .hex($0.change.writer.bytes)), .init("change", .hex($0.change.encoded)))
    }
    let written = said.write.map { JSON.hex($0.change.encoded) }
    exchanges.append(
      .some(
        .init("region", region === self.region ? .null : region.shown),
        .init("elsewhere", elsewhere.isEmpty ? .null : .array(elsewhere)),
        .init("hear", heard.isEmpty ? .null : .array(heard)),
        .init("write", written.isEmpty ? .null : .array(written)),
        .init("request", .hex(request.encoded)), .init("answer", .hex(answer.encoded))))
    elsewhere = []
    self.region = region
  }

  func scenario(_ comment: String) -> VectorSuite.Scenario {
    VectorSuite.Scenario(
      comment, [],
      .object(
        .init("space", .string(device.space.text)), .init("writer", .hex(device.writer.bytes)),
        .init("person", .string(Pen.anna().person.text)), .init("exchanges", .array(exchanges))))
  }
}

extension ChangeRun {
  /// Changes under a seal of the device that wrote them. What is named among `refused` goes as its
  /// link alone.
  init(sealing changes: [Written], withoutBytes refused: [Dot] = []) {
    self.init(
      writer: changes[0].change.writer, first: changes[0].dot.counter,
      changes: changes.map { written in
        refused.contains(written.dot)
          ? RunItem.link(written.link).encoded : written.change.encoded
      }, seal: changes.last.map(Seal.init(over:)))
  }
}

extension Seal {
  init(over written: Written) {
    let stream = Stream(space: Pen.space, writer: written.change.writer)
    let message = Seal.message(stream: stream, counter: written.dot.counter, tip: written.link)
    self.init(
      writer: written.change.writer, counter: written.dot.counter, tip: written.link,
      signature: Signatures.device(of: message))
  }
}
