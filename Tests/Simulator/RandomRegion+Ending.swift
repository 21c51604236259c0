package import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting

// All faults cease, and everything must come together.
extension RandomRegion {
  /// More exchanges than any synchronisation of these small histories takes.
  static let exchangeLimit = 400
  /// The rounds within which there must be one in which every device is synchronised and nothing
  /// moves any more.
  static let roundLimit = 12

  /// Ends the bad weather and lets everybody synchronise. Answers whether there was peace in the
  /// end; the story tells who did not come to rest.
  package mutating func settle() async throws -> Bool {
    for device in devices {
      device.wire {
        $0.isDown = false
        $0.lostAnswers = 0
        $0.cutAnswer = nil
      }
    }
    story.append("the faults cease")
    let mayBeReaders = isCarried ? Array(0..<people) : readers.sorted()
    for person in mayBeReaders { try await setRole(.contributor, of: person) }
    if weather == .wide || weather == .harsh || decisions != nil {
      // A region that was put back may have forgotten who came back.
      for person in 0..<people { try await comeBack(person) }
    }
    before = try holdings().union(keptHoldings())
    for round in 1...Self.roundLimit where try await isQuiet(round: round) { return true }
    return try await isAtRest()
  }

  /// Whether those who are not synchronised have nothing to bring and nothing to ask.
  private func isAtRest() async throws -> Bool {
    let isStuck = try inUse.contains { try devices[$0].replica.standing().unsendable > 0 }
    let lost = try await beyondReach()
    guard !lost.isEmpty || isStuck && regionWasPutBack else { return false }
    return try inUse.allSatisfy { index in
      try devices[index].request().spaces.allSatisfy { space in
        space.push.isEmpty && space.cursor != nil && space.bootstrap == nil && space.vector == nil
      }
    }
  }

  private mutating func isQuiet(round: Int) async throws -> Bool {
    var isQuiet = true
    try await admitCopies()
    for (index, device) in devices.enumerated() {
      region.clock.advance(1_000)
      let report = try await device.sync(
        patience: .init(retries: 3), exchanges: Self.exchangeLimit)
      try checkAdmitted(index, after: report)
      if carried.mallory != nil { try await checkTruth(of: index, after: report) }
      let isIdle =
        isOut(index)
        ? report.handedIn + report.orders == 0
        : report.isSynchronised && report.pushed + report.pulled == 0
      guard !isIdle else { continue }
      isQuiet = false
      if round == Self.roundLimit { story.append("\(index) ends with \(report.summary)") }
    }
    return isQuiet
  }

  /// All that the region and its devices hold, region first.
  package func fingerprints() async throws -> [Digest] {
    var all: [Digest] = []
    for space in spaces {
      all.append(try await region.service.fingerprint(of: space))
      for device in try members(of: space) {
        all.append(try devices[device].replica.fingerprint(of: space))
      }
    }
    return all
  }

  /// The devices that know of a space.
  func members(of space: SpaceID) throws -> [Int] {
    try devices.indices.filter { index in
      try devices[index].replica.spaces().contains { $0.id == space }
    }
  }

  /// The same, less those that are out of use.
  func users(of space: SpaceID) throws -> [Int] {
    try members(of: space).filter { !isOut($0) }
  }

  /// What an auditor finds wrong with all that the region has to show, or nil.
  func auditFault() async throws -> String? {
    let file = try await region.auditFile()
    do throws(AuditFault) {
      _ = try TestRegion.verify(file)
      return nil
    } catch {
      return "the audit finds \(error.code) at \(error.position ?? 0) of "
        + "\(error.space?.text ?? "no space"): \(error.message)"
    }
  }

  /// What is wrong at the end, or nil.
  package func failure() async throws -> String? {
    if let finding = (findings + watch.takeFindings()).first { return finding }
    if let stranger = try stranger() { return stranger }
    for space in spaces {
      if let difference = try await difference(in: space) { return difference }
    }
    for (index, device) in devices.enumerated() {
      for (id, bytes) in try device.allStates() {
        let state = try DocumentState(encoded: bytes)
        if let failure = state.invariantFailure { return "\(id.text): \(failure)" }
      }
      if let finding = try device.replica.check().first { return "device \(index): \(finding)" }
      if !regionWasPutBack, let change = try device.replica.pastChanges().first {
        return "device \(index) noted that the region's past changed: \(change)"
      }
    }
    if let loss = try await loss(of: before, forked: isCarried) { return loss }
    if isCarried {
      if let loss = try await loss(of: ledger.safe) { return "written: " + loss }
      for (index, device) in devices.enumerated()
      where try !isOut(index) && device.replica.standing().isSynchronised {
        if let leftover = try leftover(on: device) { return "device \(index): \(leftover)" }
      }
    }
    if weather == .drawn {
      if let finding = try await judge() { return finding }
      if let finding = try await idleFault() { return finding }
    }
    let fresh = try await region.device(random.peek(), person: "p0")
    try await fresh.sync()
    for space in spaces {
      guard let first = try users(of: space).first else { continue }
      let pictures = try await differences(
        try devices[first].replica.states(in: space), try fresh.replica.states(in: space))
      if !pictures.isEmpty { return "a new device gets other states: \(pictures)" }
    }
    return try await auditFault()
  }

  /// A device that knows of the second space, and whose person is not in it; or the other way round.
  private func stranger() throws -> String? {
    guard spaces.count > 1 else { return nil }
    let known = try users(of: spaces[1])
    let should = inUse.filter { Self.membersOfSecond(people).contains(owners[$0]) }
    return known == should ? nil : "the second space is on devices \(known), not on \(should)"
  }

  func difference(in space: SpaceID) async throws -> String? {
    let members = try users(of: space)
    guard let one = members.first else { return nil }
    let first = try devices[one].replica.states(in: space)
    for index in members.dropFirst() {
      let pictures = try await differences(first, try devices[index].replica.states(in: space))
      guard !pictures.isEmpty else { continue }
      return "device \(index) holds other states than device \(one): \(pictures)"
    }
    return nil
  }
}

extension RandomRegion {
  /// The documents that are not the same, and could be, each with both of its states.
  private func differences(
    _ one: [DocumentID: [UInt8]], _ other: [DocumentID: [UInt8]]
  ) async throws -> [String] {
    var ids = Set(one.keys).union(other.keys).filter { one[$0] != other[$0] }
    if !ids.isEmpty { ids.subtract(try await beyondReach()) }
    return try ids.sorted().map { id in
      try "\(id.text) " + Self.picture(one[id]) + " | " + Self.picture(other[id])
    }
  }

  /// A state in a line: what was seen, and which dots are left in which field.
  private static func picture(_ bytes: [UInt8]?) throws -> String {
    guard let bytes else { return "none" }
    let state = try DocumentState(encoded: bytes)
    let vector = state.vector.entries.map { "\($0.dot.picture)/\(String($0.check, radix: 16))" }
    let ends = state.voidEnds.map { "\($0.writer.picture) ends at \($0.effective)" }
    let fields = state.fields.map { field in
      "\(field.name.text)=" + field.siblings.map(\.dot.picture).joined(separator: "+")
    }
    return "{\((vector + ends + fields).joined(separator: " "))}"
  }
}

extension Writer {
  fileprivate var picture: String { String(text.prefix(4) + text.suffix(4)) }
}

extension Dot {
  fileprivate var picture: String { "\(counter)@\(writer.picture)" }
}

extension TestDevice {
  /// Synchronises, in so many exchanges at the most.
  @discardableResult
  func sync(
    budget: SyncBudget = SyncBudget(), patience: SyncSession.Patience = .init(retries: 0),
    exchanges: Int
  ) async throws -> SyncReport {
    wire {
      $0.exchanges = 0
      $0.exchangeLimit = exchanges
    }
    return try await sync(budget: budget, patience: patience)
  }
}

extension SyncReport {
  fileprivate var summary: String {
    "\(ending.map { "\($0)" } ?? "no ending"), pushed \(pushed), pulled \(pulled), "
      + "waiting \(waiting), \(notices), \(standing)"
  }
}
