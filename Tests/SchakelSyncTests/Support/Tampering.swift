import SchakelCore
import SchakelTesting

/// What can be done to an entry of a log.
enum Tampering: String, CaseIterable, CustomStringConvertible {
  /// The entry's last bit is turned over.
  case flip
  /// A bit of what a change says of itself, or of its words.
  case flipHeader
  case flipWords
  case drop
  case duplicate
  /// It changes places with the next.
  case swap
  /// It came a second earlier.
  case backdate

  var description: String { rawValue }

  /// Does it; answers whether there was anything to do.
  func perform(at place: Int, of space: inout AuditForgery.Space) -> Bool {
    switch self {
    case .flip: return space.entries[place].flip()
    case .flipHeader: return space.entries[place].flipChange(at: 8)
    case .flipWords:
      return space.entries[place].flipChange(at: (space.entries[place].change?.count ?? 0) - 1)
    case .drop: space.entries.remove(at: place)
    case .duplicate: space.entries.insert(space.entries[place], at: place)
    case .swap:
      guard place + 1 < space.entries.count else { return false }
      space.entries.swapAt(place, place + 1)
    case .backdate: return space.entries[place].moveEarlier()
    }
    return true
  }
}

extension AuditPart.Entry {
  fileprivate mutating func flip() -> Bool {
    var bytes = hashed
    bytes[bytes.count - 1] ^= 1
    self = AuditPart.Entry(hashed: bytes, change: change)
    return true
  }

  fileprivate mutating func flipChange(at place: Int) -> Bool {
    guard var bytes = change else { return false }
    bytes[place] ^= 1
    self = AuditPart.Entry(hashed: hashed, change: bytes)
    return true
  }

  fileprivate mutating func moveEarlier() -> Bool {
    guard let earlier = read?.movedEarlier else { return false }
    write(earlier)
    return true
  }
}

extension LogEntry {
  /// The same, a second earlier by the region's clock; nil where the entry tells no hour.
  fileprivate var movedEarlier: LogEntry? {
    switch self {
    case .change(let dot, let link, let received):
      .change(dot, link: link, received: received - 1_000)
    case .void(let old):
      .void(
        Void(
          dot: old.dot, link: old.link, document: old.document, previous: old.previous,
          reason: old.reason, received: old.received - 1_000, signature: old.signature))
    case .member(let old):
      .member(
        Member(person: old.person, role: old.role, actor: old.actor, time: old.time - 1_000))
    case .device(let old):
      .device(
        Device(
          replica: old.replica, person: old.person, publicKey: old.publicKey,
          status: old.status, actor: old.actor, time: old.time - 1_000,
          accepted: old.accepted))
    case .epoch(let old):
      .epoch(EpochStart(epoch: old.epoch, previous: old.previous, time: old.time - 1_000))
    case .checkpoint(let old):
      .checkpoint(
        Checkpoint(
          position: old.position, hash: old.hash, documents: old.documents, digest: old.digest,
          previous: old.previous, time: old.time - 1_000, signature: old.signature))
    case .reading(let old):
      .reading(Reading(reader: old.reader, scope: old.scope, time: old.time - 1_000))
    case .admission(let old):
      .admission(
        Admission(
          writer: old.writer, previous: old.previous, actor: old.actor, time: old.time - 1_000))
    case .dismissal(let old):
      .dismissal(Dismissal(dot: old.dot, actor: old.actor, time: old.time - 1_000))
    case .opening(let old): .opening(Opening(actor: old.actor, time: old.time - 1_000))
    case .seal, .erasure, .receipt, .unknown: nil
    }
  }
}
