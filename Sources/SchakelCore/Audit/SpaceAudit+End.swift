// What the region says comes of its log, held against what does.
extension SpaceAudit {
  /// Nothing of the log is to follow.
  mutating func finishLog() throws(AuditFault) {
    try settleDigest()
    gatherRecords()
    try checkRules()
    if let stream = streams.values.filter({ $0.sealed < $0.counter })
      .min(by: { $0.firstUnsealed < $1.firstUnsealed })
    {
      throw fault(.unsealed, "no device sealed this change", at: stream.firstUnsealed)
    }
    if let first = wordless.values.min() {
      throw fault(.erasure, "the words of this change are gone and nobody erased them", at: first)
    }
    if let first = owed.values.min() {
      throw fault(
        .merge, "this set a change free that cannot be applied, and it was not refused", at: first)
    }
  }

  /// Takes what is on record of all documents: once, when the log is over.
  mutating func gatherRecords() {
    for place in documents.indices { records += documents[place].replay.takeRecords() }
  }

  /// The documents that were seen, in the order of their ids.
  var shares: [AuditPart.Document] {
    documents.filter { $0.isCounted }
      .map { AuditPart.Document(document: $0.replay.document, share: $0.share) }
      .sorted { $0.document < $1.document }
  }

  /// All records, in the order in which they were found, then of their fields and names.
  var sortedRecords: [ConflictRecord] {
    records.sorted { left, right in
      let (first, second) = (left.found.position, right.found.position)
      if first != second { return first < second }
      return left.field != right.field ? left.field < right.field : left.id < right.id
    }
  }

  func check(_ claimed: [AuditPart.Document]) throws(AuditFault) {
    let computed = shares
    for (claim, own) in zip(claimed, computed) where claim != own {
      throw documentFault(min(claim.document, own.document))
    }
    if let extra = claimed.dropFirst(computed.count).first {
      throw documentFault(extra.document)
    }
    if let missing = computed.dropFirst(claimed.count).first {
      throw documentFault(missing.document)
    }
  }

  private func documentFault(_ document: DocumentID) -> AuditFault {
    var fault = AuditFault(
      .documents, "the log makes something else of document \(document.text)")
    fault.space = id
    fault.document = document
    return fault
  }

  func check(_ claimed: [ConflictRecord]) throws(AuditFault) {
    let computed = sortedRecords
    for (claim, own) in zip(claimed, computed) where claim != own {
      throw recordFault(own.id == claim.id ? "is not what the log makes of it" : "is missing", own)
    }
    if let extra = claimed.dropFirst(computed.count).first {
      throw recordFault("is of nothing in the log", extra)
    }
    if let missing = computed.dropFirst(claimed.count).first {
      throw recordFault("is missing", missing)
    }
  }

  private func recordFault(_ what: String, _ record: ConflictRecord) -> AuditFault {
    var fault = AuditFault(.record, "the record \(record.id.text) \(what)")
    fault.space = id
    fault.document = record.document
    fault.field = record.field
    fault.record = record.id
    return fault
  }

  func check(_ end: AuditPart.End) throws(AuditFault) {
    guard end.position == position, end.hash == hash, end.documents == documentCount,
      end.digest == digest
    else { throw fault(.documents, "the region says that its log ends otherwise") }
  }
}
