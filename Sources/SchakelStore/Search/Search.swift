import SchakelCore

extension SQL {
  static let notIndexed = SQL(
    """
    SELECT document FROM unindexed UNION SELECT no FROM documents WHERE no > ?
    """)
  static let isFiltered = SQL(
    sealing: """
      SELECT 1 FROM documents d JOIN space_rows s ON s.no = d.space
      WHERE \(filterConditions) AND d.no = ?15
      """)
}

/// One search, on one unchanging state of the database: in the index, and in what the index does
/// not have.
final class Search {
  private let query: SearchQuery
  private let filter: DocumentFilter
  private let limit: Int
  private let connection: Connection
  /// In memory, and with all that is in the database; nil where the index is in the database too.
  private let index: Connection?
  private let reader: DocumentReader

  init(
    _ query: SearchQuery, _ filter: DocumentFilter, limit: Int, _ connection: Connection,
    index: Connection? = nil
  ) throws(ReplicaError) {
    self.index = index
    self.query = query
    var filter = filter
    filter.deleted = .excluded
    self.filter = filter
    self.limit = limit
    self.connection = connection
    reader = try DocumentReader(connection)
  }

  func run() throws(ReplicaError) -> [SearchHit] {
    let behind = index == nil ? Set(try notIndexed()) : []
    var hits = try inDrafts()
    if hits.count < limit && !behind.isEmpty { hits += try inDocuments(behind.sorted()) }
    if hits.count < limit {
      hits += try inIndex(without: behind, limit: limit - hits.count)
    }
    return Array(hits.prefix(limit))
  }

  private func notIndexed() throws(ReplicaError) -> [Int64] {
    let indexedUpTo = try Meta.integer(.indexedUpTo, in: connection) ?? 0
    return try connection.rows(.notIndexed, indexedUpTo) { row throws(SQLiteError) in
      try row.int64(at: 0)
    }
  }

  // MARK: Beside the index

  private func inDrafts() throws(ReplicaError) -> [SearchHit] {
    var drafts: [Draft] = []
    for draft in try Draft.all(in: connection) where filter.matches(draft) { drafts.append(draft) }
    guard !drafts.isEmpty else { return [] }
    let scratch = try ScratchIndex(
      drafts.indices.map { (no: Int64($0), text: SearchText(of: drafts[$0])) })
    return try scratch.matches(query).map { match throws(ReplicaError) in
      hit(try reader.summary(drafts[Int(match.no)]), match, rank: match.rank)
    }
  }

  /// Looks through documents themselves; only when the index could not be brought up to date.
  private func inDocuments(_ numbers: [Int64]) throws(ReplicaError) -> [SearchHit] {
    var texts: [(no: Int64, text: SearchText)] = []
    for no in numbers where try isFiltered(no) {
      guard let row = try reader.row(no: no), filter.matchesTheme(row.state) else { continue }
      if let text = SearchText(of: row.state) { texts.append((no: no, text: text)) }
    }
    var hits: [SearchHit] = []
    for match in try ScratchIndex(texts).matches(query).prefix(limit) {
      guard let row = try reader.row(no: match.no) else { continue }
      hits.append(hit(try reader.summary(row), match, rank: match.rank))
    }
    return hits
  }

  private func isFiltered(_ no: Int64) throws(ReplicaError) -> Bool {
    let statement = try connection.statement(.isFiltered)
    try filter.bind(to: statement, reader)
    do throws(SQLiteError) {
      try statement.bind(no, at: DocumentFilter.parameterCount + 1)
      return try statement.first { row throws(SQLiteError) in try row.int64(at: 0) } != nil
    } catch {
      throw ReplicaError(error)
    }
  }

  // MARK: In the index

  private struct Candidate {
    let no: Int64
    let rank: Double
  }

  private func inIndex(
    without behind: Set<Int64>, limit: Int
  ) throws(ReplicaError) -> [SearchHit] {
    var found: [(row: DocumentRow, rank: Double)] = []
    var texts: [(no: Int64, text: SearchText)] = []
    for candidate in try candidates() where !behind.contains(candidate.no) {
      guard found.count < limit else { break }
      guard let row = try reader.row(no: candidate.no), filter.matchesTheme(row.state)
      else { continue }
      if let text = SearchText(of: row.state) {
        texts.append((no: candidate.no, text: text))
        found.append((row: row, rank: candidate.rank))
      }
    }
    guard !texts.isEmpty else { return [] }
    var marked: [Int64: ScratchIndex.Match] = [:]
    for match in try ScratchIndex(texts).matches(query) { marked[match.no] = match }
    var hits: [SearchHit] = []
    for (row, rank) in found {
      guard let match = marked[row.no] else { continue }
      hits.append(hit(try reader.summary(row), match, rank: rank))
    }
    return hits
  }

  /// The best first; of equals, the newest.
  private func candidates() throws(ReplicaError) -> [Candidate] {
    var found: [Candidate]
    if let index { found = try inMemory(index) } else { found = try onDisk() }
    found.sort { $0.rank != $1.rank ? $0.rank < $1.rank : $0.no > $1.no }
    return found
  }

  private func inMemory(_ index: Connection) throws(ReplicaError) -> [Candidate] {
    let isOpen = filter.isOpen
    return try index.matches(of: query, limit: Replica.rankedMatches) { no throws(ReplicaError) in
      if isOpen { return true }
      return try isFiltered(no)
    }.map { Candidate(no: $0.no, rank: $0.rank) }
  }

  private func onDisk() throws(ReplicaError) -> [Candidate] {
    try connection.perform { () throws(SQLiteError) in try SearchRank.install(on: connection) }
    return filter.isOpen ? try all() : try filtered()
  }

  private func all() throws(ReplicaError) -> [Candidate] {
    try connection.rows(.searchAll, query.match, Replica.rankedMatches, read: Self.candidate)
  }

  private func filtered() throws(ReplicaError) -> [Candidate] {
    let statement = try connection.statement(.searchFiltered)
    try filter.bind(to: statement, reader)
    do throws(SQLiteError) {
      try statement.bind(query.match, at: DocumentFilter.parameterCount + 1)
      try statement.bind(Replica.rankedMatches, at: DocumentFilter.parameterCount + 2)
      return try statement.all(read: Self.candidate)
    } catch {
      throw ReplicaError(error)
    }
  }

  private static func candidate(_ row: borrowing Row) throws(SQLiteError) -> Candidate {
    Candidate(no: try row.int64(at: 0), rank: try row.double(at: 1))
  }

  private func hit(
    _ summary: DocumentSummary, _ match: ScratchIndex.Match, rank: Double
  ) -> SearchHit {
    SearchHit(document: summary, title: match.title, snippet: match.snippet, rank: rank)
  }
}
