import SchakelCore
import Testing

@testable import SchakelRegion

/// What is held of a device that is out of use, while a coordinator's release of it waits.
@Suite struct HeldTests {
  /// Anna's device has an edit that the region has not heard of, and so has Bob's, in one note.
  struct Loss {
    let region: TestRegion
    let space: SpaceID
    let anna: TestDevice
    let bob: TestDevice
    /// Bob's device put back, with another edit under the same dot.
    let forked: TestDevice
    /// Somebody whose edit comes last.
    let late: TestDevice
    let cees: TestDevice
    let dina: TestDevice
    let note: DocumentID

    init(limits: RegionLimits = RegionLimits()) async throws {
      region = try await TestRegion.make(limits: limits)
      space = try await region.service.addSpace(name: "West").id
      anna = try await region.device("anna", in: space)
      bob = try await region.device("bob", in: space)
      late = try await region.device("emma", in: space)
      cees = try await region.device("cees", in: space, as: .coordinator)
      dina = try await region.device("dina", in: space, as: .coordinator)
      note = anna.create("kersenboomgaard", in: space)
      for device in [anna, bob, late, cees, dina, anna] { try await device.sync(space) }
      anna.edit(note, "lindelaan", in: space)
      forked = bob.copied()
      bob.edit(note, "bij de brug", in: space, field: "place")
      forked.edit(note, "op het plein", in: space, field: "place")
      late.edit(note, "in de hal", in: space, field: "place")
    }

    /// Anna's edit.
    var lost: ChangeHeader.Origin { link(anna, 2) }

    /// What names a change as an origin.
    func link(_ device: TestDevice, _ counter: UInt64) -> ChangeHeader.Origin {
      .change(device.dot(counter), check: device.own[space]!.links[Int(counter) - 1].check)
    }

    /// Takes Anna's device out of use, which then hands in what it has.
    @discardableResult
    func handIn() async throws -> SyncAnswer.Space {
      _ = try await region.service.revoke(anna.device.replica)
      let answer = try await region.service.handIn(anna.request(space), from: anna.device)
      return answer.spaces[0]
    }

    /// Says again what an origin said, with this change of others in sight.
    func sayAgain(
      _ origin: ChangeHeader.Origin, by device: TestDevice, after other: TestDevice? = nil
    ) async throws -> ChangeOutcome? {
      var context = dina.state(of: note, in: space).vector
      if let other { context.record(other.dot(1), check: other.own[space]!.links[0].check) }
      device.edit(note, "lindelaan", in: space, context: context, origin: origin)
      let said = device.dot(UInt64(device.own[space]!.changes.count))
      return try await device.exchange(space).outcomes.first { $0.dot == said }?.outcome
    }

    /// What awaits a coordinator.
    func held() async throws -> [Dot] {
      let items = try await region.service.heldChanges(
        HeldRequest(space: space), for: dina.device
      ).items
      #expect(try await dina.exchange(space, push: []).held == UInt64(items.count))
      return try items.map { try Change(encoded: $0.change, writer: $0.writer).dot }
    }

    func keptBytes() async throws -> Int {
      let replica = anna.device.replica
      return try await region.store.read { store throws(RegionError) in
        try store.heldBytes(of: replica)
      }
    }
  }

  @Test(
    "awaits somebody once a release is refused, and nobody once it counts, whatever became of a role"
  )
  func roleLost() async throws {
    for isRefused in [true, false] {
      let loss = try await Loss()
      try await loss.handIn()
      let outcome = try await loss.sayAgain(loss.lost, by: loss.cees, after: loss.bob)
      #expect(outcome == .waiting(for: [loss.bob.dot(1)]))
      #expect(try await loss.held().isEmpty)
      _ = try await loss.region.service.setRole(
        .contributor, of: loss.cees.device.person, in: loss.space)
      _ = try await (isRefused ? loss.forked : loss.bob).exchange(loss.space)
      #expect(try await loss.held() == (isRefused ? [loss.anna.dot(2)] : []))
      #expect(try await (loss.keptBytes() > 0) == isRefused)
      guard isRefused else { continue }
      #expect(try await loss.sayAgain(loss.lost, by: loss.dina) == nil)
      #expect(try await loss.held().isEmpty)
    }
  }

  @Test(
    "makes room once a coordinator decides on it, for as many as that are; the rest counts",
    arguments: [false, true])
  func room(isPutBack: Bool) async throws {
    var limits = RegionLimits()
    limits.heldChanges = 3
    let loss = try await Loss(limits: limits)
    for number in 1...6 {
      loss.anna.edit(loss.note, "nummer \(number)", in: loss.space, field: "place")
    }
    _ = try await loss.region.service.revoke(loss.anna.device.replica)
    if isPutBack {
      // The region's ledger knows of more that was accepted than the region has, and it is not this.
      let tip = StreamTip(
        writer: loss.anna.writer, counter: 100, tip: loss.anna.own[loss.space]!.links[0])
      let id = loss.space
      try await loss.region.store.write(cost: 0) { transaction throws(RegionError) in
        guard let space = try transaction.space(id) else { throw .noAccess }
        try transaction.save(accepted: [tip], in: space.number)
      }
    }
    func bring(_ counters: ClosedRange<UInt64>) async throws -> SyncAnswer.Status {
      var request = loss.anna.request(loss.space)
      request.spaces[0].push = [loss.anna.run(counters, in: loss.space)]
      return try await loss.region.service.handIn(request, from: loss.anna.device).spaces[0].status
    }
    #expect(try await bring(2...5) == .noRoom)
    #expect(try await bring(2...4) == .handedIn)
    #expect(try await bring(5...5) == .noRoom)
    for counter: UInt64 in [2, 3] {
      #expect(
        try await loss.region.service.dismissHeld(
          loss.anna.dot(counter), in: loss.space, by: loss.dina.device))
    }
    #expect(try await bring(5...7) == .noRoom)
    #expect(try await bring(5...6) == .handedIn)
    #expect(try await bring(7...7) == .noRoom)
    #expect(try await loss.sayAgain(loss.link(loss.anna, 4), by: loss.cees) == nil)
    #expect(try await bring(7...7) == .handedIn)
    #expect(try await bring(8...8) == .noRoom)
    #expect(try await loss.held() == [5, 6, 7].map(loss.anna.dot))
  }

  @Test("is listed and held once though a release came before it, waited and was refused")
  func releaseFirst() async throws {
    let loss = try await Loss()
    let outcome = try await loss.sayAgain(loss.lost, by: loss.cees, after: loss.bob)
    #expect(outcome == .waiting(for: [loss.bob.dot(1)]))
    _ = try await loss.forked.exchange(loss.space)
    #expect(try await loss.held().isEmpty)
    try await loss.handIn()
    #expect(try await loss.held() == [loss.anna.dot(2)])
    #expect(try await loss.sayAgain(loss.lost, by: loss.dina) == nil)
    #expect(try await loss.held().isEmpty)
  }

  /// When a release that waits is said in yet another change, by its own device.
  enum Again: CaseIterable {
    case whileItWaits
    case onceItIsRefused
    case toWaitItself
  }

  @Test(
    "awaits nobody once the device that released it wrote that again", arguments: Again.allCases)
  func writtenAgain(_ again: Again) async throws {
    let loss = try await Loss()
    try await loss.handIn()
    _ = try await loss.sayAgain(loss.lost, by: loss.cees, after: loss.bob)
    let first = loss.link(loss.cees, 1)
    if again == .onceItIsRefused {
      _ = try await loss.forked.exchange(loss.space)
      #expect(try await loss.held() == [loss.anna.dot(2)])
    }
    let later = loss.cees.emptied()
    later.incarnation = Incarnation(rawValue: 2)
    let other = again == .toWaitItself ? loss.late : nil
    let outcome = try await loss.sayAgain(first, by: later, after: other)
    #expect(outcome == other.map { .waiting(for: [$0.dot(1)]) })
    #expect(try await loss.held().isEmpty)
    _ = try await loss.forked.exchange(loss.space)
    #expect(try await loss.held().isEmpty)
    _ = try await loss.late.exchange(loss.space)
    #expect(try await loss.held().isEmpty)
    #expect(try await loss.keptBytes() == 0)
    #expect(try await loss.sayAgain(loss.lost, by: loss.dina) == .void(.released))
  }
}
