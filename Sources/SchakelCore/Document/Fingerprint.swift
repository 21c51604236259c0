/// A hash over all documents of a space, values and all, by which replicas show one another that
/// they hold the same bytes.
///
///     var fingerprint = Fingerprint(hashing: hashing)
///     for document in documents { fingerprint.add(document.id, state: document.state) }
///     fingerprint.digest
///
/// *Format*: h0 = SHA-256 of nothing; h = SHA-256(h before ‖ document's id ‖ its encoded state), in
/// the order of the documents' ids. Unlike the digest of a space it costs the whole space to compute
/// and cannot be kept up to date row by row; nothing but proof and repair asks for it.
public struct Fingerprint: Sendable {
  /// The hash over all that was added so far.
  public private(set) var digest: Digest
  private let hashing: Hashing

  /// The fingerprint of no documents: SHA-256 of no bytes.
  public init(hashing: Hashing) {
    self.hashing = hashing
    digest = hashing.sha256([])
  }

  /// Takes in the next document, in the order of ids.
  public mutating func add(_ document: DocumentID, state: [UInt8]) {
    digest = hashing.sha256(digest.bytes + document.bytes + state)
  }
}
