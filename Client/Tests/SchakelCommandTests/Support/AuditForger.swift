import Foundation
import SchakelCommand
import SchakelKeys

@testable import SchakelCore

/// Makes an audit file anew after its log was changed, as a region could that has its own key: every
/// checkpoint, document, record and signature follows from the log that there is then.
struct AuditForger {
  let key: DeviceKey
  /// Changes each entry; nil takes it out.
  var change: (AuditPart.Entry) -> AuditPart.Entry? = { $0 }
  /// Comes at the end of the log of the first space.
  var added: [LogEntry] = []
  /// By how many milliseconds the file says to be younger than it is.
  var later: UInt64 = 0

  func forged(_ file: [UInt8]) throws -> [UInt8] {
    var parts = AuditFrames(file)
    var out: [UInt8] = []
    var seal = AuditSeal(hashing: .crypto)
    var space: SpaceAudit?
    func put(_ part: AuditPart) {
      let bytes = part.encoded
      seal.add(bytes, hashing: .crypto)
      Self.frame(bytes, to: &out)
    }
    while let bytes = try parts.next() {
      switch try AuditPart(encoded: bytes) {
      case .space(let next):
        space = SpaceAudit(next, publicKey: key.publicKey, hashing: .crypto)
        put(.space(next))
      case .entries(let entries):
        put(.entries(try self.entries(entries, in: &space)))
      case .documents:
        space?.gatherRecords()
        put(.documents(space?.shares ?? []))
      case .records: put(.records(space?.sortedRecords ?? []))
      case .end:
        guard let space else { continue }
        put(
          .end(
            AuditPart.End(
              position: space.position, hash: space.hash, documents: space.documentCount,
              digest: space.digest)))
      case .signature: Self.frame(AuditPart.signature(key.sign(seal.message)).encoded, to: &out)
      case .header(let header):
        put(
          .header(
            AuditPart.Header(
              publicKey: header.publicKey, time: header.time + later, reader: header.reader)))
      case let other: put(other)
      }
    }
    return out
  }

  private func entries(
    _ entries: [AuditPart.Entry], in space: inout SpaceAudit?
  ) throws -> [AuditPart.Entry] {
    let more = added.map { AuditPart.Entry(hashed: $0.hashedBytes, change: nil) }
    var forged: [AuditPart.Entry] = []
    for entry in entries.compactMap(change) + more {
      let entry = try self.entry(entry, in: &space)
      try space?.take(entry)
      forged.append(entry)
    }
    try space?.settleDigest()
    return forged
  }

  /// A checkpoint speaks of the log as it is now.
  private func entry(
    _ entry: AuditPart.Entry, in space: inout SpaceAudit?
  ) throws -> AuditPart.Entry {
    var reader = CBORReader(entry.hashed)
    guard case .checkpoint(let old) = try LogEntry(from: &reader) else { return entry }
    try space?.settleDigest()
    guard let space else { return entry }
    let checkpoint = LogEntry.Checkpoint(
      position: space.position, hash: space.hash, documents: space.documentCount,
      digest: space.digest, previous: space.lastCheckpoint, time: old.time)
    let signed = checkpoint.signed { key.sign($0) }
    return AuditPart.Entry(hashed: LogEntry.checkpoint(signed).hashedBytes, change: nil)
  }

  private static func frame(_ part: [UInt8], to out: inout [UInt8]) {
    var writer = CBORWriter(reserving: part.count + 9)
    writer.byteString(part)
    out += writer.bytes
  }
}

extension AuditPart.Entry {
  /// The same without the words of a change.
  func erased(of writer: Writer) throws -> AuditPart.Entry {
    guard let change else { return self }
    let erased = try Change(encoded: change, writer: writer).erased(.crypto)
    return AuditPart.Entry(hashed: hashed, change: erased.encoded)
  }

  var entry: LogEntry? {
    var reader = CBORReader(hashed)
    return try? LogEntry(from: &reader)
  }
}
