import SchakelCommand
import SchakelCore
import SchakelKeys
import SchakelRegion
import SchakelStore
import SchakelSync
import Synchronization

/// The network of a test: the region in this process, over messages in full.
struct RegionNetwork: Network {
  let region: TestRegion

  func enrol(
    _ request: EnrolmentRequest, at server: String, token: String?, authority: [UInt8]?
  ) async throws(EnrolmentFailure) -> EnrolmentAnswer {
    do {
      try region.pass()
      guard server == TestRegion.server else {
        throw TransportFailure(.unreachable, "no such host")
      }
      return try await answer(request, token: token)
    } catch let error as RegionError where error.code == .invitationNotValid {
      throw .invitationNotValid
    } catch let error as RegionError where error.code == .replicaTaken {
      throw .replicaTaken
    } catch let error as TransportFailure {
      throw .transport(error)
    } catch {
      throw .transport(TransportFailure(.serverError, "\(error)"))
    }
  }

  private func answer(
    _ request: EnrolmentRequest, token: String?
  ) async throws -> EnrolmentAnswer {
    let given: SchakelRegion.Enrolment
    if let token {
      guard let device = try await region.service.authenticate(token: Array(token.utf8))
      else { throw TransportFailure(.tokenRefused, "unknown token") }
      given = try await region.service.join(code: request.code, with: device)
    } else {
      given = try await region.service.enrol(
        code: request.code, deviceName: request.deviceName, replica: request.replica,
        publicKey: request.publicKey)
    }
    return EnrolmentAnswer(
      token: given.token, regionName: given.regionName, regionKey: region.key.publicKey,
      enrolment: SchakelStore.Enrolment(
        person: given.person, name: given.personName,
        spaces: given.spaces.map { .init(id: $0.space, name: $0.name, role: $0.role) }))
  }

  func confirmWipe(
    _ signature: [UInt8], to server: String, token: String, authority: [UInt8]?
  ) async throws(TransportFailure) {
    let isHeard: Bool
    do {
      try region.pass()
      isHeard = try await region.service.confirmWipe(
        token: Array(token.utf8), signature: signature)
    } catch let failure as TransportFailure {
      throw failure
    } catch {
      throw TransportFailure(.serverError, "\(error)")
    }
    guard isHeard else { throw TransportFailure(.tokenRefused, "no such order") }
  }

  func transport(
    to server: String, token: String, authority: [UInt8]?
  ) -> any SyncTransport {
    RegionTransport(region: region, token: token)
  }
}

/// One device's way to the region in this process.
struct RegionTransport: SyncTransport {
  let region: TestRegion
  let token: String

  func sync(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    try await exchange { device in
      try await region.service.sync(try SyncRequest(encoded: request), from: device).encoded
    }
  }

  func handIn(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    do {
      try region.pass()
      guard let device = try region.service.revokedDevice(token: Array(token.utf8))
      else { throw TransportFailure(.tokenRefused, "unknown token") }
      return try await region.service.handIn(try SyncRequest(encoded: request), from: device)
        .encoded
    } catch let failure as TransportFailure {
      throw failure
    } catch {
      throw TransportFailure(.serverError, "\(error)")
    }
  }

  func heldChanges(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    try await exchange { device in
      try await region.service.heldChanges(try HeldRequest(encoded: request), for: device).encoded
    }
  }

  func dismissHeld(_ dot: Dot, in space: SpaceID) async throws(TransportFailure) {
    _ = try await exchange { device in
      _ = try await region.service.dismissHeld(dot, in: space, by: device)
      return []
    }
  }

  func history(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    try await exchange { device in
      try await region.service.history(try HistoryRequest(encoded: request), for: device).encoded
    }
  }

  func events() async throws(TransportFailure) -> AsyncStream<SpaceID> {
    region.events()
  }

  private func exchange(
    _ body: (Device) async throws -> [UInt8]
  ) async throws(TransportFailure) -> [UInt8] {
    do {
      try region.pass()
      if let order = try region.service.wipeOrder(token: Array(token.utf8)) {
        throw TransportFailure(
          .deviceWiped, "erase all", wipe: .init(time: order.time, signature: order.signature))
      }
      guard let device = try await region.service.authenticate(token: Array(token.utf8))
      else { throw TransportFailure(.tokenRefused, "unknown token") }
      return try await body(device)
    } catch let failure as TransportFailure {
      throw failure
    } catch {
      throw TransportFailure(.serverError, "\(error)")
    }
  }
}

extension TestRegion {
  /// A word for each commit that moved spaces.
  fileprivate func events() -> AsyncStream<SpaceID> {
    AsyncStream { continuation in
      service.whenMoved { spaces in
        for space in spaces { continuation.yield(space) }
      }
    }
  }

  /// Throws what the test wants the network to do.
  fileprivate func pass() throws {
    let failure = network.withLock { state in
      state.exchanges += 1
      return state.failure
    }
    if let failure { throw failure }
  }
}
