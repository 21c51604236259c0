public import SchakelCore

extension Replica {
  /// Says again what the region holds of a device that was taken out of use, in changes of this person's
  /// that name those as their origin. Of each value they name who wrote it. What its writer had seen is
  /// replaced, and nothing else: what others wrote meanwhile stands beside it.
  ///
  /// What was to make a document makes one under another id, and what follows goes there.
  ///
  /// - Parameters:
  ///   - items: of one document, in the order in which the region gave them.
  ///   - successor: the document that stands for theirs, where the region named one
  ///     (`HistoryAnswer.successors`).
  ///   - reason: why they count after all; at least one character.
  /// - Returns: the document that has the content now.
  /// - Throws: `invalidEdit` without a reason, for what cannot be said any more, and for what was released
  ///   here and not sent yet; `unknownDocument`, `deleted`, `notAllowed`; then nothing was written.
  @discardableResult
  public func releaseHeld(
    _ items: [HistoryAnswer.Item], in space: SpaceID, into successor: DocumentID? = nil,
    reason: String
  ) throws(ReplicaError) -> DocumentID {
    guard !reason.utf8.isEmpty else {
      throw ReplicaError(.invalidEdit("reason"), "Say why it counts after all.")
    }
    return try write { transaction throws(ReplicaError) in
      var document = successor
      let unsent = try transaction.unsentReleases(in: transaction.space(space))
      for item in items {
        let held = try item.read()
        guard !unsent.contains(held.dot) else {
          throw ReplicaError(.invalidEdit("origin"), "It was released already. Synchronise.")
        }
        document = try transaction.sayAgain(
          held, check: item.check, in: transaction.space(space), into: document, reason: reason)
      }
      guard let document, !items.isEmpty else {
        throw ReplicaError(.unknownDocument, "There is nothing to release.")
      }
      return document
    }
  }
}

extension HistoryAnswer.Item {
  /// The change that it holds.
  /// - Throws: `protocolViolation` for what is none.
  public func read() throws(ReplicaError) -> Change {
    do throws(CBORError) {
      return try Change(encoded: change, writer: writer)
    } catch {
      throw ReplicaError(
        .protocolViolation, "A change that the region holds cannot be read: \(error)")
    }
  }
}
