import SchakelCore

// Documents are read once for all that a push does to them, and written once. What that costs beside
// the database, reading states and writing them out, is work for all processors (``Conveyor``).
extension SpaceIntake {
  // MARK: Reading

  /// The place among ``documents`` of a document that lives here or is new; nil for one that lives
  /// in another space.
  mutating func place(of id: DocumentID) throws(RegionError) -> Int? {
    if let place = places[id] { return place }
    guard let record = try transaction.document(id) else {
      log.space.lastDocument += 1
      return add(WorkingDocument(new: id, number: log.space.lastDocument))
    }
    guard record.space == space else { return nil }
    return try add(record)
  }

  /// The same by the document's number, for an entry that the log has.
  mutating func place(ofNumber number: UInt64) throws(RegionError) -> Int {
    if let place = placesByNumber[number] { return place }
    guard let record = try transaction.document(number: number, in: space) else {
      throw .damaged("the log names a document that is not there")
    }
    return try add(record)
  }

  /// Whether this push has touched the document already, other than by making it.
  func holds(_ id: DocumentID) -> Bool { places[id] != nil }

  /// Reads the documents that a run edits, all at once, before its changes are taken one by one. Those
  /// that are not here are left to these.
  mutating func readDocuments(_ ids: [DocumentID]) throws(RegionError) {
    var reading = Conveyor<Stored, Read> { stored throws(RegionError) in try stored.read() }
    for id in ids where !holds(id) {
      guard let record = try transaction.document(id), record.space == space else { continue }
      let stored = try stored(record)
      for read in try reading.put(stored, weight: stored.state.size) { try add(read) }
    }
    for read in try reading.finish() { try add(read) }
  }

  /// A document as the database has it.
  private struct Stored: Sendable {
    let record: DocumentRecord
    let state: StoredState

    func read() throws(RegionError) -> Read {
      (
        document: try WorkingDocument(record, state: state),
        waits: record.waiting > 0 ? record : nil
      )
    }
  }

  /// A document, and its record where anything waits there.
  private typealias Read = (document: WorkingDocument, waits: DocumentRecord?)

  private mutating func stored(_ record: DocumentRecord) throws(RegionError) -> Stored {
    Stored(record: record, state: try transaction.storedState(of: record, &writers))
  }

  private mutating func add(_ record: DocumentRecord) throws(RegionError) -> Int {
    try add(try stored(record).read())
  }

  @discardableResult
  private mutating func add(_ read: Read) throws(RegionError) -> Int {
    let place = add(read.document)
    guard let record = read.waits else { return place }
    for item in try waiting(in: record) {
      documents[place].waiting.add(item, beyond: documents[place].state.vector)
    }
    return place
  }

  private mutating func add(_ document: WorkingDocument) -> Int {
    documents.append(document)
    places[document.id] = documents.count - 1
    placesByNumber[document.number] = documents.count - 1
    return documents.count - 1
  }

  // MARK: Writing

  /// Writes the documents that are other than they were.
  mutating func saveDocuments() throws(RegionError) {
    let (documents, space, hashing) = (documents, space, environment.hashing)
    var writing = Conveyor<Int, Row> { place throws(RegionError) in
      (place: place, record: try documents[place].record(in: space, hashing))
    }
    for place in documents.indices
    where documents[place].stateChanged || documents[place].placeChanged {
      for row in try writing.put(place, weight: documents[place].size) { try save(row) }
    }
    for row in try writing.finish() { try save(row) }
  }

  private typealias Row = (place: Int, record: DocumentRecord)

  private mutating func save(_ row: Row) throws(RegionError) {
    let (place, record) = row
    if documents[place].stateChanged {
      log.space.digest &-= documents[place].storedShare
      log.space.digest &+= record.share
      if documents[place].wasEmpty { log.space.documents += 1 }
    }
    if documents[place].isNew {
      try transaction.add(record)
    } else if documents[place].stateChanged {
      try transaction.save(record)
    } else {
      try transaction.savePlace(of: record)
    }
  }
}
