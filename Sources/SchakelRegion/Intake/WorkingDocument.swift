import SchakelCore

/// A document while a push is taken in. However many changes of a push edit it, it is read once and
/// written once.
///
/// A class, since whatever is asked of one among thousands would copy it, and that costs more than most
/// questions do.
///
/// Unsafe, `@unchecked Sendable`: one push has it. Only the thread that writes changes it, never while
/// other processors work something out of it (``Conveyor``), and waits until these are done.
final class WorkingDocument: @unchecked Sendable {
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
  /// The entries about it that the push made.
  var entries: [LogRecord] = []

  /// As stored.
  let storedShare: UInt64
  let wasEmpty: Bool
  /// At least the bytes of the state.
  var size: Int

  /// What its records are derived with; nil while nothing is on record, as of most documents, or few
  /// entries of the log have to be gone through to make it again.
  var ledger: ConflictLedger?
  /// Whether anything is on record, or a ledger is kept.
  var isOnRecord = false
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

  init(_ record: DocumentRecord, state stored: StoredState) throws(RegionError) {
    number = record.number
    id = record.id
    isNew = false
    latest = record.latest
    storedShare = record.share
    wasEmpty = record.isEmpty
    size = stored.size
    state = try stored.decoded()
    do throws(CBORError) {
      receipts = Receipts(encoded: try ReceiptList.decode(record.receipts))
      isOnRecord = !record.ledger.isEmpty
      if isOnRecord, record.ledger != Self.derivedLedger {
        ledger = try ConflictLedger(encoded: record.ledger)
      }
    } catch {
      throw .damaged("what is kept of document \(record.id.text) cannot be read, \(error)")
    }
  }

  /// Whether the writer of a change that is about to be applied had seen all that is here. Where there
  /// is a ledger nobody asks.
  func isKnown(to change: Change) -> Bool {
    ledger != nil || change.header.context.dominates(state.vector)
  }

  /// Notes, of a change that was applied, that it may have met another: its writer had not seen all
  /// that was here, or it leaves a field, or the document, in need of a person.
  func noteMeeting(of change: Change, knewAll: Bool) {
    if isOnRecord || state.fields.first?.name == .lifecycle || leavesChoice(change) {
      meeting = .certain
    } else if !knewAll {
      meeting = max(meeting, .possible)
    }
  }

  private func leavesChoice(_ change: Change) -> Bool {
    change.header.operations.contains { operation in
      state.siblings(of: operation.field).count > 1
        && Kind.policy(of: operation.field, in: state.kind).asks
    }
  }

  /// Whether anything in it was ever concurrent; else no field has versions.
  var mayHaveVersions: Bool { meeting != .none || isOnRecord }

  /// Makes ready for a change that is about to be applied.
  func prepareRecord(for change: Change) { ledger?.prepare(for: change, in: state) }

  /// Notes a change that the state has by now.
  func putOnRecord(
    _ change: Change, _ applied: ConflictLedger.Applied, _ hashing: Hashing
  ) {
    ledger?.take(change, applied, in: state, hashing: hashing)
  }

  /// The records that the push changed.
  func takeRecords() -> [ConflictRecord] { ledger?.takeChanged() ?? [] }

  /// The last counter of `writer` that the log has for this document, applied or waiting, below
  /// `limit`.
  func lastCounter(of writer: Writer, below limit: UInt64 = .max) -> UInt64 {
    let applied = state.vector.counter(of: writer)
    let waiting = waiting.lastCounter(of: writer, below: limit) ?? 0
    return max(applied < limit ? applied : 0, waiting)
  }
}

extension WorkingDocument {
  /// In a ledger's place where it is made from the log again: nothing, in CBOR.
  static let derivedLedger: [UInt8] = [0xf6]

  /// Its row; without the state where that is what it was.
  func record(in space: Int64, _ hashing: Hashing) throws(RegionError) -> DocumentRecord {
    var record = DocumentRecord(
      space: space, number: number, id: id, share: storedShare, latest: latest,
      waiting: Int64(waiting.count), receipts: ReceiptList.encode(keptReceipts), born: 0,
      state: [],
      ledger: ledger?.encoded(hashing) ?? (isOnRecord ? Self.derivedLedger : []))
    guard stateChanged else { return record }
    record.state = state.encoded()
    do throws(CBORError) {
      record.share = try DocumentDigest.share(of: id, state: record.state, hashing: hashing)
    } catch {
      throw .damaged("a state has no structure, \(error)")
    }
    return record
  }

  /// The receipts of the dots that the state still holds.
  var keptReceipts: [ReceiptList.Entry] {
    guard !receipts.isEmpty else { return [] }
    let dots = Set(state.fields.lazy.flatMap { $0.siblings.lazy.map(\.dot) })
    return receipts.sorted.filter { dots.contains($0.dot) }
  }
}
