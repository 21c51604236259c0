import SchakelCore

/// What a person wrote in the fields that somebody else's change touches, as it stood before it. The
/// change once applied, it tells what became of that.
///
/// None for almost every change: whoever does not write in a document has nothing at stake in it.
struct Stakes {
  let person: PersonID
  let before: DocumentState
  let fields: [Name]
  /// Whether the person wrote in the document without knowing that it was deleted.
  let isContested: Bool

  /// nil where nothing is at stake.
  init?(of header: ChangeHeader, in state: DocumentState, for person: PersonID?) {
    guard let person, header.author != person else { return nil }
    self.init(in: state, for: person, fields: header.operations.lazy.map(\.field))
  }

  init?(in state: DocumentState, for person: PersonID, fields: some Sequence<Name>) {
    self.person = person
    before = state
    var found: [Name] = []
    var isContested = false
    for field in fields {
      if field == .lifecycle {
        isContested =
          state.lifecycle == .contested
          && state.beyondDeletions.contains { $0.firstAuthor == person }
      } else if state.siblings(of: field).contains(where: { $0.firstAuthor == person }) {
        found.append(field)
      }
    }
    guard isContested || !found.isEmpty else { return nil }
    self.fields = found
    self.isContested = isContested
  }

  /// What became of one version.
  struct Fate {
    let field: Name
    let version: Sibling
    let sort: VersionNotice.Sort
    let by: PersonID
    var others: [PersonID] = []
  }

  /// The person's version of a field: one, also where there are several.
  func version(of field: Name) -> Sibling? {
    before.siblings(of: field).first { $0.firstAuthor == person && $0.value != nil }
  }

  func policy(of field: Name) -> Policy { Kind.policy(of: field, in: before.kind) }

  func others(in field: Name) -> [PersonID] {
    var persons: [PersonID] = []
    for sibling in before.siblings(of: field) {
      let author = sibling.firstAuthor
      if author != person, !persons.contains(author) { persons.append(author) }
    }
    return persons
  }
}

// MARK: After a change

extension Stakes {
  /// - Parameter receipts: of the dots of these siblings, looked up only where the time decides what
  ///   is shown.
  func fates(
    after change: Change, in state: DocumentState,
    receipts: (Set<Dot>) throws(ReplicaError) -> Receipts
  ) throws(ReplicaError) -> [Fate] {
    let header = change.header
    var fates: [Fate] = []
    if isContested, state.lifecycle == .deleted, let version = beyondDeletion {
      fates.append(
        Fate(field: .lifecycle, version: version, sort: .deleted, by: header.author))
    }
    for field in fields {
      guard let version = version(of: field) else { continue }
      let siblings = state.siblings(of: field)
      if siblings.contains(where: { $0.isSame(as: version) }) {
        guard try givesWay(version, of: field, in: state, receipts) else { continue }
        fates.append(Fate(field: field, version: version, sort: .gaveWay, by: header.author))
      } else if header.purpose == .resolution {
        let brought = siblings.filter { $0.dot == change.dot }
        guard let sort = sort(version, of: field, brought, byRule: header.rule != nil)
        else { continue }
        fates.append(
          Fate(
            field: field, version: version, sort: sort, by: header.author,
            others: others(in: field)))
      }
    }
    return fates
  }

  private var beyondDeletion: Sibling? {
    before.beyondDeletions.first { $0.firstAuthor == person }
  }

  /// What a settlement made of a version; nil where it is what stands there now.
  func sort(
    _ version: Sibling, of field: Name, _ brought: [Sibling], byRule: Bool
  ) -> VersionNotice.Sort? {
    if brought.contains(where: { $0.carries(version) || $0.value == version.value }) { return nil }
    return byRule || brought.contains { $0.contains(version) } ? .combined : .settled
  }

  /// Whether the version was shown, and another is now.
  func givesWay(
    _ version: Sibling, of field: Name, in state: DocumentState,
    _ receipts: (Set<Dot>) throws(ReplicaError) -> Receipts
  ) throws(ReplicaError) -> Bool {
    let policy = policy(of: field)
    switch policy {
    case .latest, .strictest: break
    case .keepAll, .text, .union, .perPerson: return false
    }
    let known = try receipts(Set(state.siblings(of: field).map(\.dot)))
    return before.shown(in: field, policy, known) == version.value
      && state.shown(in: field, policy, known) != version.value
  }
}

extension DocumentState {
  /// The value that a field shows under a policy that shows one: a null where it was cleared.
  fileprivate func shown(in field: Name, _ policy: Policy, _ receipts: Receipts) -> Value? {
    let view = view(of: field, policy: policy, receipts: receipts)
    if case .latest = policy { return view.siblings.lazy.compactMap(\.value).first }
    return view.value
  }
}

extension Sibling {
  /// Who wrote the value first.
  var firstAuthor: PersonID { origin?.author ?? author }

  func isSame(as other: Sibling) -> Bool { dot == other.dot && index == other.index }

  /// Whether this is that value, carried again.
  fileprivate func carries(_ other: Sibling) -> Bool {
    guard let origin else { return false }
    return origin.dot == other.dot || origin.dot == other.origin?.dot
  }

  /// Whether that text is part of this one, as where somebody keeps all versions.
  fileprivate func contains(_ other: Sibling) -> Bool {
    guard let whole = value?.text, let part = other.value?.text, !part.isEmpty else { return false }
    return ("\n\n" + whole + "\n\n").utf8.contains(("\n\n" + part + "\n\n").utf8)
  }
}

extension String.UTF8View {
  fileprivate func contains(_ other: String.UTF8View) -> Bool {
    let (all, part) = (Array(self), Array(other))
    guard part.count <= all.count else { return false }
    return (0...all.count - part.count).contains { all[$0..<$0 + part.count].elementsEqual(part) }
  }
}
