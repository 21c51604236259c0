import SchakelCore

/// A document while a push is taken in. However many changes of a push edit it, it is read once and
/// written once.
struct WorkingDocument {
  /// An entry of the log that cannot be applied before others.
  struct Waiting {
    enum Content {
      case change(Change)
      case void(previous: UInt64)
    }

    let position: UInt64
    let stream: Int64
    let dot: Dot
    let link: Digest
    let received: UInt64
    let content: Content
    /// Set once a later entry of the log refuses it.
    var isRefused = false
  }

  let number: UInt64
  let id: DocumentID
  /// Whether it has no row in the store yet.
  let isNew: Bool
  var state: DocumentState
  var receipts: Receipts
  /// What waits here, in the log's order.
  var waiting: [Waiting] = []
  /// The position of the last entry about it.
  var latest: UInt64

  /// As stored.
  let storedShare: UInt64
  let wasEmpty: Bool
  /// At least the bytes of the state.
  var size: Int

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
    } catch {
      throw .damaged("the state of document \(record.id.text) cannot be read, \(error)")
    }
  }

  /// The last counter of `writer` that the log has for this document, applied or waiting, below
  /// `limit`.
  func lastCounter(of writer: Writer, below limit: UInt64 = .max) -> UInt64 {
    let applied = state.vector.counter(of: writer)
    var last = applied < limit ? applied : 0
    for item in waiting where item.dot.writer == writer && item.dot.counter < limit {
      last = max(last, item.dot.counter)
    }
    return last
  }

  /// The dots that are not in the log and have to come before `item` can be applied.
  func missing(for item: Waiting) -> [Dot] {
    var missing: [Dot] = []
    var seen: [Dot] = [item.dot]
    var next = 0
    while next < seen.count {
      let current = waiting.first { $0.dot == seen[next] }
      next += 1
      for dot in current.map(gap) ?? [] where !seen.contains(dot) && !missing.contains(dot) {
        if waiting.contains(where: { $0.dot == dot }) {
          seen.append(dot)
        } else {
          missing.append(dot)
        }
      }
    }
    return missing
  }

  /// The dots that `item` builds on and the state has not seen.
  private func gap(of item: Waiting) -> [Dot] {
    switch item.content {
    case .change(let change):
      change.header.context.entries.map(\.dot).filter { !state.vector.covers($0) }
    case .void(let previous): [Dot(writer: item.dot.writer, counter: previous)]
    }
  }
}

extension WorkingDocument {
  /// The receipts of the dots that the state still holds.
  var keptReceipts: [ReceiptList.Entry] {
    guard !receipts.isEmpty else { return [] }
    return receipts.sorted.filter { receipt in
      state.fields.contains { $0.siblings.contains { $0.dot == receipt.dot } }
    }
  }
}
