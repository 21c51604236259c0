import SchakelCore

/// Writes a log anew as a region would have written it: where epochs go on, what refusals name,
/// checkpoints, and what comes of it all. It checks nothing, and leaves what devices signed as it is.
struct LogRewriter {
  private let space: AuditPart.Space
  private let sign: ([UInt8]) -> [UInt8]
  private var position: UInt64 = 0
  private var hash: Digest
  private var epoch: EpochID
  private var replays: [DocumentID: DocumentReplay] = [:]
  private var shares: [DocumentID: UInt64] = [:]
  private var records: [ConflictID: ConflictRecord] = [:]
  private var lastCheckpoint: Digest?
  /// What the log refuses, at once or when its turn came.
  private var refused: Set<Dot> = []

  init(_ space: AuditPart.Space, sign: @escaping ([UInt8]) -> [UInt8]) {
    self.space = space
    self.sign = sign
    epoch = space.epoch
    hash = LogHash.genesis(space: space.space, epoch: space.epoch, hashing: .portable)
  }

  mutating func rewrite(_ old: AuditForgery.Space) -> AuditForgery.Space {
    var new = old
    for entry in old.entries {
      if case .void(let void) = entry.read { refused.insert(void.dot) }
    }
    new.entries = old.entries.map { take($0) }
    new.documents = shares.map { AuditPart.Document(document: $0.key, share: $0.value) }
      .sorted { $0.document < $1.document }
    new.records = records.values.sorted { left, right in
      let (first, second) = (left.found.position, right.found.position)
      if first != second { return first < second }
      return left.field != right.field ? left.field < right.field : left.id < right.id
    }
    new.end = AuditPart.End(
      position: position, hash: hash, documents: UInt64(shares.count), digest: digest)
    return new
  }

  private var digest: UInt64 { shares.values.reduce(0, &+) }

  private mutating func take(_ entry: AuditPart.Entry) -> AuditPart.Entry {
    position += 1
    let hashed = rewritten(entry)
    hash = LogHash.next(after: hash, entry: hashed, hashing: .portable)
    return AuditPart.Entry(hashed: hashed, change: entry.change)
  }

  /// An entry that cannot be read stays as it is.
  private mutating func rewritten(_ entry: AuditPart.Entry) -> [UInt8] {
    var reader = CBORReader(entry.hashed)
    guard let read = try? LogEntry(from: &reader) else { return entry.hashed }
    switch read {
    case .change(let dot, let link, let received):
      play(entry.change, of: dot.writer, link, received)
      return entry.hashed
    case .void(let void): return rewritten(void).hashedBytes
    case .erasure(let erasure):
      erase(erasure)
      return entry.hashed
    case .epoch(let start): return rewritten(start).hashedBytes
    case .checkpoint(let checkpoint):
      let signed = rewritten(checkpoint).hashedBytes
      lastCheckpoint = Hashing.portable.sha256(signed)
      return signed
    default: return entry.hashed
    }
  }

  private mutating func play(
    _ bytes: [UInt8]?, of writer: Writer, _ link: Digest, _ received: UInt64
  ) {
    guard let bytes, let change = try? Change(encoded: bytes, writer: writer) else { return }
    let place = DocumentReplay.Place(position: position, received: received)
    let refused = refused
    replay(in: change.header.document) { replay in
      try? replay.take(
        change, check: link.check, at: place, hashing: .portable,
        refuses: { change, _ in refused.contains(change.dot) })
    }
  }

  private mutating func replay(
    in document: DocumentID, _ play: (inout DocumentReplay) -> DocumentReplay.Result?
  ) {
    var replay = replays.removeValue(forKey: document) ?? DocumentReplay(document)
    let result = play(&replay)
    for record in replay.takeRecords() { records[record.id] = record }
    replays[document] = replay
    guard result?.outcome == .applied else { return }
    shares[document] = try? DocumentDigest.share(
      of: document, state: replay.state.encoded(), hashing: .portable)
  }

  private mutating func erase(_ erasure: LogEntry.Erasure) {
    let place = DocumentReplay.Place(position: position, received: erasure.time)
    for part in erasure.parts {
      replays[part.document]?.erase(part.dots, at: place)
      for record in replays[part.document]?.takeRecords() ?? [] { records[record.id] = record }
    }
  }

  private mutating func rewritten(_ void: LogEntry.Void) -> LogEntry {
    var previous: UInt64 = 0
    if let document = void.document {
      previous =
        replays[document]?.lastCounter(of: void.dot.writer, below: void.dot.counter) ?? 0
    }
    let new = LogEntry.Void(
      dot: void.dot, link: void.link, document: void.document, previous: previous,
      reason: void.reason, received: void.received
    ).signed(in: space.space, by: sign)
    let place = DocumentReplay.Place(position: position, received: void.received)
    let refused = refused
    if let document = void.document {
      replay(in: document) { replay in
        try? replay.take(
          new, at: place, hashing: .portable,
          refuses: { change, _ in refused.contains(change.dot) })
      }
    }
    return .void(new)
  }

  private mutating func rewritten(_ start: LogEntry.EpochStart) -> LogEntry {
    guard position > 1 else { return .epoch(start) }
    defer { epoch = start.epoch }
    let last = Cursor(epoch: epoch, position: position - 1, mark: hash.prefix64)
    return .epoch(LogEntry.EpochStart(epoch: start.epoch, previous: last, time: start.time))
  }

  private func rewritten(_ checkpoint: LogEntry.Checkpoint) -> LogEntry {
    .checkpoint(
      LogEntry.Checkpoint(
        position: position - 1, hash: hash, documents: UInt64(shares.count), digest: digest,
        previous: lastCheckpoint, time: checkpoint.time
      ).signed(by: sign))
  }
}
