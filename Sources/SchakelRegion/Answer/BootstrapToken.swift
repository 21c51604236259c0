import SchakelCore

/// Where a bootstrap has got to. The device gets it as bytes and hands them back; nothing about it
/// is kept on the server, and nothing in it is trusted that the log cannot confirm.
///
/// A bootstrap goes in this order: what waits, then the documents by their numbers. Both are read as
/// they stand when their page is made, which may be later than ``position``; what came in between is
/// told once more by the log from ``position`` on, and applying it again changes nothing.
struct BootstrapToken: Equatable {
  let epoch: EpochID
  /// Where the log stood at the first page, with its whole hash there.
  let position: UInt64
  let hash: Digest
  /// The highest number of a document then.
  let lastDocument: UInt64
  /// What waits is sent up to this position.
  var waitingUpTo: UInt64 = 0
  /// Documents are sent up to this number.
  var documentsUpTo: UInt64 = 0
  /// No page was sent: not in the bytes.
  var isFirst = true

  private static let version: UInt64 = 1

  /// A bootstrap that begins at the log's present end.
  init(_ space: SpaceRecord) {
    epoch = space.epoch
    position = space.position
    hash = space.hash
    lastDocument = space.lastDocument
  }

  var cursor: Cursor { Cursor(epoch: epoch, position: position, mark: hash.prefix64) }

  var encoded: [UInt8] {
    var out = CBORWriter()
    out.arrayHead(7)
    out.unsigned(Self.version)
    out.identifier(epoch)
    out.unsigned(position)
    out.digest(hash)
    out.unsigned(lastDocument)
    out.unsigned(waitingUpTo)
    out.unsigned(documentsUpTo)
    return out.bytes
  }

  init(encoded bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes)
    try reader.arrayHead(exactly: 7)
    guard try reader.unsigned() == Self.version else { throw reader.fail(.unsupported) }
    epoch = try reader.identifier()
    position = try reader.unsigned()
    hash = try reader.digest()
    lastDocument = try reader.unsigned()
    waitingUpTo = try reader.unsigned()
    documentsUpTo = try reader.unsigned()
    isFirst = false
    try reader.finish()
  }
}
