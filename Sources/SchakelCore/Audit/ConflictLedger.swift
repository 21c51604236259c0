/// Derives the conflict records of one document from its changes, one after another, in the order in
/// which they took effect in a space's log.
///
///     var ledger = ConflictLedger()
///     ledger.prepare(for: change, in: state)                          // before …
///     _ = try state.apply(change, check: link.check)
///     ledger.take(change, applied, in: state, hashing: hashing)       // … and after each change
///     for record in ledger.takeChanged() { … }                        // now and then
///
/// *Invariant*: for each field the ledger holds its *latest touches*: the changes that touched the
/// field and that no other change to the field has seen. A change that comes has seen some of them
/// and takes their place; the others are concurrent with it. Since whoever has seen a change has seen
/// all that its writer had, a change is concurrent with any earlier one of the field exactly if it is
/// concurrent with one of these.
///
/// So what is concurrent is told by vectors alone, for every policy alike, sets included; what was
/// written is only compared for equality, since two who write the same are of one mind. Whether a
/// person is needed is for the merge to say (`DocumentState.view`, `DocumentState.lifecycle`).
///
/// The work for a change is in proportion to its operations and to the writers who are apart, and
/// not to the document's history.
public struct ConflictLedger: Hashable, Sendable {
  /// What a change brought to a field.
  enum Brought: Hashable, Sendable {
    case values([Value])
    /// Their SHA-256, where the values are elsewhere.
    case digest(Digest)
    /// It cannot be compared any more, and counts as unlike everything.
    case erased
  }

  /// One of the latest touches of a field.
  struct Touch: Hashable, Sendable {
    let field: Name
    let dot: Dot
    let author: PersonID
    var brought: Brought
  }

  /// A change as it stands in the log and has its effect.
  public struct Applied: Hashable, Sendable {
    /// The digest of its payload, as the chain has it.
    public let payload: Digest
    /// When the region got it, milliseconds since 1970 (UTC).
    public let received: UInt64
    /// The position of the entry by which it has its effect: its own, or of what it waited for.
    public let position: UInt64
    /// When the region got that entry, milliseconds since 1970 (UTC).
    public let time: UInt64

    public init(payload: Digest, received: UInt64, position: UInt64, time: UInt64) {
      self.payload = payload
      self.received = received
      self.position = position
      self.time = time
    }
  }

  /// In strict order of field and dot. Of a field that nothing touched but the change that made the
  /// document there is none: the state says it all.
  var touches: [Touch] = []
  /// The changes that no other change to the document has seen.
  var tips: [Dot] = []
  /// The changes that ``touches`` and ``tips`` name, in strict order of their dots.
  var changes: [ConflictRecord.Version] = []
  /// Of each field the last record, in strict order of fields.
  var records: [ConflictRecord] = []
  /// The change that made the document, where what it touched can be read from the state.
  var birth: Dot?

  /// The ledger of a document to which nothing was applied.
  public init() {}

  /// The fields whose last record is other than when it was last asked for, and the records before
  /// these that were so then.
  var changed: Set<Name> = []
  var retired: [ConflictRecord] = []

  /// The records that are other than when this was last asked, each in its last form, in the order of
  /// their fields, those that gave way to others first.
  public mutating func takeChanged() -> [ConflictRecord] {
    defer { (changed, retired) = ([], []) }
    return retired + records.filter { changed.contains($0.field) }
  }

  /// A change that was applied, or is about to be.
  func change(_ dot: Dot) -> ConflictRecord.Version? {
    let place = place(of: dot)
    return place < changes.count && changes[place].dot == dot ? changes[place] : nil
  }

  func place(of dot: Dot) -> Int {
    var low = 0
    var high = changes.count
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].dot < dot { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Where the touches of a field are, or would be.
  func touches(of field: Name) -> Range<Int> {
    var low = 0
    while low < touches.count && touches[low].field < field { low += 1 }
    var high = low
    while high < touches.count && touches[high].field == field { high += 1 }
    return low..<high
  }
}

extension ConflictLedger.Brought {
  /// Whether both brought the same. What was erased is like nothing.
  func isSame(as other: Self, _ hashing: Hashing) -> Bool {
    switch (self, other) {
    case (.erased, _), (_, .erased): return false
    case (.values(let left), .values(let right)): return left == right
    default: return digest(hashing) == other.digest(hashing)
    }
  }

  /// nil where it was erased.
  func digest(_ hashing: Hashing) -> Digest? {
    switch self {
    case .erased: return nil
    case .digest(let digest): return digest
    case .values(let values):
      var out = CBORWriter(reserving: values.reduce(9) { $0 + $1.byteCount })
      out.arrayHead(values.count)
      for value in values { value.encode(to: &out) }
      return hashing.sha256(out.bytes)
    }
  }
}
