extension LogEntry {
  /// The number that stands first in each entry.
  public enum Tag: UInt8, Sendable {
    case change = 0
    case void = 1
    case receipt = 2
    case member = 3
    case device = 4
    case erasure = 5
    case epoch = 6
    case checkpoint = 7
    case seal = 8
    case reading = 9
    case admission = 10
    case dismissal = 11
    case opening = 12
  }

  /// nil for an ``Unknown`` entry.
  public var tag: Tag? {
    switch self {
    case .change: .change
    case .void: .void
    case .receipt: .receipt
    case .member: .member
    case .device: .device
    case .erasure: .erasure
    case .epoch: .epoch
    case .checkpoint: .checkpoint
    case .seal: .seal
    case .reading: .reading
    case .admission: .admission
    case .dismissal: .dismissal
    case .opening: .opening
    case .unknown: nil
    }
  }

  /// What the log's hash covers: the whole entry, and of a change its link.
  public var hashedBytes: [UInt8] {
    var out = CBORWriter(reserving: 96)
    encode(to: &out)
    return out.bytes
  }

  /// An array whose first item is the ``tag``.
  public func encode(to out: inout CBORWriter) {
    switch self {
    case .change(let dot, let link, let received):
      out.arrayHead(5)
      out.tagged(.change, dot)
      out.digest(link)
      out.unsigned(received)
    case .receipt(let dot, let received):
      out.arrayHead(4)
      out.tagged(.receipt, dot)
      out.unsigned(received)
    case .seal(let seal):
      out.arrayHead(2)
      out.unsigned(UInt64(Tag.seal.rawValue))
      seal.encode(to: &out)
    case .void(let void): void.encode(to: &out)
    case .member(let member): member.encode(to: &out)
    case .device(let device): device.encode(to: &out)
    case .erasure(let erasure): erasure.encode(to: &out)
    case .epoch(let start): start.encode(to: &out)
    case .checkpoint(let checkpoint): checkpoint.encode(to: &out)
    case .reading(let reading): reading.encode(to: &out)
    case .admission(let admission): admission.encode(to: &out)
    case .dismissal(let dismissal): dismissal.encode(to: &out)
    case .opening(let opening): opening.encode(to: &out)
    case .unknown(let entry): out.encoded(entry.encoded)
    }
  }
}

extension CBORWriter {
  fileprivate mutating func tagged(_ tag: LogEntry.Tag, _ dot: Dot) {
    unsigned(UInt64(tag.rawValue))
    writer(dot.writer)
    unsigned(dot.counter)
  }

  mutating func optional<Subject>(_ identifier: Identifier<Subject>?) {
    if let identifier { self.identifier(identifier) } else { null() }
  }
}

extension LogEntry.Void {
  /// The bytes that the region signs: the entry without its tag and signature, for one space.
  public func message(in space: SpaceID) -> [UInt8] {
    var out = CBORWriter(reserving: 128)
    out.text("schakel/void/1")
    out.identifier(space)
    encodeBody(to: &out)
    return out.bytes
  }

  fileprivate func encode(to out: inout CBORWriter) {
    out.arrayHead(9)
    out.unsigned(UInt64(LogEntry.Tag.void.rawValue))
    encodeBody(to: &out)
    out.byteString(signature)
  }

  private func encodeBody(to out: inout CBORWriter) {
    out.writer(dot.writer)
    out.unsigned(dot.counter)
    out.digest(link)
    if let document { out.document(document) } else { out.null() }
    out.unsigned(previous)
    out.unsigned(UInt64(reason.rawValue))
    out.unsigned(received)
  }
}

extension LogEntry.Member {
  fileprivate func encode(to out: inout CBORWriter) {
    out.arrayHead(5)
    out.unsigned(UInt64(LogEntry.Tag.member.rawValue))
    out.identifier(person)
    out.unsigned(UInt64(role.rawValue))
    out.optional(actor)
    out.unsigned(time)
  }
}

extension LogEntry.Device {
  fileprivate func encode(to out: inout CBORWriter) {
    out.arrayHead(accepted.isEmpty ? 7 : 8)
    out.unsigned(UInt64(LogEntry.Tag.device.rawValue))
    out.identifier(replica)
    out.identifier(person)
    out.byteString(publicKey)
    out.unsigned(UInt64(status.rawValue))
    out.optional(actor)
    out.unsigned(time)
    if !accepted.isEmpty { StreamTip.encode(accepted, to: &out) }
  }
}

extension LogEntry.Erasure {
  fileprivate func encode(to out: inout CBORWriter) {
    out.arrayHead(6)
    out.unsigned(UInt64(LogEntry.Tag.erasure.rawValue))
    out.arrayHead(parts.count * 2)
    for part in parts {
      out.document(part.document)
      out.dots(part.dots)
    }
    out.digest(ground)
    out.optional(requestedBy)
    out.optional(approvedBy)
    out.unsigned(time)
  }
}

extension CBORWriter {
  /// A flat array, two items a dot.
  mutating func dots(_ dots: [Dot]) {
    arrayHead(dots.count * 2)
    for dot in dots {
      writer(dot.writer)
      unsigned(dot.counter)
    }
  }
}

extension LogEntry.EpochStart {
  fileprivate func encode(to out: inout CBORWriter) {
    out.arrayHead(4)
    out.unsigned(UInt64(LogEntry.Tag.epoch.rawValue))
    out.identifier(epoch)
    if let previous { previous.encode(to: &out) } else { out.null() }
    out.unsigned(time)
  }
}

extension LogEntry.Checkpoint {
  /// The bytes that the region signs: the entry without its signature.
  public var signedBytes: [UInt8] {
    var out = CBORWriter(reserving: 128)
    out.text("schakel/checkpoint/1")
    encodeBody(to: &out)
    return out.bytes
  }

  fileprivate func encode(to out: inout CBORWriter) {
    out.arrayHead(8)
    out.unsigned(UInt64(LogEntry.Tag.checkpoint.rawValue))
    encodeBody(to: &out)
    out.byteString(signature)
  }

  private func encodeBody(to out: inout CBORWriter) {
    out.unsigned(position)
    out.digest(hash)
    out.unsigned(documents)
    out.fixed64(digest)
    if let previous { out.digest(previous) } else { out.null() }
    out.unsigned(time)
  }
}

extension LogEntry.Reading {
  fileprivate func encode(to out: inout CBORWriter) {
    out.arrayHead(4)
    out.unsigned(UInt64(LogEntry.Tag.reading.rawValue))
    out.optional(reader)
    out.unsigned(UInt64(scope.rawValue))
    out.unsigned(time)
  }
}

extension LogEntry.Admission {
  fileprivate func encode(to out: inout CBORWriter) {
    out.arrayHead(5)
    out.unsigned(UInt64(LogEntry.Tag.admission.rawValue))
    out.writer(writer)
    if let previous { out.incarnation(previous) } else { out.null() }
    out.optional(actor)
    out.unsigned(time)
  }
}

extension LogEntry.Dismissal {
  fileprivate func encode(to out: inout CBORWriter) {
    out.arrayHead(5)
    out.tagged(.dismissal, dot)
    out.identifier(actor)
    out.unsigned(time)
  }
}

extension LogEntry.Opening {
  fileprivate func encode(to out: inout CBORWriter) {
    out.arrayHead(3)
    out.unsigned(UInt64(LogEntry.Tag.opening.rawValue))
    out.optional(actor)
    out.unsigned(time)
  }
}
