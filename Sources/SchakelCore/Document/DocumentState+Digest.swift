/// A document's share of its space's digest.
///
/// The digest of a space is the sum, modulo 2^64, of its documents' shares, so that it is kept up
/// to date row by row: subtract what a document was, add what it is.
public enum DocumentDigest {
  /// The first eight bytes of SHA-256("schakel/digest/1" ‖ document ‖ structure), most significant
  /// first. The structure is what stands first in an encoded state: the vector and the dots of each
  /// field, and no values. Equal after bootstrap, erasure and compaction alike.
  ///
  /// - Parameter state: an encoded ``DocumentState``, checked or made here.
  public static func share(
    of document: DocumentID, state: [UInt8], hashing: Hashing
  ) throws(CBORError) -> UInt64 {
    var reader = CBORReader(state)
    _ = try reader.arrayHead()
    let structure = try reader.byteStringRange()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(label.count + DocumentID.byteCount + structure.count)
    bytes.append(contentsOf: label)
    document.append(to: &bytes)
    bytes.append(contentsOf: state[structure])
    return hashing.sha256(bytes).prefix64
  }

  private static let label = Array("schakel/digest/1".utf8)
}
