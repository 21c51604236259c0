import SchakelCore
import SchakelRegion
import SchakelTesting
import Testing

/// The product's region, told what a transcript's region was told.
final class TranscriptRegion {
  private let service: RegionService
  private let clock: TranscriptClock
  private var devices: [String: Device] = [:]
  /// The tokens of pages in the transcript, and what this region gave for each. A token is the
  /// region's to read, so that another implementation's is another.
  private var tokens: [[UInt8]: [UInt8]] = [:]

  init(
    _ founding: SessionVector.Region, space id: String, signatures: VectorSignatures
  ) async throws {
    let clock = TranscriptClock()
    self.clock = clock
    let environment = RegionEnvironment(
      now: { clock.now }, randomBytes: { clock.randomBytes($0) }, hashing: .portable,
      verify: { signatures.verify($0, $1, $2) }, sign: { signatures.region($0) },
      publicKey: signatures.regionKey)
    service = try await RegionService(
      store: try SQLiteRegionStore(scratchFolder() + "/region.sqlite"), environment: environment,
      limits: founding.regionLimits)
    clock.set(founding.time)
    let (epoch, space): (EpochID, SpaceID) = (try identifier(founding.epoch), try identifier(id))
    clock.draw(epoch.rawValue, space.rawValue)
    try await service.found(name: "Voorbeeldregio")
    #expect(try await service.addSpace(name: "Voorbeeldwijk").id == space)
    for member in founding.members {
      try await enrol(member, in: space, key: signatures.deviceKey)
    }
    #expect(clock.isSpent)
  }

  private func enrol(
    _ member: SessionVector.Region.Member, in space: SpaceID, key: [UInt8]
  ) async throws {
    let person: PersonID = try identifier(member.person)
    clock.draw(person.rawValue)
    let invitation = try await service.invite(
      handle: member.name, name: member.name, to: space, as: .contributor)
    let enrolment = try await service.enrol(
      code: invitation.code, deviceName: member.name, replica: try identifier(member.replica),
      publicKey: key)
    #expect(enrolment.person == person)
    let token = try #require(enrolment.token)
    let device: Device = try #require(try await service.authenticate(token: Array(token.utf8)))
    devices[member.replica] = device
  }

  /// Takes what another device brings.
  func take(_ other: SessionVector.Elsewhere) async throws {
    clock.set(other.time)
    let device = try #require(devices[other.replica])
    let answer = try await service.sync(
      try SyncRequest(encoded: try bytes(other.request)), from: device)
    #expect(answer.spaces[0].receipt != nil, "it was not taken whole")
  }

  /// Answers a request of the transcript's device, and says the tokens of its pages as the
  /// transcript does.
  func answer(
    _ request: [UInt8], from writer: Writer, recorded: SyncAnswer
  ) async throws -> SyncAnswer {
    clock.set(recorded.time)
    var asked = try SyncRequest(encoded: request)
    for index in asked.spaces.indices {
      guard let token = asked.spaces[index].bootstrap else { continue }
      let given: [UInt8] = try #require(tokens[token])
      asked.spaces[index].bootstrap = given
    }
    let device = try #require(devices[writer.replica.text])
    var answer = try await service.sync(asked, from: device)
    for (index, space) in zip(answer.spaces.indices, recorded.spaces) {
      guard let token = answer.spaces[index].bootstrap?.token, let name = space.bootstrap?.token
      else { continue }
      tokens[name] = token
      answer.spaces[index].bootstrap?.token = name
    }
    return answer
  }
}

extension SessionVector.Region {
  fileprivate var regionLimits: RegionLimits {
    var limits = RegionLimits()
    limits.changeBytes = self.limits?.changeBytes ?? limits.changeBytes
    limits.tailEntries = self.limits?.tailEntries ?? limits.tailEntries
    limits.bootstrapFactor = self.limits?.bootstrapFactor ?? limits.bootstrapFactor
    return limits
  }
}
