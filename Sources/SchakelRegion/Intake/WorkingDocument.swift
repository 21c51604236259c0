import SchakelCore

/// A document while a push is taken in. However many changes of a push edit it, it is read once and
/// written once.
struct WorkingDocument {
  let number: UInt64
  let id: DocumentID
  /// Whether it has no row in the store yet.
  let isNew: Bool
  var state: DocumentState
  var receipts: Receipts
  /// What of the log waits here.
  var waiting = WaitingLine()
  /// The position of the last entry about it.
  var latest: UInt64

  /// As stored.
  let storedShare: UInt64
  let wasEmpty: Bool
  /// At least the bytes of the state.
  var size: Int

  /// What is on record of it; nil while nothing is, as of most documents.
  var ledger: ConflictLedger?
  /// What a push has shown of things that go on record, where there is no ledger yet: it is made from
  /// the log when the push is over.
  enum Meeting: Int, Comparable {
    case none
    /// Something was concurrent, perhaps in different fields.
    case possible
    /// A person is asked, or there are deletions.
    case certain

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  var meeting = Meeting.none

  var stateChanged = false
  var placeChanged = false

  /// A document that nobody has heard of.
  init(new id: DocumentID, number: UInt64) {
    self.number = number
    self.id = id
    isNew = true
    state = DocumentState()
    receipts = .none
    latest = 0
    storedShare = 0
    wasEmpty = true
    size = 0
  }

  /// - Parameter encoded: its state, stored or not.
  init(_ record: DocumentRecord, state encoded: [UInt8]) throws(RegionError) {
    number = record.number
    id = record.id
    isNew = false
    latest = record.latest
    storedShare = record.share
    wasEmpty = record.isEmpty
    size = encoded.count
    do throws(CBORError) {
      state = wasEmpty ? DocumentState() : try DocumentState(encoded: encoded)
      receipts = Receipts(encoded: try ReceiptList.decode(record.receipts))
      if !record.ledger.isEmpty { ledger = try ConflictLedger(encoded: record.ledger) }
    } catch {
      throw .damaged("the state of document \(record.id.text) cannot be read, \(error)")
    }
  }

  /// Whether the writer of a change that is about to be applied had seen all that is here. Where there
  /// is a ledger nobody asks.
  func isKnown(to change: Change) -> Bool {
    ledger != nil || change.header.context.dominates(state.vector)
  }

  /// Makes ready for a change that is about to be applied.
  mutating func prepareRecord(for change: Change) { ledger?.prepare(for: change, in: state) }

  /// Notes a change that the state has by now.
  mutating func putOnRecord(
    _ change: Change, _ applied: ConflictLedger.Applied, _ hashing: Hashing
  ) {
    ledger?.take(change, applied, in: state, hashing: hashing)
  }

  /// The records that the push changed.
  mutating func takeRecords() -> [ConflictRecord] { ledger?.takeChanged() ?? [] }

  /// The last counter of `writer` that the log has for this document, applied or waiting, below
  /// `limit`.
  func lastCounter(of writer: Writer, below limit: UInt64 = .max) -> UInt64 {
    let applied = state.vector.counter(of: writer)
    let waiting = waiting.lastCounter(of: writer, below: limit) ?? 0
    return max(applied < limit ? applied : 0, waiting)
  }
}

extension WorkingDocument {
  /// The row, without the state.
  func record(in space: Int64, _ hashing: Hashing) -> DocumentRecord {
    DocumentRecord(
      space: space, number: number, id: id, share: storedShare, latest: latest,
      waiting: Int64(waiting.count), receipts: ReceiptList.encode(keptReceipts), born: 0,
      state: [], ledger: ledger?.encoded(hashing) ?? [])
  }

  /// The receipts of the dots that the state still holds.
  var keptReceipts: [ReceiptList.Entry] {
    guard !receipts.isEmpty else { return [] }
    let dots = Set(state.fields.lazy.flatMap { $0.siblings.lazy.map(\.dot) })
    return receipts.sorted.filter { dots.contains($0.dot) }
  }
}
