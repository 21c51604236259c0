public import SchakelCore

/// What is to be erased.
public enum ErasureSubject: Hashable, Sendable {
  /// All that was ever written in one document. It stays so: what comes later is erased as it comes.
  case document(DocumentID)
  /// All that one person ever wrote, the person's name, and what other changes carry again of it.
  case person(PersonID)
  /// The same as ``document(_:)``, of two or more that go for the same reason; in strict order.
  case documents([DocumentID])

  /// All that was ever written in these documents, of which there has to be one.
  init(_ documents: Set<DocumentID>) {
    let sorted = documents.sorted()
    self = sorted.count == 1 ? .document(sorted[0]) : .documents(sorted)
  }

  /// The documents that go as a whole; none for a person.
  var documents: Set<DocumentID> {
    switch self {
    case .document(let document): [document]
    case .documents(let documents): Set(documents)
    case .person: []
    }
  }
}
