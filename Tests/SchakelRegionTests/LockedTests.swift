import Dispatch
import SchakelCore
import SchakelStore
import Testing

@testable import SchakelRegion

/// Another process holds the database's lock for longer than one is willing to wait.
@Suite struct LockedTests {
  /// - Parameter patience: milliseconds.
  private func region(patience: Int = 50) async throws -> TestRegion {
    try await TestRegion.make(options: {
      $0.synchronous = .off
      $0.busyTimeout = patience
    })
  }

  @Test("a transaction that cannot begin is refused once, for all that would share it")
  func refusedTogether() async throws {
    let region = try await region(patience: 500)
    let store = region.store
    let other = try OtherWriter(region)
    let gate = Gate()
    // On the writing thread, between two transactions.
    store.whenMoved { _ in other.take() }
    let kept = await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        let first: Void? = try? await store.write(cost: 1) { transaction throws(RegionError) in
          transaction.noteMoved(SpaceID(rawValue: 1))
          gate.wait()
        }
        return first != nil
      }
      await gate.waitUntilEntered()
      for _ in 0..<5 {
        group.addTask {
          let written: Void? = try? await store.write(cost: 1) { _ throws(RegionError) in }
          return written != nil
        }
      }
      while store.waitingWrites < 5 { await Task.yield() }
      gate.open()
      var kept = 0
      for await isKept in group {
        if isKept { kept += 1 } else { await other.release() }
      }
      return kept
    }
    #expect(kept == 1)
    try await store.write(cost: 1) { _ throws(RegionError) in }
  }

  @Test("a first contact that could not be written down is none, and the next one is")
  func firstContact() async throws {
    let region = try await region()
    let service = region.service
    let space = try await service.addSpace(name: "West").id
    let invitation = try await service.invite(handle: "a", to: space, as: .contributor)
    let enrol = { () async throws -> SchakelRegion.Enrolment in
      try await service.enrol(
        code: invitation.code, deviceName: "phone", replica: ReplicaID(rawValue: 1),
        publicKey: [UInt8](repeating: 1, count: 32))
    }
    let token = Array(try #require(try await enrol().token).utf8)
    let other = try OtherWriter(region)
    other.take()
    let error = try await failure { _ = try await service.authenticate(token: token) }
    #expect(error.code == .storage)
    await other.release()
    #expect(try await service.authenticate(token: token) != nil)
    #expect(try service.devices()[0].lastContact == region.clock.now)
    #expect(try await failure { _ = try await enrol() }.code == .invitationNotValid)
  }

  @Test("the first contact leaves room for the name of the program that comes with the first sync")
  func agent() async throws {
    let region = try await region()
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    try await anna.sync(space)
    // The contact is written beside, and nobody waits for it.
    for _ in 0..<1_000 where try region.service.devices()[0].agent.isEmpty {
      try await Task.sleep(for: .milliseconds(5))
    }
    #expect(try region.service.devices()[0].agent == "test/1")
  }

  @Test("a question that is answered at once does not wait for those that take long")
  func look() async throws {
    let region = try await region()
    let store = region.store
    let gates = [Gate(), Gate()]
    let isAnswered = Gate()
    await withTaskGroup(of: Void.self) { group in
      // Nobody has all connections: one for each of two.
      for (number, gate) in gates.enumerated() {
        let person = PersonID(rawValue: UInt64(number))
        group.addTask {
          try? await store.read(for: person) { _ throws(RegionError) in gate.wait() }
        }
        await gate.waitUntilEntered()
      }
      isAnswered.onThread { _ = try? region.service.name() }
      for _ in 0..<1_000 where !isAnswered.hasEntered {
        try? await Task.sleep(for: .milliseconds(10))
      }
      #expect(isAnswered.hasEntered)
      for gate in gates { gate.open() }
    }
  }
}

extension Gate {
  /// Enters when `body` has run on a thread of its own.
  fileprivate func onThread(_ body: @escaping @Sendable () -> Void) {
    DispatchQueue.global().async {
      body()
      self.open()
      self.wait()
    }
  }
}
