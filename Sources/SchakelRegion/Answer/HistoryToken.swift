import SchakelCore

/// Where a document's history goes on: the place in the log of the next page's first entry. The mark
/// tells that it is still this log.
struct HistoryToken: Equatable {
  let position: UInt64
  let mark: UInt64

  private static let version: UInt64 = 1

  init(position: UInt64, mark: UInt64) {
    self.position = position
    self.mark = mark
  }

  /// `[1, position, mark]`.
  var encoded: [UInt8] {
    var out = CBORWriter()
    out.arrayHead(3)
    out.unsigned(Self.version)
    out.unsigned(position)
    out.fixed64(mark)
    return out.bytes
  }

  init(encoded bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes)
    try reader.arrayHead(exactly: 3)
    guard try reader.unsigned() == Self.version else { throw reader.fail(.unsupported) }
    position = try reader.position()
    mark = try reader.fixed64()
    try reader.finish()
  }
}
