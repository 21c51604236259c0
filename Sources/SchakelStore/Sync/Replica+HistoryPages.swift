public import SchakelCore

extension SQL {
  fileprivate static let lastPage = SQL(
    "SELECT page, token FROM history_pages WHERE document = ? ORDER BY page DESC LIMIT 1")
  fileprivate static let pages = SQL(
    sealing: "SELECT \(opened: .pageBytes) FROM history_pages WHERE document = ? ORDER BY page")
  fileprivate static let insertPage = SQL(
    sealing: """
      INSERT INTO history_pages(document, page, space, came, token, bytes)
      VALUES (?1, ?2, ?3, ?4, ?5, \(sealed: .pageBytes, "?6", "?1", "?2"))
      """)
  fileprivate static let hasToken = SQL(
    "SELECT 1 FROM history_pages WHERE document = ? AND token = ?")
  fileprivate static let anyPages = SQL("SELECT 1 FROM history_pages LIMIT 1")
  /// Of one document, or of all.
  fileprivate static let sizeOfPages = SQL(
    "SELECT sum(length(bytes)) FROM history_pages WHERE ?1 IS NULL OR document = ?1")
  fileprivate static let deletePages = SQL("DELETE FROM history_pages WHERE document = ?")
  fileprivate static let deletePagesOfSpace = SQL("DELETE FROM history_pages WHERE space = ?")
  fileprivate static let deleteOldPages = SQL(
    """
    DELETE FROM history_pages WHERE document IN (
      SELECT document FROM history_pages GROUP BY document HAVING max(came) < ?)
    """)
}

/// What to ask the region next for a document's history.
public struct HistoryPageRequest: Hashable, Sendable {
  /// What goes to the region.
  public var request: HistoryRequest
  /// How often words had gone from this replica by then, or a refusal come. An answer to what was asked
  /// before an order to erase may still hold them.
  let erasures: Int64
}

extension Replica {
  /// What to ask next for a document's history: the page after those that came before the network
  /// went, or the first.
  public func nextPage(of request: HistoryRequest) throws(ReplicaError) -> HistoryPageRequest {
    try read { connection throws(ReplicaError) in
      var request = request
      request.after = try connection.lastPage(of: request.document)?.token
      return HistoryPageRequest(
        request: request, erasures: try Meta.integer(.erasures, in: connection) ?? 0)
    }
  }

  /// Takes in a page of a document's history, for people who want to see it, or to build its state
  /// anew without a change that is none any more. The pages are kept until the last is there, and
  /// then taken in together. Where nothing is to be built, what the document here has not seen is
  /// left to the log, which brings it in its turn.
  ///
  /// Returns whether more pages are to be asked for, with ``nextPage(of:)``.
  /// - Parameter asked: what the page answers. A page that does not follow those that are here is
  ///   left: another process took in the one that does. So is one that was asked for before an order
  ///   to erase came.
  /// - Throws: `protocolViolation` for a page that makes no sense, or where the pages here would take
  ///   more than ``historyLimit``, or with those of other documents ``pageLimit``. The pages before it
  ///   are then gone.
  public func absorb(
    _ page: HistoryAnswer, to asked: HistoryPageRequest
  ) throws(ReplicaError) -> Bool {
    try absorb(page, to: asked, limit: Self.pageLimit, ofOne: Self.historyLimit)
  }

  func absorb(
    _ page: HistoryAnswer, to asked: HistoryPageRequest, limit: Int,
    ofOne historyLimit: Int = Replica.historyLimit
  ) throws(ReplicaError) -> Bool {
    do throws(ReplicaError) {
      return try write { transaction throws(ReplicaError) in
        try transaction.absorb(
          page, to: asked, room: .init(ofAll: limit, ofOne: historyLimit))
      }
    } catch {
      if error.code == .protocolViolation { try forgetPages(of: asked.request) }
      throw error
    }
  }

  /// How many bytes the pages of all histories that have not come whole may take together.
  public static let pageLimit = 256 << 20
  /// How many bytes the pages of one history may take: they are read together in the end, and what
  /// is read takes several times as much memory.
  public static let historyLimit = 32 << 20
  /// Milliseconds after which pages of a history go whose next one nobody has asked for.
  static let pageAge: UInt64 = 7 * 86_400_000

  /// Begins a document's history with the first page: the region does not know the token any more.
  public func forgetPages(of request: HistoryRequest) throws(ReplicaError) {
    try write { transaction throws(ReplicaError) in
      try transaction.forgetPages(of: request.document)
    }
  }
}

extension ReplicaTransaction {
  /// Bytes of pages that may be here.
  fileprivate struct PageRoom {
    let ofAll: Int
    let ofOne: Int
  }

  fileprivate func absorb(
    _ page: HistoryAnswer, to asked: HistoryPageRequest, room: PageRoom
  ) throws(ReplicaError) -> Bool {
    let request = asked.request
    let space = try space(request.space)
    guard asked.erasures == (try Meta.integer(.erasures, in: connection) ?? 0) else { return true }
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
    try check(page, token, of: document.id)
    try keep(page.encoded, token, as: (last?.number ?? 0) + 1, of: document, room)
    return true
  }

  private func keep(
    _ bytes: [UInt8], _ token: [UInt8], as number: Int64, of document: DocumentRow, _ room: PageRoom
  ) throws(ReplicaError) {
    for (id, limit) in [(document.id.bytes, room.ofOne), (nil, room.ofAll)] {
      guard Int(try connection.number(.sizeOfPages, id)) + bytes.count <= limit else {
        throw ReplicaError(
          .protocolViolation,
          "A history is longer than this device keeps while it has not come whole (\(limit) bytes)."
        )
      }
    }
    try run { () throws(SQLiteError) in
      try connection[.insertPage].run(
        document.id.bytes, number, document.space, Int64(environment.now()), token, bytes)
    }
  }

  /// A page that is not the last brings the device further, and every change in it can be read.
  private func check(
    _ page: HistoryAnswer, _ token: [UInt8], of id: DocumentID
  ) throws(ReplicaError) {
    guard !page.items.isEmpty || !page.voids.isEmpty,
      try connection.number(.hasToken, id.bytes, token) == 0
    else {
      throw ReplicaError(.protocolViolation, "A page of a history brings nothing.")
    }
    for item in page.items { _ = try change(item, of: id) }
  }

  private func pages(of id: DocumentID) throws(ReplicaError) -> [HistoryAnswer] {
    try statement(.pages).all(id.bytes) { row throws(ReplicaError) in
      let bytes: [UInt8]
      do throws(SQLiteError) {
        bytes = try row.blob(at: 0)
      } catch {
        throw ReplicaError(error)
      }
      do throws(CBORError) {
        return try HistoryAnswer(encoded: bytes)
      } catch {
        throw ReplicaError.damaged("a page of a history", error)
      }
    }
  }

  /// Lets go of the pages of a document's history: they are taken in, or hold words that must go.
  func forgetPages(of id: DocumentID) throws(ReplicaError) {
    try run { () throws(SQLiteError) in try connection[.deletePages].run(id.bytes) }
  }

  /// Nobody here may read the space any more, or all of it comes anew.
  func forgetPages(in space: SpaceRow) throws(ReplicaError) {
    try run { () throws(SQLiteError) in try connection[.deletePagesOfSpace].run(space.no) }
  }

  /// Lets go of what nobody goes on with.
  func forgetOldPages() throws(ReplicaError) {
    guard try connection.number(.anyPages) != 0 else { return }
    let now = environment.now()
    let oldest = Int64(now - min(now, Replica.pageAge))
    try run { () throws(SQLiteError) in try connection[.deleteOldPages].run(oldest) }
  }

  /// From here on no page is taken in that was asked for before.
  func outdatePages() throws(ReplicaError) {
    let count = try Meta.integer(.erasures, in: connection) ?? 0
    try Meta.write(.erasures, count + 1, in: connection)
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
