public import SchakelCore

/// A document as it stands.
public struct DocumentRecord: Sendable {
  /// The number of its space.
  public let space: Int64
  /// Its short name within the space, from 1.
  public let number: UInt64
  /// Its name everywhere; one id is in one space.
  public let id: DocumentID
  /// Its share of the space's digest.
  public var share: UInt64
  /// The position of the last entry that has this document.
  public var latest: UInt64
  /// The entries that wait for others before they can be applied here.
  public var waiting: Int64
  /// First receipts of dots in the state that claim to be newer; empty for none.
  public var receipts: [UInt8]
  /// The position of the change that made the document, while there is nothing else to it: its
  /// state is then not stored. Zero once there is.
  public var born: UInt64
  /// An encoded `DocumentState`; empty while nothing was applied, or with ``born``.
  public var state: [UInt8]
  /// What its records are derived with, as the region keeps it between two pushes; empty while nothing
  /// is on record.
  public var ledger: [UInt8]

  /// Whether nothing was applied yet.
  public var isEmpty: Bool { state.isEmpty && born == 0 }

  public init(
    space: Int64, number: UInt64, id: DocumentID, share: UInt64, latest: UInt64, waiting: Int64,
    receipts: [UInt8], born: UInt64, state: [UInt8], ledger: [UInt8] = []
  ) {
    self.space = space
    self.number = number
    self.id = id
    self.share = share
    self.latest = latest
    self.waiting = waiting
    self.receipts = receipts
    self.born = born
    self.state = state
    self.ledger = ledger
  }
}
