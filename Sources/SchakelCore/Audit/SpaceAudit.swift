/// Checks the log of one space, entry by entry, and plays it again.
///
/// *Invariant*: after each entry that did not throw, all that was seen so far holds, but for the
/// signatures in ``checks`` that are still to be verified, and for what the end has to show: that
/// every stream ends in a seal.
struct SpaceAudit {
  /// A stream as far as the log has come.
  struct StreamState {
    var tip: Digest
    var counter: UInt64 = 0
    /// How far it is sealed, and where the first change behind that is.
    var sealed: UInt64 = 0
    var firstUnsealed: UInt64 = 0
  }

  /// A document, and whether its share of the digest has to be worked out again.
  struct Held {
    var replay: DocumentReplay
    var share: UInt64 = 0
    var isCounted = false
    var isDirty = false
    /// Whether the words of one of its changes are gone.
    var hasErased = false
    /// Those of its changes that were refused.
    var voids: [Dot] = []
    /// The changes that touched a text of it, in the order of the log.
    var texts: [Dot] = []
  }

  /// A dot behind its stream's end of which the last word may not be spoken.
  struct Refusable {
    let link: Digest
    /// nil where the log does not say in which document.
    let document: DocumentID?

    func fits(_ void: LogEntry.Void) -> Bool {
      link == void.link && void.document != nil && (document == nil || document == void.document)
    }
  }

  let id: SpaceID
  let hashing: Hashing
  var position: UInt64 = 0
  var hash: Digest
  var epoch: EpochID
  var streams: [Writer: StreamState] = [:]
  var rights: AuditRights
  var documents: [Held] = []
  var places: [DocumentID: Int] = [:]
  /// The documents whose share has to be worked out again.
  var dirty: [Int] = []
  var digest: UInt64 = 0
  var documentCount: UInt64 = 0
  /// Changes without words, until the erasure comes; and those that are erased.
  var wordless: [Dot: UInt64] = [:]
  var erased: Set<Dot> = []
  /// Changes that can never be applied, until the log refuses them.
  var owed: [Dot: UInt64] = [:]
  /// What a later entry may refuse: changes that waited, and what was refused without a document.
  var refusable: [Dot: Refusable] = [:]
  /// Every record, in its last form.
  var records: [ConflictRecord] = []
  /// SHA-256 of the last checkpoint's entry.
  var lastCheckpoint: Digest?
  var checkpoint: LogEntry.Checkpoint?
  var marks: [AuditReport.Mark] = []
  var erasures: [LogEntry.Erasure] = []
  var readings: [LogEntry.Reading] = []
  var admissions: [LogEntry.Admission] = []
  var roles: [LogEntry.Member] = []
  /// The devices that were taken out of use, each time that one's standing got worse.
  var withdrawals: [LogEntry.Device] = []
  var dismissals: [LogEntry.Dismissal] = []
  var openings: [LogEntry.Opening] = []
  /// The changes that touched a text, and of all those that are void.
  var texts: [Dot: [UInt8]] = [:]
  var voided: Set<Dot> = []
  /// What was refused of devices that were out of use, and kept for a coordinator.
  var held: Set<Dot> = []
  /// The changes that name a rule, which are checked when the log is over.
  var ruled: [Ruled] = []
  /// Signatures that are still to be verified.
  var checks: [AuditSignature] = []
  var counts = AuditReport.Counts()

  init(_ space: AuditPart.Space, publicKey: [UInt8], hashing: Hashing) {
    id = space.space
    epoch = space.epoch
    rights = AuditRights(publicKey: publicKey)
    self.hashing = hashing
    hash = LogHash.genesis(space: space.space, epoch: space.epoch, hashing: hashing)
  }

  mutating func take(_ entry: AuditPart.Entry) throws(AuditFault) {
    let read: LogEntry
    do throws(CBORError) {
      var reader = CBORReader(entry.hashed)
      read = try LogEntry(from: &reader)
      try reader.finish()
    } catch {
      throw fault(.unreadable, "the entry cannot be read: \(error.code)", at: position + 1)
    }
    let before = hash
    position += 1
    hash = LogHash.next(after: hash, entry: entry.hashed, hashing: hashing)
    counts.entries += 1
    guard position > 1 || read.tag == .epoch else {
      throw fault(.epoch, "the log does not begin with an epoch")
    }
    if read.tag != .change, entry.change != nil {
      throw fault(.unreadable, "a change stands beside an entry of another kind")
    }
    try take(read, entry, before)
  }

  private mutating func take(
    _ read: LogEntry, _ entry: AuditPart.Entry, _ before: Digest
  ) throws(AuditFault) {
    switch read {
    case .change(let dot, let link, let received):
      try takeChange(dot, link, received, entry.change)
    case .void(let void): try take(void)
    case .member(let member): try take(member)
    case .device(let device): try take(device)
    case .erasure(let erasure): try take(erasure)
    case .epoch(let start): try take(start, before)
    case .checkpoint(let checkpoint): try take(checkpoint, entry.hashed, before)
    case .seal(let seal): try take(seal)
    case .reading(let reading): readings.append(reading)
    case .admission(let admission): try take(admission)
    case .dismissal(let dismissal): try take(dismissal)
    case .opening(let opening): try take(opening)
    case .receipt, .unknown: break
    }
  }

  // MARK: What to say

  func fault(_ code: AuditFault.Code, _ message: String, at place: UInt64? = nil) -> AuditFault {
    var fault = AuditFault(code, message)
    fault.space = id
    fault.position = place ?? position
    return fault
  }

  mutating func check(
    _ message: [UInt8], _ signature: [UInt8], by key: [UInt8], else fault: AuditFault
  ) {
    checks.append(
      AuditSignature(key: key, message: message, signature: signature, fault: fault))
  }
}
