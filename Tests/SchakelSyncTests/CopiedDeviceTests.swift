import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

@Suite("Copies of a device go on after a coordinator's yes")
struct CopiedDeviceTests {
  @Test("a copy keeps what it writes and reads meanwhile; then both sides' changes are everywhere")
  func bothSides() async throws {
    let town = try await CopyTown()
    let bench = try town.anna.note("bankje")
    try await town.anna.sync()
    let (one, two) = try town.copied()
    try one.note("van de een")
    try two.note("van de ander")
    try one.replica.edit(bench, [.set("place", Value("hoek"))])
    try two.replica.edit(bench, [.set("body", Value("staat los"))])
    #expect(try await one.sync().isSynchronised)
    try town.bram.note("van Bram")
    #expect(try await town.bram.sync().isSynchronised)
    let before = try await town.service.status().changes
    let report = try await two.sync()
    #expect(report.ending == .complete && !report.isSynchronised)
    #expect(report.waiting == 2 && report.standing.isUnadmitted)
    // What others wrote came in, and nothing went out.
    #expect(try two.states().count == 4)
    #expect(try await town.service.status().changes == before)
    let copy = try #require(try town.service.copies().first)
    #expect(copy.device.replica == two.writer.replica && copy.changes == 2)
    #expect(copy.incarnation == two.writer.incarnation)
    #expect(copy.previous == one.writer.incarnation)

    #expect(try await town.admit().map(\.writer) == [two.writer])
    #expect(try await two.sync().isSynchronised)
    try await town.expectPeace(among: [one, two, town.bram], documents: 4)
    let state = try DocumentState(encoded: try #require(try town.bram.states()[bench]))
    #expect(state.view(of: "place", policy: .latest).value?.text == "hoek")
    #expect(state.view(of: "body", policy: .latest).value?.text == "staat los")
    let space = try #require(try await town.audit().spaces.first)
    #expect(space.admissions.map(\.writer) == [two.writer])
    #expect(space.admissions.map(\.previous) == [one.writer.incarnation])
    #expect(space.admissions.map(\.actor) == [town.coordinator])
    #expect(try town.service.copies().isEmpty)
  }

  @Test("to wait costs one exchange of a constant size, however much is kept")
  func idle() async throws {
    let town = try await CopyTown()
    try town.anna.note("bankje")
    try await town.anna.sync()
    let (_, two) = try town.copied()
    for number in 0..<20 { try two.note("notitie \(number)") }
    try await two.sync()
    var costs: [[Int]] = []
    for _ in 0..<3 {
      two.wire { $0.exchanges = 0 }
      let report = try await two.sync()
      #expect(report.notices.isEmpty && report.standing.isUnadmitted)
      costs.append(two.wire { [$0.exchanges, $0.requestBytes, $0.answerBytes] })
    }
    #expect(costs[0][0] == 1 && costs[0][1] < 300 && costs[0][2] < 300, "\(costs)")
    #expect(costs[1] == costs[0] && costs[2] == costs[0], "\(costs)")
    for number in 20..<120 { try two.note("notitie \(number)") }
    try await two.sync()
    // A counter takes two bytes from a hundred on in place of one or two.
    #expect(two.wire { $0.requestBytes } - costs[0][1] < 4)
    #expect(try town.service.copies().map(\.changes) == [120])
    try await town.admit()
    #expect(try await two.sync().isSynchronised)
  }

  @Test("a copy is noticed before it writes, and told so at its first contact")
  func beforeWriting() async throws {
    let town = try await CopyTown()
    try town.anna.note("bankje")
    try await town.anna.sync()
    let (one, two) = try town.copied()
    let report = try await two.sync()
    #expect(!report.isSynchronised && report.standing.isUnadmitted && report.waiting == 0)
    #expect(try two.replica.status().isUnadmitted)
    #expect(try town.service.copies().map(\.changes) == [0])
    try await town.admit()
    #expect(try await two.sync().isSynchronised)
    #expect(try !two.replica.status().isUnadmitted)
    try two.note("na het ja")
    #expect(try await two.sync().isSynchronised)
    try await town.expectPeace(among: [one, two, town.bram], documents: 2)
  }

  @Test("a device that was put back goes on after a yes, with what it lost and what it wrote since")
  func putBack() async throws {
    let town = try await CopyTown()
    try town.anna.note("voor de kopie")
    try await town.anna.sync()
    let copy = try town.anna.closeAndCopy()
    let later = try town.anna.reopened()
    try later.note("na de kopie")
    try await later.sync()
    let back = try later.putBack(from: copy)
    try back.note("op de oude stand")
    let report = try await back.sync()
    #expect(report.standing.isUnadmitted && !report.isSynchronised)
    #expect(try back.states().count == 3)
    try await town.admit()
    #expect(try await back.sync().isSynchronised)
    try await town.expectPeace(among: [back, town.bram], documents: 3)
  }

  @Test("who carries a copy's changes keeps them too, and hands them in once somebody agreed")
  func carried() async throws {
    let town = try await CopyTown()
    try town.anna.note("bankje")
    try await town.anna.sync()
    try await town.bram.sync()
    let (one, two) = try town.copied()
    let id = try two.note("op de stick")
    try town.carry(from: two, to: town.bram)
    try town.bram.replica.edit(id, [.set("place", Value("hoek"))])
    let own = try town.bram.note("van Bram zelf")
    var report = try await town.bram.sync()
    // Bram's own changes went, and what he built on the copy's waits for that.
    #expect(report.waiting == 0 && report.ending == .complete)
    #expect(report.standing.unadmitted == 1 && !report.standing.isUnadmitted)
    #expect(!report.isSynchronised)
    #expect(try town.service.copies().map(\.changes) == [1])
    town.bram.wire { $0.exchanges = 0 }
    report = try await town.bram.sync()
    #expect(report.notices.isEmpty && town.bram.wire { $0.exchanges } == 1)
    #expect(try await one.sync().isSynchronised)
    #expect(try one.states()[own] != nil && one.replica.document(id) == nil)
    // The copy itself never comes back.
    try two.replica.close()
    try await town.admit()
    #expect(try await town.bram.sync().isSynchronised)
    try await town.expectPeace(among: [one, town.bram], documents: 3)
  }

  @Test("each of three copies, and a copy of a copy, waits for a yes of its own")
  func several() async throws {
    let town = try await CopyTown()
    try town.anna.note("bankje")
    try await town.anna.sync()
    let copies = [try town.anna.closeAndCopy(), scratchFolder()]
    try copyFiles(from: copies[0], to: copies[1])
    var devices = [try town.anna.reopened()]
    for copy in copies { devices.append(try town.anna.reopened(home: copy)) }
    for (number, device) in devices.enumerated() { try device.note("van \(number)") }
    devices.append(try devices[2].reopened(home: try devices[2].closeAndCopy()))
    devices[2] = try devices[2].reopened()
    try devices[3].note("van een kopie van een kopie")
    for device in devices { _ = try await device.sync() }
    let waiting = try town.service.copies()
    #expect(waiting.map(\.writer) == [devices[1], devices[2], devices[3]].map(\.writer))
    #expect(try await town.admit(devices[2].writer.incarnation).count == 1)
    #expect(try await devices[2].sync().isSynchronised)
    for device in [devices[1], devices[3]] {
      #expect(try await device.sync().standing.isUnadmitted)
    }
    #expect(try await town.admit().count == 2)
    for device in [devices[3], devices[1]] { _ = try await device.sync() }
    try await town.expectPeace(among: devices + [town.bram], documents: 5)
    #expect(try await town.audit().spaces[0].admissions.count == 3)
  }

  @Test("two that went on under the same dots: the later one waits, and both sides survive a yes")
  func forked() async throws {
    let town = try await CopyTown()
    try town.anna.note("samen")
    try await town.anna.sync()
    let copy = try town.anna.closeAndCopy()
    // Its files are put back in their place: nothing shows that they were copied.
    let first = try town.anna.reopened()
    try first.note("van de een")
    #expect(try await first.sync().isSynchronised)
    let second = try first.putBack(from: copy)
    let before = second.writer
    try second.note("van de ander")
    let report = try await second.sync()
    #expect(second.writer != before && report.standing.isUnadmitted)
    try await town.admit()
    #expect(try await second.sync().isSynchronised)
    try await town.expectPeace(among: [second, town.bram], documents: 3)
  }

  @Test("who is no coordinator lets nothing go on; nor anybody what is not there")
  func refused() async throws {
    let town = try await CopyTown()
    try town.anna.note("bankje")
    try await town.anna.sync()
    let replica = town.anna.writer.replica
    await expect(refusal: .unknownCopy) { _ = try await town.admit() }
    await expect(refusal: .unknownDevice) {
      _ = try await town.service.admit(ReplicaID(rawValue: 1), by: town.coordinator)
    }
    let (_, two) = try town.copied()
    try two.note("van de ander")
    try await two.sync()
    let stranger = try #require(town.bram.replica.identity.person)
    await expect(refusal: .notCoordinator) {
      _ = try await town.service.admit(replica, by: stranger)
    }
    await expect(refusal: .unknownCopy) { _ = try await town.admit(Incarnation(rawValue: 1)) }
    #expect(try await two.sync().standing.isUnadmitted)
    #expect(try await town.admit().count == 1)
    let position = try await town.service.status().spaces[0].head.position
    #expect(try await town.admit().isEmpty)
    #expect(try await town.service.status().spaces[0].head.position == position)
    #expect(try await two.sync().isSynchronised)
    _ = try await town.service.revoke(replica)
    await expect(refusal: .deviceRevoked) { _ = try await town.admit() }
  }

  @Test("a no takes the device out of use: nobody waits any more, and nothing of the copy counts")
  func no() async throws {
    let town = try await CopyTown()
    let bench = try town.anna.note("bankje")
    try await town.anna.sync()
    let (one, two) = try town.copied()
    try two.note("van een dief")
    _ = try await two.sync()
    try town.carry(from: two, to: town.bram)
    #expect(try await town.bram.sync().standing.unadmitted == 1)
    _ = try await town.service.revoke(one.writer.replica)
    #expect(try town.service.copies().isEmpty)
    for device in [one, two] {
      guard case .failed = try await device.sync().ending else {
        Issue.record("a device that is out of use was answered")
        continue
      }
    }
    #expect(try await town.bram.sync().isSynchronised)
    let carla = try await town.region.device(5, person: "carla")
    #expect(try await carla.sync().isSynchronised)
    let readable = try carla.states().filter { try DocumentState(encoded: $1).kind != nil }
    #expect(readable.map(\.key) == [bench])
    _ = try await town.audit()
  }

  @Test("a region that lets copies go on by itself says so in its log, and asks nobody")
  func byItself() async throws {
    let town = try await CopyTown(admitsCopies: true)
    try town.anna.note("bankje")
    try await town.anna.sync()
    let (one, two) = try town.copied()
    try one.note("van de een")
    try two.note("van de ander")
    for device in [one, two] { #expect(try await device.sync().isSynchronised) }
    #expect(try town.service.copies().isEmpty)
    try await town.expectPeace(among: [one, two, town.bram], documents: 3)
    let admissions = try await town.audit().spaces[0].admissions
    #expect(admissions.map(\.writer) == [two.writer] && admissions.map(\.actor) == [nil])
  }

  @Test("each space says who agreed, if it is a coordinator of its own; a later one says it too")
  func spaces() async throws {
    let town = try await CopyTown()
    let other = try await town.service.addSpace(name: "Tweede wijk").id
    try await town.region.join(other, handle: "anna", with: town.anna)
    try town.anna.note("bankje")
    try await town.anna.sync()
    let (one, two) = try town.copied()
    try two.replica.create("fieldNote", ["title": [Value("daar")]], in: other)
    _ = try await two.sync()
    try await town.admit()
    let later = try await town.service.addSpace(name: "Derde wijk").id
    try await town.region.join(later, handle: "anna", with: one)
    for device in [two, one] { #expect(try await device.sync().isSynchronised) }
    for device in [one, two] {
      try device.replica.create("fieldNote", ["title": [Value("overal")]], in: later)
      #expect(try await device.sync().isSynchronised)
    }
    let actors = try await town.audit().spaces.map { $0.admissions.map(\.actor) }
    #expect(actors == [[town.coordinator], [nil], [nil]])
    #expect(try two.replica.states(in: later).count == 2)
  }

  @Test("a region that was put back knows its yes by the ledger, and asks again without it")
  func ledger() async throws {
    for keeps in [true, false] {
      let town = try await CopyTown()
      try town.anna.note("bankje")
      try await town.anna.sync()
      let (one, two) = try town.copied()
      try two.note("van de ander")
      _ = try await two.sync()
      let restored = try await town.putBack(keepingLedger: keeps) { town in
        try await town.admit()
        #expect(try await two.sync().isSynchronised)
        #expect(try await town.bram.sync().isSynchronised)
      }
      try two.replica.close()
      let bram = try town.bram.moved(to: restored.region)
      #expect(try await bram.sync().isSynchronised == keeps)
      #expect(try restored.service.copies().isEmpty == keeps)
      if !keeps { try await restored.admit() }
      #expect(try await bram.sync().isSynchronised)
      let back = try one.moved(to: restored.region)
      try await restored.expectPeace(among: [back, bram], documents: 2)
      _ = try await restored.audit()
    }
  }
}
