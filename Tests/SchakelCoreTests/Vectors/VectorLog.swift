import SchakelCore
import SchakelTesting

/// A space's log as a scenario writes it, entry by entry, a second after a second.
struct VectorLog {
  private(set) var entries: [AuditPart.Entry] = []
  private var now: UInt64 = 1_700_000_100_000

  mutating func add(_ entry: (UInt64) -> LogEntry, _ change: [UInt8]? = nil) {
    now += 1_000
    entries.append(AuditPart.Entry(hashed: entry(now).hashedBytes, change: change))
  }

  /// An entry of a version to come, which is passed over.
  mutating func addUnknown() {
    entries.append(AuditPart.Entry(hashed: [0x82, 0x18, 0x20, 0xf5], change: nil))
  }

  /// A change that the region took.
  mutating func take(_ written: Written) {
    add({ .change(written.dot, link: written.link, received: $0) }, written.change.encoded)
  }

  /// A change that it did not.
  mutating func refuse(
    _ written: Written, _ reason: VoidReason = .notAllowed, previous: UInt64 = 0
  ) {
    add { time in
      .void(
        LogEntry.Void(
          dot: written.dot, link: written.link, document: written.change.header.document,
          previous: previous, reason: reason, received: time,
          signature: [UInt8](repeating: 0, count: Seal.signatureBytes)))
    }
  }

  mutating func erase(_ written: Written...) {
    let document = written[0].change.header.document
    add { time in
      .erasure(
        LogEntry.Erasure(
          parts: [.init(document: document, dots: written.map(\.dot))],
          ground: Hashing.portable.sha256(Array("op verzoek".utf8)), requestedBy: nil,
          approvedBy: nil, time: time))
    }
  }

  mutating func join(_ pen: Pen, as role: Role = .contributor, by actor: Pen? = nil) {
    add { .member(.init(person: pen.person, role: role, actor: actor?.person, time: $0)) }
  }

  mutating func enrol(
    _ pen: Pen, _ key: [UInt8], _ status: LogEntry.Device.Status = .active
  ) {
    add { time in
      .device(
        .init(
          replica: pen.writer.replica, person: pen.person, publicKey: key, status: status,
          time: time))
    }
  }

  /// A seal over the last change of a stream.
  mutating func seal(_ pen: Pen, by sign: ([UInt8]) -> [UInt8]) {
    let stream = Stream(space: pen.space, writer: pen.writer)
    let message = Seal.message(stream: stream, counter: pen.counter, tip: pen.tip)
    add { _ in
      .seal(
        Seal(
          writer: pen.writer, counter: pen.counter, tip: pen.tip, signature: sign(message)))
    }
  }

  /// A checkpoint of nothing, which whoever signs the log anew writes out.
  mutating func checkpoint() {
    let nothing = Hashing.portable.sha256([])
    add { time in
      .checkpoint(
        .init(
          position: 0, hash: nothing, documents: 0, digest: 0, previous: nil, time: time,
          signature: [UInt8](repeating: 0, count: Seal.signatureBytes)))
    }
  }

  mutating func read(_ scope: LogEntry.Reading.Scope, by pen: Pen? = nil) {
    add { .reading(.init(reader: pen?.person, scope: scope, time: $0)) }
  }

  /// A copy of a device goes on.
  mutating func admit(_ pen: Pen, after previous: Incarnation?, by actor: Pen? = nil) {
    add { time in
      .admission(
        .init(writer: pen.writer, previous: previous, actor: actor?.person, time: time))
    }
  }

  /// A device is taken out of use, behind a change of its.
  mutating func withdraw(_ pen: Pen, _ key: [UInt8], after last: Written, by actor: Pen) {
    add { time in
      .device(
        .init(
          replica: pen.writer.replica, person: pen.person, publicKey: key, status: .revoked,
          actor: actor.person, time: time,
          accepted: [StreamTip(writer: pen.writer, counter: last.dot.counter, tip: last.link)]))
    }
  }

  /// A coordinator lets a change go that was held.
  mutating func dismiss(_ written: Written, by actor: Pen) {
    add { .dismissal(.init(dot: written.dot, actor: actor.person, time: $0)) }
  }

  /// The first epoch, or another whose beginning whoever signs the log anew writes out.
  mutating func begin(_ epoch: EpochID) {
    add { .epoch(.init(epoch: epoch, previous: nil, time: $0)) }
  }
}
