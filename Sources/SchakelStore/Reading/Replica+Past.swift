public import SchakelCore

extension Replica {
  /// What happened to a document: who changed what, when, and without knowing of what else.
  ///
  /// - Returns: nothing for a draft, which has no history.
  /// - Complexity: reads every change of the document that is here; O(n²) in those that touch the
  ///   same field.
  public func history(_ id: DocumentID) throws(ReplicaError) -> DocumentHistory {
    try read { connection throws(ReplicaError) in
      let reader = try DocumentReader(connection)
      guard let document = try reader.row(id) else {
        guard try Draft.find(id, in: connection) == nil else {
          return DocumentHistory(items: [], isComplete: true)
        }
        throw ReplicaError.unknownDocument(id)
      }
      let history = try HistoryReader(document, reader)
      return DocumentHistory(
        items: try history.items(), isComplete: try history.isComplete(document))
    }
  }
}
