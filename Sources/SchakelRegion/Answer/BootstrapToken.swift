import SchakelCore

/// Where a bootstrap has got to. The device gets it as bytes and hands them back; nothing about it
/// is kept on the server, and nothing in it is trusted that the log cannot confirm.
///
/// A bootstrap goes through its ``Part``s. Each is read as it stands when its page is made, which may
/// be later than ``position``; what came in between is told once more by the log from ``position``
/// on, and applying it again changes nothing. Only streams are told as they were at ``position``.
struct BootstrapToken: Equatable {
  let epoch: EpochID
  /// Where the log stood at the first page, with its whole hash there.
  let position: UInt64
  let hash: Digest
  /// The highest number of a document then.
  let lastDocument: UInt64
  /// The part that the next page begins with, and up to where it is sent: a stream's, a position's
  /// or a document's number, or how many devices.
  private(set) var part = Part.streams
  var upTo: UInt64 = 0
  /// Which voids of others' changes the device may not have heard of: those after this position. nil
  /// for a device that is new, and has heard of no changes either.
  var voidsAfter: UInt64?
  /// No page was sent: not in the bytes.
  private(set) var isFirst = true

  /// The parts of a bootstrap, in their order.
  enum Part: UInt64, CaseIterable {
    case streams, members, devices, voids, erasures, waiting, documents

    var next: Part? { Part(rawValue: rawValue + 1) }
  }

  private static let version: UInt64 = 3

  /// A bootstrap that begins at the log's present end.
  init(_ space: SpaceRecord) {
    epoch = space.epoch
    position = space.position
    hash = space.hash
    lastDocument = space.lastDocument
  }

  mutating func begin(_ part: Part) {
    self.part = part
    upTo = 0
  }

  var cursor: Cursor { Cursor(epoch: epoch, position: position, mark: hash.prefix64) }

  var encoded: [UInt8] {
    var out = CBORWriter()
    out.arrayHead(8)
    out.unsigned(Self.version)
    out.identifier(epoch)
    out.unsigned(position)
    out.digest(hash)
    out.unsigned(lastDocument)
    out.unsigned(part.rawValue)
    out.unsigned(upTo)
    if let voidsAfter { out.unsigned(voidsAfter) } else { out.null() }
    return out.bytes
  }

  init(encoded bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes)
    try reader.arrayHead(exactly: 8)
    guard try reader.unsigned() == Self.version else { throw reader.fail(.unsupported) }
    epoch = try reader.identifier()
    position = try reader.unsigned()
    hash = try reader.digest()
    lastDocument = try reader.unsigned()
    guard let part = Part(rawValue: try reader.unsigned()) else { throw reader.fail(.unsupported) }
    self.part = part
    upTo = try reader.unsigned()
    voidsAfter = try reader.null() ? nil : try reader.unsigned()
    isFirst = false
    try reader.finish()
  }
}
