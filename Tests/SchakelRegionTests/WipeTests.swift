import SchakelCore
import Testing

@testable import SchakelRegion

/// A device that is told to erase all, and its word that it did.
@Suite struct WipeTests {
  private struct Town {
    let region: TestRegion
    let token: [UInt8]
    let replica = ReplicaID(rawValue: 7)
    let key: [UInt8]

    init() async throws {
      region = try await TestRegion.make()
      let space = try await region.service.addSpace(name: "West").id
      let invitation = try await region.service.invite(
        handle: "a", name: "Name of a", to: space, as: .contributor)
      key = region.random.bytes(32)
      let enrolment = try await region.service.enrol(
        code: invitation.code, deviceName: "phone", replica: replica, publicKey: key)
      token = Array(try #require(enrolment.token).utf8)
    }

    var device: RegionStatus.Device {
      get throws { try #require(try region.service.devices().first { $0.replica == replica }) }
    }
  }

  @Test("the order is under the region's key, for that device and no other, from when it was given")
  func order() async throws {
    let town = try await Town()
    let service = town.region.service
    #expect(try service.wipeOrder(token: town.token) == nil)
    #expect(try await service.wipe(town.replica).isNews)
    #expect(try await !service.wipe(town.replica).isNews)
    let order = try #require(try service.wipeOrder(token: town.token))
    #expect(order.replica == town.replica)
    #expect(FakeKeys.verify(FakeKeys.region, order.message, order.signature))
    #expect(try service.wipeOrder(token: Array("nobody's".utf8)) == nil)
    #expect(try await service.authenticate(token: town.token) == nil)
    #expect(try town.device.status == .wiped)
  }

  @Test(
    "a device that was revoked may be told later; one that was told is not merely revoked again")
  func later() async throws {
    let town = try await Town()
    let service = town.region.service
    _ = try await service.revoke(town.replica)
    #expect(try service.wipeOrder(token: town.token) == nil)
    #expect(try await service.wipe(town.replica).isNews)
    #expect(try await !service.revoke(town.replica).isNews)
    #expect(try town.device.status == .wiped)
    _ = try await service.verifyAudit(of: nil).get()
  }

  @Test(
    "the device's word counts under its own key alone, once it was told to, and any number of times"
  )
  func confirmed() async throws {
    let town = try await Town()
    let service = town.region.service
    let early = FakeKeys.sign(
      WipeOrder(replica: town.replica, time: 0, signature: []).confirmationMessage, by: town.key)
    #expect(try await !service.confirmWipe(token: town.token, signature: early))
    _ = try await service.wipe(town.replica)
    let order = try #require(try service.wipeOrder(token: town.token))
    let other = FakeKeys.sign(order.confirmationMessage, by: town.region.random.bytes(32))
    for signature in [early, other, FakeKeys.sign(order.message, by: town.key)] {
      #expect(try await !service.confirmWipe(token: town.token, signature: signature))
    }
    #expect(try town.device.emptied == nil)
    let word = FakeKeys.sign(order.confirmationMessage, by: town.key)
    #expect(try await service.confirmWipe(token: town.token, signature: word))
    let time = try #require(try town.device.emptied)
    town.region.clock.advance(1_000)
    #expect(try await service.confirmWipe(token: town.token, signature: word))
    #expect(try town.device.emptied == time)
  }
}
