import SchakelCore
import Testing

@testable import SchakelRegion

/// What a push costs that brings nothing new, on the one thread that writes.
@Suite struct ReplayCostTests {
  private struct Cost {
    var statements = 0
    var documents = 0
  }

  /// Takes a run as a push does, and says what it asked of the store.
  private func cost(
    of run: ChangeRun, by device: TestDevice, in space: SpaceID
  ) async throws -> Cost {
    let service = device.region.service
    let (environment, limits) = (service.environment, service.limits)
    let bearer = device.device.replica
    let record = try service.store.look { store throws(RegionError) in
      try store.device(device.device.replica)
    }
    let incoming = try #require(
      await IncomingRun(run, device: record, hashing: environment.hashing))
    return try await service.store.write(cost: 0) { transaction throws(RegionError) in
      guard let record = try transaction.space(space),
        let view = transaction as? SQLiteRegionTransaction
      else { throw .noAccess }
      var before = Cost(statements: view.statements, documents: view.documentsRead)
      var intake = try SpaceIntake(
        record, from: bearer, transaction: transaction, environment: environment,
        limits: limits, received: environment.now())
      try intake.take(incoming)
      _ = try intake.finish()
      before.statements = view.statements - before.statements
      before.documents = view.documentsRead - before.documents
      return before
    }
  }

  @Test("twice as many links of what is here cost twice the work")
  func links() async throws {
    var statements: [Int] = []
    for count in [40, 80] {
      let region = try await TestRegion.make()
      let space = try await region.service.addSpace(name: "West").id
      let anna = try await region.device("a", in: space)
      for number in 1...count { anna.create("note \(number)", in: space) }
      try await anna.sync(space)
      let whole = anna.run(1...UInt64(count), in: space)
      let links = ChangeRun(
        writer: whole.writer, first: 1,
        changes: anna.own[space]!.links.map { RunItem.link($0).encoded }, seal: whole.seal)
      statements.append(try await cost(of: links, by: anna, in: space).statements)
      let answer = try await anna.exchange(space, push: [links])
      #expect(answer.status == .ok)
      #expect(answer.outcomes.isEmpty)
    }
    #expect(statements[1] <= 2 * statements[0] + 10)
    #expect(statements[0] > 40)
  }

  @Test("where something waits, a replay reads no document but those in which it does")
  func documents() async throws {
    let street = try await WaitingTests.Street()
    let (space, bob) = (street.space, street.bob)
    for number in 1...20 { bob.create("note \(number)", in: space) }
    street.editByBob("by Bob")
    let answer = try await bob.exchange(space)
    #expect(answer.outcomes.map(\.dot) == [bob.dot(21)])
    let again = bob.run(1...21, in: space)
    #expect(try await cost(of: again, by: bob, in: space).documents == 1)
    #expect(try await bob.exchange(space, push: [again]).outcomes == answer.outcomes)
  }
}
