import SchakelCore

@testable import SchakelRegion

/// Somebody who edits many documents before anything is synced: a device, and each document as its
/// owner sees it. `TestDevice.state` goes through all that the device ever wrote.
struct Author {
  let device: TestDevice
  let space: SpaceID
  private var views: [DocumentID: DocumentState]

  /// Begins with what the device has from its region.
  init(_ device: TestDevice, in space: SpaceID) {
    self.device = device
    self.space = space
    views = device.spaces[space]?.documents ?? [:]
  }

  func view(of document: DocumentID) -> DocumentState { views[document] ?? DocumentState() }

  /// How many changes this author has written.
  var count: UInt64 { UInt64(device.own[space]?.changes.count ?? 0) }

  /// The last of them, as it stands in vectors.
  var last: VersionVector.Entry {
    VersionVector.Entry(
      writer: device.writer, counter: count, check: device.own[space]?.links.last?.check ?? 0)
  }

  /// Comes to know what another has of a document.
  mutating func hear(_ other: Author, of document: DocumentID) {
    views[document, default: DocumentState()].join(other.view(of: document))
  }

  // MARK: Writing

  /// Makes a document with a text in each of these fields, which are in the order of their names.
  @discardableResult
  mutating func make(
    _ fields: [(Name, String)], id: DocumentID? = nil
  ) -> DocumentID {
    let random = device.region.random
    let id =
      id
      ?? DocumentID(
        milliseconds: device.region.clock.now, random: (random.next(), random.next()))
    write(
      id, fields.map { Operation(.set, field: $0.0, replaces: [], count: 1) },
      fields.map { Value($0.1) }, context: VersionVector(), kind: "fieldNote")
    return id
  }

  /// Puts a text in place of all that this author sees in a field.
  mutating func set(
    _ field: Name, of document: DocumentID, to text: String, context: VersionVector? = nil,
    author: PersonID? = nil, purpose: ChangeHeader.Purpose = .edit, reason: String? = nil
  ) {
    let targets = targets(field, of: document)
    write(
      document, [Operation(.set, field: field, replaces: targets, count: 1)], [Value(text)],
      context: context, author: author, purpose: purpose, reason: reason)
  }

  /// Chooses among the versions of a field.
  mutating func settle(_ field: Name, of document: DocumentID, to text: String) {
    set(field, of: document, to: text, purpose: .resolution, reason: "besproken")
  }

  /// Puts a word into a set.
  mutating func add(_ word: String, to field: Name, of document: DocumentID) {
    write(document, [Operation(.add, field: field, replaces: [], count: 1)], [Value(word)])
  }

  /// Takes all words out of a set.
  mutating func clear(_ field: Name, of document: DocumentID) {
    let targets = targets(field, of: document)
    write(document, [Operation(.remove, field: field, replaces: targets, count: 0)], [])
  }

  mutating func delete(_ document: DocumentID) {
    write(document, [Operation(.delete, field: .lifecycle, replaces: [], count: 1)], [.null])
  }

  mutating func restore(_ document: DocumentID) {
    let targets = targets(.lifecycle, of: document)
    write(document, [Operation(.restore, field: .lifecycle, replaces: targets, count: 0)], [])
  }

  /// Writes what is framed as a change and cannot be read, as if it was about this document.
  mutating func garble(_ document: DocumentID) {
    device.add(VoidTests.unreadable(device.region.random), in: space)
    _ = views[document, default: DocumentState()].recordVoid(
      last.dot, previous: view(of: document).vector.counter(of: device.writer), check: last.check)
  }

  private func targets(_ field: Name, of document: DocumentID) -> [Operation.Target] {
    var targets: [Operation.Target] = []
    for sibling in view(of: document).siblings(of: field) where targets.last?.dot != sibling.dot {
      targets.append(Operation.Target(sibling.dot))
    }
    return targets
  }

  private mutating func write(
    _ document: DocumentID, _ operations: [Operation], _ values: [Value],
    context: VersionVector? = nil, kind: Name? = nil, author: PersonID? = nil,
    purpose: ChangeHeader.Purpose = .edit, reason: String? = nil
  ) {
    device.write(
      in: space, document: document, context: context ?? view(of: document).vector, kind: kind,
      author: author, operations: operations, values: values, purpose: purpose, reason: reason)
    guard let bytes = device.own[space]?.changes.last,
      let change = try? Change(encoded: bytes, writer: device.writer)
    else { return }
    _ = try? views[document, default: DocumentState()].apply(change, check: last.check)
  }
}
