import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelTesting

/// What people decide for good in a history: what is erased, and which devices are out of use. Noted
/// apart from the region, whose ledger has to know the same in the end.
struct Decisions {
  /// From this seed on, three histories of four have decisions in them; those before have none. Seeds
  /// that are kept since they once ended badly so live through what they did then.
  private static let firstSeed: UInt64 = 20_000

  /// Whether any are made in the history of a seed.
  static func areMade(in seed: UInt64) -> Bool {
    var aside = SeededRandom(seed: seed ^ 0xdec1_ded0)
    return seed >= firstSeed && aside.below(4) > 0
  }

  /// Two coordinators, who have no device with words on it.
  let coordinators: [PersonID]

  // MARK: What is erased

  /// The documents that were asked to be erased: of these alone anything may be gone.
  private(set) var asked: Set<DocumentID> = []
  /// Those of which the region said that they are.
  private(set) var ordered: Set<DocumentID> = []
  /// What was in the changes of these, and is nowhere else: the salt, by the digest that stays.
  private(set) var salts: [Digest: [UInt8]] = [:]

  // MARK: What is out of use

  /// Of each device that is out of use, by number, how far the region had its streams then.
  private(set) var out: [Int: [SpaceID: [Writer: UInt64]]] = [:]

  /// Requests that the network keeps.
  var late: [LateRequest] = []

  init(by coordinators: [PersonID]) { self.coordinators = coordinators }

  mutating func ask(for documents: [DocumentID]) { asked.formUnion(documents) }
  mutating func order(_ documents: [DocumentID]) { ordered.formUnion(documents) }

  /// Remembers what a change of such a document says, by which it is known again in a file.
  mutating func note(_ change: Change) {
    guard asked.contains(change.header.document), let content = change.content else { return }
    salts[change.payload.digest(.portable)] = content.salt
  }

  mutating func takeOut(_ device: Int, at places: [SpaceID: [Writer: UInt64]]) {
    out[device] = places
  }
}

extension RandomRegion {
  /// Lets two coordinators in, of all spaces.
  func coordinators() async throws -> [PersonID] {
    var people: [PersonID] = []
    for number in [UInt64(0xe1_0000_0001), 0xe1_0000_0002] {
      let handle = "coordinator \(number)"
      let device = try await region.device(number, person: handle, role: .coordinator)
      people.append(device.replica.identity.person ?? PersonID(rawValue: 0))
      for space in spaces.dropFirst() {
        try await region.join(space, handle: handle, with: device, as: .coordinator)
      }
      try device.replica.close()
    }
    return people
  }

  /// Whether a device was taken out of use.
  func isOut(_ index: Int) -> Bool { decisions?.out[index] != nil }

  /// The devices that are in use, by number: these have to be as the region is.
  var inUse: [Int] { devices.indices.filter { !isOut($0) } }

  /// One more thing that happens only where people decide things for good.
  mutating func decide(_ happening: Happening, on index: Int) async throws {
    switch happening {
    case .erase: try await erase()
    case .revoke: try await takeOutOfUse(index)
    case .leave: try await leaveOrComeBack(owners[index])
    case .carryIn: try await carryIn(from: index)
    case .keepRequest: try await keepRequest(of: index)
    case .lateRequest: try await deliverLate()
    default: break
    }
  }

  /// What the region has of everything that was decided, or nil.
  func decisionFault() async throws -> String? {
    if let fault = try await erasureFault() { return fault }
    return try await outOfUseFault()
  }
}
