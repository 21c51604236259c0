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
  ///   - reason: why they count after all; at least one character.
  /// - Returns: the document that has the content now.
  /// - Throws: `invalidEdit` without a reason, and for what cannot be said any more; `unknownDocument`,
  ///   `deleted`, `notAllowed`; then nothing was written.
  @discardableResult
  public func releaseHeld(
    _ items: [HistoryAnswer.Item], in space: SpaceID, reason: String
  ) throws(ReplicaError) -> DocumentID {
    guard !reason.utf8.isEmpty else {
      throw ReplicaError(.invalidEdit("reason"), "Say why it counts after all.")
    }
    return try write { transaction throws(ReplicaError) in
      var document: DocumentID?
      for item in items {
        let held = try item.read()
        document = try transaction.sayAgain(
          held, check: item.check, in: transaction.space(space), into: document, reason: reason)
      }
      guard let document else {
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
