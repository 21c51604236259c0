public import SchakelCore

extension SQL {
  fileprivate static let lastPage = SQL(
    "SELECT page, token FROM history_pages WHERE document = ? ORDER BY page DESC LIMIT 1")
  fileprivate static let pages = SQL(
    "SELECT bytes FROM history_pages WHERE document = ? ORDER BY page")
  fileprivate static let insertPage = SQL(
    "INSERT INTO history_pages(document, page, token, bytes) VALUES (?, ?, ?, ?)")
  fileprivate static let deletePages = SQL("DELETE FROM history_pages WHERE document = ?")
}

extension Replica {
  /// What to ask next for a document's history: the page after those that came before the network
  /// went, or the first.
  public func nextPage(of request: HistoryRequest) throws(ReplicaError) -> HistoryRequest {
    var request = request
    request.after = try read { connection throws(ReplicaError) in
      try connection.lastPage(of: request.document)?.token
    }
    return request
  }

  /// Takes in a page of a document's history, for people who want to see it, or to build its state
  /// anew without a change that is none any more. The pages are kept until the last is there, and
  /// then taken in together. Where nothing is to be built, what the document here has not seen is
  /// left to the log, which brings it in its turn.
  ///
  /// Returns whether more pages are to be asked for, with ``nextPage(of:)``.
  /// - Parameter request: what the page answers. A page that does not follow those that are here is
  ///   left: another process took in the one that does.
  /// - Throws: `protocolViolation` for a page that makes no sense. The pages before it are then gone.
  public func absorb(
    _ page: HistoryAnswer, to request: HistoryRequest
  ) throws(ReplicaError) -> Bool {
    do throws(ReplicaError) {
      return try write { transaction throws(ReplicaError) in
        try transaction.absorb(page, to: request)
      }
    } catch {
      if error.code == .protocolViolation { try forgetPages(of: request) }
      throw error
    }
  }

  /// Begins a document's history with the first page: the region does not know the token any more.
  public func forgetPages(of request: HistoryRequest) throws(ReplicaError) {
    try write { transaction throws(ReplicaError) in
      try transaction.forgetPages(of: request.document)
    }
  }
}

extension ReplicaTransaction {
  fileprivate func absorb(
    _ page: HistoryAnswer, to request: HistoryRequest
  ) throws(ReplicaError) -> Bool {
    let space = try space(request.space)
    guard let document = try document(request.document), document.space == space.no else {
      try forgetPages(of: request.document)
      return false
    }
    if request.after == nil { try forgetPages(of: document.id) }
    let last = try connection.lastPage(of: document.id)
    guard last?.token == request.after else { return true }
    guard let token = page.token else {
      let pages = try pages(of: document.id) + [page]
      try forgetPages(of: document.id)
      try take(DocumentPast(pages), of: document, in: space)
      return false
    }
    try check(page, token, after: request, of: document.id)
    let number = (last?.number ?? 0) + 1
    try run { () throws(SQLiteError) in
      try connection[.insertPage].run(document.id.bytes, number, token, page.encoded)
    }
    return true
  }

  /// A page that is not the last brings the device further, and every change in it can be read.
  private func check(
    _ page: HistoryAnswer, _ token: [UInt8], after request: HistoryRequest, of id: DocumentID
  ) throws(ReplicaError) {
    guard token != request.after, !page.items.isEmpty || !page.voids.isEmpty else {
      throw ReplicaError(.protocolViolation, "A page of a history brings nothing.")
    }
    for item in page.items { _ = try change(item, of: id) }
  }

  private func pages(of id: DocumentID) throws(ReplicaError) -> [HistoryAnswer] {
    let stored = try run { () throws(SQLiteError) in
      try connection[.pages].all(id.bytes) { row throws(SQLiteError) in try row.blob(at: 0) }
    }
    var pages: [HistoryAnswer] = []
    for bytes in stored {
      do throws(CBORError) {
        pages.append(try HistoryAnswer(encoded: bytes))
      } catch {
        throw ReplicaError.damaged("a page of a history", error)
      }
    }
    return pages
  }

  /// Lets go of the pages of a document's history: they are taken in, or hold words that must go.
  func forgetPages(of id: DocumentID) throws(ReplicaError) {
    try run { () throws(SQLiteError) in try connection[.deletePages].run(id.bytes) }
  }
}

/// What a region says of a document's past, in the log's order.
struct DocumentPast {
  let items: [HistoryAnswer.Item]
  let voids: [LogEntry.Void]

  /// Pages go against the log's order.
  init(_ pages: [HistoryAnswer]) {
    items = pages.flatMap(\.items).reversed()
    voids = pages.flatMap(\.voids).reversed()
  }
}

extension Connection {
  /// The last page that is here, counted from one.
  fileprivate func lastPage(
    of id: DocumentID
  ) throws(ReplicaError) -> (number: Int64, token: [UInt8])? {
    do throws(SQLiteError) {
      return try self[.lastPage].first(id.bytes) { row throws(SQLiteError) in
        (number: try row.int64(at: 0), token: try row.blob(at: 1))
      }
    } catch {
      throw ReplicaError(error)
    }
  }
}
