import Foundation
import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting

// Histories in which everything is drawn: how many devices there are, and what happens how often.
extension RandomRegion {
  /// One history in so many is of a whole town.
  private static let crowdInterval: UInt64 = 40

  /// From 2 to 200.
  static func deviceCount(_ seed: UInt64) -> Int {
    var random = SeededRandom(seed: seed ^ 0xde71_ce5)
    guard seed % crowdInterval == crowdInterval - 1 else { return 2 + Int(random.below(6)) }
    return 20 + Int(random.below(181))
  }

  /// Each step has draws of its own, so that the others stay what they are where one is left out.
  mutating func drawnStep(_ number: Int) async throws -> Int {
    random = SeededRandom(seed: seed ^ UInt64(number) &* 0x9e37_79b9_7f4a_7c15)
    region.clock.advance(1_000)
    let index = Int(random.below(UInt64(devices.count)))
    try await happen(drawn(), on: index)
    try noteWritten(on: index)
    try noteErased(on: index)
    try witness.note(devices[index], index)
    return index
  }

  private mutating func drawn() -> Happening {
    let all = swarm.reduce(0) { $0 + $1.weight }
    var place = random.below(all)
    for (happening, weight) in swarm {
      guard place >= weight else { return happening }
      place -= weight
    }
    return .edit
  }

  mutating func happen(_ happening: Happening, on index: Int) async throws {
    switch happening {
    case .create: try create(on: index)
    case .edit: try edit(on: index)
    case .delete: try toggleDeletion(on: index)
    case .settle: try settleConflict(on: index)
    case .undo: try undo(on: index)
    case .release: try release(on: index)
    case .draft: try draft(on: index)
    case .shareDraft: try shareDraft(on: index)
    case .sync: try await sync(index)
    case .bundle: try carryBundle(from: index)
    case .fillStick: try fillStick(from: index)
    case .readStick: try readStick(on: index)
    case .fetchHistory: try await fetchHistory(on: index)
    case .overlap: try await overlap(index)
    case .pry: try await pry(on: index)
    case .loseAnswer: devices[index].wire { $0.lostAnswers = 1 }
    case .cutAnswer:
      let part = Int(random.below(100))
      devices[index].wire { $0.cutAnswer = part }
    case .network: devices[index].wire { $0.isDown.toggle() }
    case .away: regionGoesAway()
    case .clock: jumpClock(of: index)
    default: try await suffer(happening, on: index)
    }
  }

  private mutating func suffer(_ happening: Happening, on index: Int) async throws {
    switch happening {
    case .fault: try await underFault(index)
    case .stop: try restart(index)
    case .stopRegion: try await restartRegion()
    case .reopen: try reopen(index)
    case .putBack: try await putBack(index)
    case .copy: try copy(index)
    case .restore:
      if random.below(2) == 0 { try restore(index) } else { try restoreDatabase(index) }
    case .copyRegion: if carried.losesRegion { try await copyRegion() }
    case .restoreRegion: if carried.losesRegion { try await restoreRegion() }
    case .forge: try await forge()
    case .role: try await changeRole(of: owners[index])
    case .welcome: if !carried.losesRegion { try await welcome() }
    case .clone: try clone(index)
    case .silence:
      let answers = 2 + Int(random.below(20))
      story.append("\(answers) answers do not come to \(index)")
      devices[index].wire { $0.lostAnswers = answers }
    default: try await decide(happening, on: index)
    }
  }

  // MARK: Work

  /// Somebody settles what awaits a person, as one of the versions or in words of their own.
  private mutating func settleConflict(on index: Int) throws {
    let replica = devices[index].replica
    guard let conflict = try replica.conflicts().randomElement(using: &random),
      let field = conflict.fields.randomElement(using: &random),
      let version = field.versions.randomElement(using: &random)
    else { return }
    story.append("\(index) settles \(field.name.text)")
    let settlement: Settlement =
      random.below(2) == 0 ? .keep(version.dot) : .write(Value(words(2)))
    try refusable { () throws(ReplicaError) in
      try replica.resolve(conflict.document.id, field.name, settlement, reason: "na overleg")
    }
  }

  /// Somebody takes back what one change did.
  private mutating func undo(on index: Int) throws {
    let replica = devices[index].replica
    guard let id = try anyDocument(on: index),
      let item = try replica.history(id).items.randomElement(using: &random)
    else { return }
    story.append("\(index) takes back \(item.dot.text)")
    try refusable { () throws(ReplicaError) in try replica.revert(id, item.dot) }
  }

  /// Somebody says again what was refused.
  private mutating func release(on index: Int) throws {
    let replica = devices[index].replica
    guard let item = try replica.tray().randomElement(using: &random) else { return }
    story.append("\(index) says \(item.dot.text) again")
    try refusable { () throws(ReplicaError) in _ = try replica.releaseTray(item.id) }
  }

  private mutating func shareDraft(on index: Int) throws {
    let device = devices[index]
    let title = words(2)
    let space = try anySpace(of: device)
    story.append("\(index) shares the draft \(title)")
    try refusable { () throws(ReplicaError) in
      let id = try device.replica.draft("fieldNote", ["title": [Value(title)]])
      try device.replica.share(id, in: space)
    }
  }

  /// Whatever the rules refuse is no failure; what the database or the data refuse is.
  private func refusable(_ body: () throws(ReplicaError) -> Void) throws {
    do throws(ReplicaError) {
      try body()
    } catch {
      switch error.code {
      case .database, .damaged, .protocolViolation, .sealed, .wrongKey, .notSealed: throw error
      default: break
      }
    }
  }

  // MARK: Weather

  /// Nobody reaches the region for weeks; one after the other they do again.
  private mutating func regionGoesAway() {
    let days = 7 + Int64(random.below(30))
    story.append("the region is away for \(days) days")
    region.clock.advance(days * 86_400_000)
    for device in devices {
      device.clock.advance(days * 86_400_000)
      device.wire { $0.isDown = true }
    }
  }

  // MARK: Old copies

  /// The database comes back from a copy, and the mark beside it stays: that must be noticed.
  private mutating func restoreDatabase(_ index: Int) throws {
    if copies[index] == nil {
      try copy(index)
      try create(on: index)
    }
    guard let copy = copies[index] else { return }
    let before = devices[index].replica.identity.incarnation
    let path = devices[index].replica.home + "/replica.mark"
    let mark = try Data(contentsOf: URL(fileURLWithPath: path))
    let isOlder = try Data(contentsOf: URL(fileURLWithPath: copy + "/replica.mark")) != mark
    story.append("\(index) gets the database of its copy back")
    try devices[index].replica.close()
    try overwriteFiles(in: devices[index].replica.home, from: copy)
    try mark.write(to: URL(fileURLWithPath: path))
    devices[index] = try devices[index].reopened()
    ledger.restore(index)
    replaced(index)
    if isOlder, devices[index].replica.identity.incarnation == before {
      findings.append("device \(index) was put back and goes on as if it were not")
    }
  }

  // MARK: Rights

  /// A person with a device asks for a space that is not theirs.
  private mutating func pry(on index: Int) async throws {
    guard spaces.count > 1, !Self.membersOfSecond(people).contains(owners[index]) else { return }
    let device = devices[index]
    let token = Array((device.token ?? "").utf8)
    guard let known = try await region.service.authenticate(token: token) else { return }
    story.append("\(index) asks for a space that is not theirs")
    let asked = SyncRequest.Space(space: spaces[1], cursor: nil, digest: 0)
    let request = SyncRequest(agent: "test", limit: 1 << 20, spaces: [asked])
    let answer = try await region.service.sync(request, from: known)
    for space in answer.spaces where space.space == spaces[1] && space.tellsSomething {
      findings.append("device \(index) was told of a space that its person has no right to")
    }
  }
}

extension SyncAnswer.Space {
  /// Whether anything of the space's content is in it.
  var tellsSomething: Bool {
    !entries.isEmpty || bootstrap != nil || !people.isEmpty || head != nil
  }
}
