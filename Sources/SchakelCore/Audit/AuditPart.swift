/// A part of an audit file: the log of a region's spaces with all that is needed to check it, and
/// what the region says comes of it.
///
/// A file is a header, the people, then for each space its entries, documents, records and end, and
/// last the region's signature over all of it. Each part stands in the file as a CBOR byte string, so
/// that it is read part by part, and so is what is signed: see ``AuditSeal``.
public enum AuditPart: Hashable, Sendable {
  /// The first part, and there alone.
  case header(Header)
  /// In the order of their pseudonyms.
  case people([Person])
  /// Begins a space.
  case space(Space)
  /// The next entries of its log.
  case entries([Entry])
  /// In the order of their ids.
  case documents([Document])
  /// In the order in which they were found, then of their fields and names.
  case records([ConflictRecord])
  /// Ends a space.
  case end(End)
  /// Ed25519, sixty-four bytes, by the region's key.
  case signature([UInt8])

  /// Which region this is, and who asked for the file.
  public struct Header: Hashable, Sendable {
    /// The region's public key, thirty-two bytes.
    public let publicKey: [UInt8]
    /// When the file was made, milliseconds since 1970 (UTC).
    public let time: UInt64
    /// For whom; nil for the operator at the server.
    public let reader: PersonID?

    public init(publicKey: [UInt8], time: UInt64, reader: PersonID?) {
      self.publicKey = publicKey
      self.time = time
      self.reader = reader
    }
  }

  /// A name for a pseudonym. Names are in no log: the region's signature is all that stands for them.
  public struct Person: Hashable, Sendable {
    /// The pseudonym.
    public let person: PersonID
    /// As the region has it now.
    public let name: String

    public init(person: PersonID, name: String) {
      self.person = person
      self.name = name
    }
  }

  /// Whose log follows.
  public struct Space: Hashable, Sendable {
    /// The space's id.
    public let space: SpaceID
    /// The epoch in which the log began.
    public let epoch: EpochID
    /// What the operator calls it now.
    public let name: String

    public init(space: SpaceID, epoch: EpochID, name: String) {
      self.space = space
      self.epoch = epoch
      self.name = name
    }
  }

  /// An entry of the log.
  public struct Entry: Hashable, Sendable {
    /// What the log's hash covers.
    public let hashed: [UInt8]
    /// Of a change, the change; else nil.
    public let change: [UInt8]?

    public init(hashed: [UInt8], change: [UInt8]?) {
      self.hashed = hashed
      self.change = change
    }
  }

  /// A document as the region has it.
  public struct Document: Hashable, Sendable {
    /// The document's id.
    public let document: DocumentID
    /// Its share of the space's digest.
    public let share: UInt64

    public init(document: DocumentID, share: UInt64) {
      self.document = document
      self.share = share
    }
  }

  /// What the region says of a space as a whole.
  public struct End: Hashable, Sendable {
    /// The number of entries in the log.
    public let position: UInt64
    /// The log's hash there.
    public let hash: Digest
    /// The documents of which something was seen.
    public let documents: UInt64
    /// The space's digest.
    public let digest: UInt64

    public init(position: UInt64, hash: Digest, documents: UInt64, digest: UInt64) {
      self.position = position
      self.hash = hash
      self.documents = documents
      self.digest = digest
    }
  }
}
