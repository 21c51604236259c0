import SchakelCore

/// A document about somebody whose consent was taken back.
struct Withdrawal: Sendable {
  let document: DocumentID
  /// Who wrote that down.
  let author: PersonID
}

// Who takes a consent back is erased by that: ``RegionService/erase(_:in:_:)``.
extension SpaceIntake {
  /// The documents of which this push shows that a consent was taken back, in the order in which it
  /// touched them. What somebody wrote and took back before it came here was never said to the region.
  func withdrawals() throws(RegionError) -> [Withdrawal] {
    var found: [Withdrawal] = []
    for place in documents.indices where documents[place].stateChanged {
      guard Kind.hasConsent(documents[place].state.kind),
        let version = documents[place].state.withdrawal
      else { continue }
      let document = documents[place].id
      if hasErasures, try transaction.erasure(of: .document(document)) != nil { continue }
      found.append(Withdrawal(document: document, author: version.author))
    }
    return found
  }

  /// Whether a change that makes a document says there that a consent was taken back. Its values are not
  /// read for any other.
  func isBornWithdrawn(
    _ header: ChangeHeader, _ incoming: Incoming
  ) throws(RegionError) -> Bool {
    guard header.bringsConsent else { return false }
    var state = DocumentState()
    let change = try change(incoming)
    do throws(CBORError) {
      _ = try state.apply(change, check: incoming.link.check)
    } catch {
      throw .damaged("a change that was read cannot be read again, \(error)")
    }
    return state.withdrawal != nil
  }
}
