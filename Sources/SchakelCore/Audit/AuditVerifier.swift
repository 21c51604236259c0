/// Checks an audit file from its first byte to its last, with nothing but public keys.
///
///     var verifier = AuditVerifier(trusting: key, hashing: hashing) { checks in … }
///     while let part = file.nextPart() { try verifier.take(part) }
///     let report = try verifier.finish()
///
/// It recomputes every link of every stream, verifies every seal with the key of its device and
/// every refusal and checkpoint with that of the region, asks of every change whether its writer
/// might write it where it stands, plays the whole log through the merge, and holds what comes of it
/// against what the region says: documents by their digests, conflicts by their records, byte for
/// byte. It stops at the first thing that does not hold, and says which.
///
/// What it cannot know is whether the log is whole at its end, which a device's last checkpoint can
/// tell; nor whether a key is that of the person whom the region says it is.
public struct AuditVerifier {
  /// Answers the place of the first signature that does not hold, or nil.
  public typealias Verify = ([AuditSignature]) -> Int?

  /// What comes next.
  private enum Turn {
    case header
    /// The names, or the first space.
    case people
    /// A space, or the end of the file.
    case space
    /// Of a space: entries, then documents, then records, then its end.
    case entries
    case documents
    case records
    case over
  }

  /// How many signatures are gathered before they are verified: together they can be shared out.
  private static let batch = 512

  private let trusted: [UInt8]?
  private let hashing: Hashing
  private let verify: Verify
  private var turn = Turn.header
  private var seal: AuditSeal
  private var header: AuditPart.Header?
  private var people: [AuditPart.Person] = []
  private var claimedDocuments: [AuditPart.Document] = []
  private var claimedRecords: [ConflictRecord] = []
  private var described: AuditPart.Space?
  private var audit: SpaceAudit?
  private var checks: [AuditSignature] = []
  private var spaces: [AuditReport.Space] = []

  /// - Parameters:
  ///   - trusted: the region's public key, if it is known from elsewhere; else the file's own is
  ///     taken, and is in the report for somebody to compare.
  ///   - verify: whether signatures hold, in whatever order and on however many processors.
  public init(trusting trusted: [UInt8]? = nil, hashing: Hashing, verify: @escaping Verify) {
    self.trusted = trusted
    self.hashing = hashing
    self.verify = verify
    seal = AuditSeal(hashing: hashing)
  }

  /// Takes the next part of the file, without the head of the byte string around it.
  public mutating func take(_ bytes: [UInt8]) throws(AuditFault) {
    do throws(AuditFault) {
      try takePart(bytes)
    } catch {
      throw first(error)
    }
    if checks.count + (audit?.checks.count ?? 0) >= Self.batch { try verifyGathered() }
  }

  /// There are no more parts.
  public mutating func finish() throws(AuditFault) -> AuditReport {
    guard turn == .over, let header else {
      throw first(AuditFault(.length, "the file breaks off"))
    }
    return AuditReport(header: header, people: people, spaces: spaces)
  }

  /// What to say where a fault was met: of a signature before it that does not hold, if there is
  /// one, so that what is told does not hang on how many are verified at once.
  mutating func first(_ fault: AuditFault) -> AuditFault {
    do throws(AuditFault) {
      try verifyGathered()
      return fault
    } catch {
      return error
    }
  }

  private mutating func takePart(_ bytes: [UInt8]) throws(AuditFault) {
    let part: AuditPart
    do throws(CBORError) {
      part = try AuditPart(encoded: bytes)
    } catch {
      throw AuditFault(.unreadable, "a part of the file cannot be read: \(error.code)")
    }
    if case .signature(let signature) = part { return try close(signature) }
    seal.add(bytes, hashing: hashing)
    try take(part)
  }

  private mutating func take(_ part: AuditPart) throws(AuditFault) {
    switch (turn, part) {
    case (.header, .header(let header)): try take(header)
    case (.people, .people(let people)):
      self.people = people
      turn = .space
    case (.people, .space(let space)), (.space, .space(let space)): begin(space)
    case (.entries, .entries(let entries)):
      for entry in entries { try audit?.take(entry) }
    case (.entries, .documents(let documents)):
      try audit?.finishLog()
      claimedDocuments = documents
      turn = .documents
    case (.documents, .documents(let documents)): claimedDocuments += documents
    case (.documents, .records(let records)):
      try audit?.check(claimedDocuments)
      claimedRecords = records
      turn = .records
    case (.records, .records(let records)): claimedRecords += records
    case (.records, .end(let end)): try finish(end)
    case (.over, _): throw AuditFault(.length, "the file goes on behind its signature")
    default: throw AuditFault(.unreadable, "a part of the file stands where another belongs")
    }
  }

  private mutating func take(_ header: AuditPart.Header) throws(AuditFault) {
    guard trusted == nil || trusted == header.publicKey else {
      throw AuditFault(
        .otherRegion,
        "the file is of a region with the key \(Hex.encode(header.publicKey)), not of the one asked "
          + "for")
    }
    self.header = header
    turn = .people
  }

  private mutating func begin(_ space: AuditPart.Space) {
    described = space
    audit = SpaceAudit(space, publicKey: header?.publicKey ?? [], hashing: hashing)
    turn = .entries
  }

  private mutating func finish(_ end: AuditPart.End) throws(AuditFault) {
    guard let audit, let described else { return }
    try audit.check(claimedRecords)
    try audit.check(end)
    spaces.append(audit.report(of: described))
    checks += audit.checks
    self.audit = nil
    (claimedDocuments, claimedRecords) = ([], [])
    turn = .space
  }

  private mutating func close(_ signature: [UInt8]) throws(AuditFault) {
    guard let header, turn == .space || turn == .people else {
      throw AuditFault(.length, "the file is signed before it is whole")
    }
    try verifyGathered()
    let check = AuditSignature(
      key: header.publicKey, message: seal.message, signature: signature,
      fault: AuditFault(.fileSignature, "the file as a whole is not signed by the region"))
    if verify([check]) != nil { throw check.fault }
    turn = .over
  }

  private mutating func verifyGathered() throws(AuditFault) {
    let all = checks + (audit?.checks ?? [])
    checks = []
    audit?.checks = []
    guard !all.isEmpty, let place = verify(all) else { return }
    throw all[place].fault
  }
}

extension SpaceAudit {
  func report(of space: AuditPart.Space) -> AuditReport.Space {
    AuditReport.Space(
      space: space, counts: counts, documents: documentCount, records: sortedRecords,
      members: rights.members, roles: roles, withdrawals: withdrawals,
      devices: rights.devices, readings: readings, admissions: admissions,
      dismissals: dismissals, openings: openings, erasures: erasures, checkpoint: checkpoint,
      marks: marks,
      end: AuditReport.Mark(position: position, hash: hash))
  }
}
