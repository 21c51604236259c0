import SchakelCore
import Testing

@testable import SchakelRegion

/// Tokens that end, and the keys that get others.
@Suite struct TokenTests {
  private static let day: UInt64 = 24 * 3_600_000

  /// A device with its key, its invitation and what it was given.
  private struct Town {
    let region: TestRegion
    let space: SpaceID
    let replica = ReplicaID(rawValue: 7)
    let key: [UInt8]
    /// The one of its enrolment.
    let first: String
    var service: RegionService { region.service }
    var clock: FakeClock { region.clock }

    init(_ region: TestRegion? = nil) async throws {
      let region = if let region { region } else { try await TestRegion.make() }
      self.region = region
      space = try await region.service.addSpace(name: "West").id
      key = region.random.bytes(32)
      let code = try await region.service.invite(handle: "a", to: space, as: .contributor).code
      let given = try await region.service.enrol(
        code: code, deviceName: "phone", replica: replica, publicKey: key)
      first = try #require(given.token)
      #expect(given.tokenEnd == region.clock.now + region.service.limits.tokenLife)
    }

    func device(_ token: String) async throws -> Device? {
      try await service.authenticate(token: Array(token.utf8))
    }

    func hasEnded(_ token: String) throws -> Bool {
      try service.hasEnded(token: Array(token.utf8))
    }

    func renewal(
      _ token: String, of replica: ReplicaID? = nil, answering challenge: [UInt8]? = nil,
      at key: [UInt8] = FakeKeys.region, by signer: [UInt8]? = nil
    ) throws -> TokenRenewal {
      let replica = replica ?? self.replica
      return TokenRenewal(
        of: replica, answering: try challenge ?? service.tokenChallenge(for: replica), for: token,
        at: key, hashing: .portable, signedBy: { FakeKeys.sign($0, by: signer ?? self.key) })
    }

    @discardableResult
    func renew(_ token: String) async throws -> String {
      let (person, end) = try await service.renewToken(try renewal(token))
      #expect(try service.devices().first?.person == person)
      #expect(end == clock.now + service.limits.tokenLife)
      return token
    }

    func proof(_ code: [UInt8]) -> [UInt8] {
      FakeKeys.sign(
        EnrolmentProof.message(code: code, replica: replica, publicKey: key, hashing: .portable),
        by: key)
    }

    func enrol(_ code: [UInt8], proof: [UInt8]?) async throws -> Enrolment {
      try await service.enrol(
        code: code, deviceName: "phone", replica: replica, publicKey: key, proof: proof)
    }

    func invitation(_ handle: String = "a") async throws -> [UInt8] {
      try await service.invite(handle: handle, to: space, as: .contributor).code
    }
  }

  // MARK: Terms

  @Test("a token is good until the moment that it ends, is due from a third of its life on")
  func life() async throws {
    let town = try await Town()
    #expect(try await town.device(town.first)?.token?.isDue == false)
    town.clock.advance(10 * Self.day - 1)
    #expect(try await town.device(town.first)?.token?.isDue == false)
    town.clock.advance(1)
    #expect(try await town.device(town.first)?.token?.isDue == true)
    town.clock.advance(20 * Self.day - 1)
    #expect(try await town.device(town.first) != nil)
    #expect(try !town.hasEnded(town.first))
    town.clock.advance(1)
    #expect(try await town.device(town.first) == nil)
    #expect(try town.hasEnded(town.first) && !town.hasEnded("nobody's"))
  }

  @Test("a sync says that the token is due, and an idle one is no longer for it otherwise")
  func told() async throws {
    let town = try await Town()
    let request = SyncRequest(agent: "a", limit: 1_000, spaces: [])
    func answer() async throws -> SyncAnswer {
      let device = try #require(try await town.device(town.first))
      return try await town.service.sync(request, from: device)
    }
    let (early, size) = (try await answer(), try await answer().encoded.count)
    #expect(!early.isTokenDue)
    town.clock.advance(10 * Self.day)
    let late = try await answer()
    #expect(late.isTokenDue && late.encoded.count == size + 3)
    #expect(try SyncAnswer(encoded: late.encoded) == late)
  }

  @Test("an ended token is renewed with the key, up to the end of the term and not after")
  func grace() async throws {
    let town = try await Town()
    town.clock.advance((30 + 400) * Self.day)
    try await town.renew("second")
    #expect(try await town.device("second") != nil)
    town.clock.advance((30 + 400) * Self.day + 1)
    let error = try await failure { try await town.renew("third") }
    #expect(error.code == .renewalRefused)
    #expect(try await town.device("third") == nil)
  }

  @Test("past the term an invitation of the same person lets the same device in again, by its key")
  func readmitted() async throws {
    let town = try await Town()
    town.clock.advance(900 * Self.day)
    let others = try await town.invitation("b")
    let own = try await town.invitation()
    for (code, proof) in [(own, nil), (others, town.proof(others))] as [([UInt8], [UInt8]?)] {
      let error = try await failure { _ = try await town.enrol(code, proof: proof) }
      #expect(error.code == .replicaTaken)
    }
    let forged = try await failure { _ = try await town.enrol(own, proof: town.proof(others)) }
    #expect(forged.code == .invalidInput)
    let given = try await town.enrol(own, proof: town.proof(own))
    let token = try #require(given.token)
    #expect(try await town.device(token)?.replica == town.replica)
    #expect(try await town.device(town.first) == nil && !town.hasEnded(town.first))
    #expect(try town.service.devices().count == 1)
    let again = try await failure { _ = try await town.enrol(own, proof: town.proof(own)) }
    #expect(again.code == .invitationNotValid)
    // Had that answer been lost, the key would do.
    try await town.renew("next")
    #expect(try await town.device("next") != nil)
    _ = try await town.service.verifyAudit(of: nil).get()
  }

  // MARK: Lost answers

  @Test("the token before is good until the next one is used, however often there is a next one")
  func overlap() async throws {
    let town = try await Town()
    _ = try await town.device(town.first)
    for token in ["one", "two", "three"] { try await town.renew(token) }
    #expect(try await town.device(town.first) != nil)
    #expect(try await town.device("two") != nil)
    for gone in [town.first, "one"] { #expect(try await town.device(gone) == nil) }
    // It was told of later, and may be the one that was kept.
    #expect(try await town.device("three") != nil)
    #expect(try await town.device("two") == nil)
  }

  @Test("tokens that were never used do not add up")
  func unused() async throws {
    let town = try await Town()
    _ = try await town.device(town.first)
    for number in 0..<20 { try await town.renew("\(number)") }
    var good: [Int] = []
    for number in (0..<20).reversed() {
      let known = try town.region.store.look { store throws(RegionError) in
        try store.token(Secret.token(Array("\(number)".utf8)).hash(.portable))
      }
      if known != nil { good.append(number) }
    }
    #expect(good == [19, 18, 17, 16])
    #expect(try await town.device(town.first) != nil)
  }

  @Test("a region that ends and comes back knows what it took, and asks the same")
  func restarted() async throws {
    let town = try await Town()
    try await town.renew("second")
    let challenge = try town.service.tokenChallenge(for: town.replica)
    try town.service.close()
    let again = try await town.region.reopened()
    #expect(try await again.service.authenticate(token: Array("second".utf8)) != nil)
    #expect(try again.service.tokenChallenge(for: town.replica) == challenge)
    try again.service.close()
  }

  // MARK: Who may

  @Test("a renewal that was heard once says nothing a second time")
  func replayed() async throws {
    let town = try await Town()
    let challenge = try town.service.tokenChallenge(for: town.replica)
    let renewal = try town.renewal("second")
    _ = try await town.service.renewToken(renewal)
    let stale = try town.renewal("third", answering: challenge)
    for used in [renewal, stale] {
      let error = try await failure { _ = try await town.service.renewToken(used) }
      #expect(error.code == .challengeAnswered)
    }
    #expect(try await town.device("third") == nil)
    // Nor does one whose token was taken already.
    let same = try await failure { try await town.renew("second") }
    #expect(same.code == .challengeAnswered)
  }

  @Test("nobody renews for another, at another region, or for a device that is not there")
  func strangers() async throws {
    let town = try await Town()
    let stranger = ReplicaID(rawValue: 99)
    let region = town.service.environment.identity.replica
    let renewals = try [
      town.renewal("x", by: town.region.random.bytes(32)),
      town.renewal("x", at: [UInt8](repeating: 9, count: 32)),
      town.renewal("x", of: stranger), town.renewal("x", of: region, by: FakeKeys.region),
      TokenRenewal(
        replica: town.replica, challenge: town.service.tokenChallenge(for: town.replica),
        tokenHash: Secret.token(Array("x".utf8)).hash(.portable), signature: []),
    ]
    for renewal in renewals {
      let error = try await failure { _ = try await town.service.renewToken(renewal) }
      #expect(error.code == .renewalRefused)
    }
    #expect(try await town.device("x") == nil)
    // A challenge says nothing of whether there is such a device.
    for replica in [stranger, town.replica] {
      let challenge = try town.service.tokenChallenge(for: replica)
      #expect(challenge.count == TokenRenewal.challengeBytes)
      #expect(try town.service.tokenChallenge(for: replica) == challenge)
    }
  }

  @Test(
    "a device that was taken out of use may hand in alone, one that is to be emptied gets its order"
  )
  func outOfUse() async throws {
    let town = try await Town()
    _ = try await town.service.revoke(town.replica)
    try await town.renew("w")
    #expect(try await town.device("w") == nil)
    #expect(try town.service.revokedDevice(token: Array("w".utf8))?.replica == town.replica)
    let code = try await town.invitation()
    let enrolling = try await failure {
      _ = try await town.enrol(code, proof: town.proof(code))
    }
    #expect(enrolling.code == .deviceRevoked)
    _ = try await town.service.wipe(town.replica)
    let wiped = try await failure { try await town.renew("x") }
    let order = try #require(wiped.wipe)
    #expect(wiped.code == .deviceWiped && order.replica == town.replica)
    #expect(FakeKeys.verify(FakeKeys.region, order.message, order.signature))
    #expect(try await town.device("x") == nil)
  }

  // MARK: Clocks

  @Test("a clock that runs ahead and is set right again takes nothing away and gives nothing")
  func ahead() async throws {
    let town = try await Town()
    town.clock.advance(2_000 * Self.day)
    #expect(try await town.device(town.first) == nil)
    #expect(try await failure { try await town.renew("x") }.code == .renewalRefused)
    town.clock.turnBack(2_000 * Self.day)
    #expect(try await town.device(town.first)?.token?.isDue == false)
    // A token that was born ahead of its time is good, and due at once.
    town.clock.advance(300 * Self.day)
    try await town.renew("born ahead")
    town.clock.turnBack(300 * Self.day)
    #expect(try await town.device("born ahead")?.token?.isDue == true)
    try await town.renew("in time")
    #expect(try await town.device("in time")?.token?.isDue == false)
  }

  @Test("a clock that is set back locks nobody out")
  func back() async throws {
    let town = try await Town()
    town.clock.turnBack(5_000 * Self.day)
    #expect(try await town.device(town.first)?.token?.isDue == true)
    try await town.renew("second")
    #expect(try await town.device("second")?.token?.isDue == false)
    town.clock.turnBack(3 * Self.day)
    #expect(try await town.device("second")?.token?.isDue == false)
  }

  @Test("a token ends for those who listen by it as it does for those who ask")
  func listening() async throws {
    let town = try await Town()
    let first = try #require(try await town.device(town.first)?.token?.number)
    #expect(try await town.service.ended(among: [first]) == [])
    try await town.renew("second")
    let second = try #require(try await town.device("second")?.token?.number)
    #expect(first < second)
    #expect(try await town.service.ended(among: [first, second, 99]) == [first, 99])
    town.clock.advance(30 * Self.day)
    #expect(try await town.service.ended(among: [first, second]) == [first, second])
  }
}
