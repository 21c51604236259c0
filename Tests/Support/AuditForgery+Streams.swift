public import SchakelCore

// Streams, whose links nobody but their device has signed.
extension AuditForgery.Space {
  /// Computes the links of all streams anew from the changes that stand here, and lets each seal be
  /// over the last of them.
  ///
  /// - Parameter sign: signs the seals that are over another link than before.
  public mutating func relink(by sign: ([UInt8]) -> [UInt8]) {
    var tips: [Writer: (counter: UInt64, tip: Digest)] = [:]
    for place in entries.indices {
      switch entries[place].read {
      case .change(let dot, _, let received):
        let before = tips[dot.writer]?.tip ?? genesis(of: dot.writer)
        guard let bytes = entries[place].change,
          let link = try? ChangeFrame(encoded: bytes).link(after: before, hashing: .portable)
        else { continue }
        tips[dot.writer] = (dot.counter, link)
        entries[place].write(.change(dot, link: link, received: received))
      case .void(let void) where void.dot.counter > tips[void.dot.writer]?.counter ?? 0:
        tips[void.dot.writer] = (void.dot.counter, void.link)
      case .seal(let seal): entries[place].write(.seal(relinked(seal, tips[seal.writer], sign)))
      default: break
      }
    }
  }

  private func genesis(of writer: Writer) -> Digest {
    Chain.genesis(of: Stream(space: space.space, writer: writer), hashing: .portable)
  }

  private func relinked(
    _ seal: Seal, _ last: (counter: UInt64, tip: Digest)?, _ sign: ([UInt8]) -> [UInt8]
  ) -> Seal {
    guard let last, last.counter != seal.counter || last.tip != seal.tip else { return seal }
    let stream = Stream(space: space.space, writer: seal.writer)
    let message = Seal.message(stream: stream, counter: last.counter, tip: last.tip)
    return Seal(
      writer: seal.writer, counter: last.counter, tip: last.tip, signature: sign(message))
  }
}

extension AuditPart.Entry {
  /// The entry in parts; nil where it cannot be read.
  public var read: LogEntry? {
    var reader = CBORReader(hashed)
    return try? LogEntry(from: &reader)
  }

  /// Puts another entry in its place; a change stays beside it.
  public mutating func write(_ entry: LogEntry) {
    self = AuditPart.Entry(hashed: entry.hashedBytes, change: change)
  }

  /// A change that stands here, as its device wrote it; nil where there is none that can be read.
  public var written: Change? {
    guard case .change(let dot, _, _) = read, let change else { return nil }
    return try? Change(encoded: change, writer: dot.writer)
  }

  /// Writes the change that stands here anew, with other words, an earlier hour, another author or
  /// another reason. The entry and its link stay as they are.
  public mutating func rewrite(
    _ text: String? = nil, earlier: UInt64 = 0, by author: PersonID? = nil, reason: String? = nil
  ) {
    guard let written, let content = written.content else { return }
    let header = written.header
    let time = HybridTime(milliseconds: header.time.milliseconds - earlier)
    let other = Change(
      header: ChangeHeader(
        counter: header.counter, document: header.document, time: time,
        author: author ?? header.author, context: header.context, operations: header.operations,
        kind: header.kind, purpose: header.purpose, rule: header.rule, origin: header.origin),
      writer: written.writer,
      content: Payload.Content(
        salt: content.salt, values: text.map { [Value($0)] } ?? content.values,
        reason: reason ?? content.reason))
    self = AuditPart.Entry(hashed: hashed, change: other.encoded)
  }
}
