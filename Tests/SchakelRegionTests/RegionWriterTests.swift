import SchakelCore
import Testing

@testable import SchakelRegion

/// The region among those who write.
@Suite("The region as a writer")
struct RegionWriterTests {
  private func combined(_ desk: Desk) async throws {
    desk.write(Desk.text("druk"), by: desk.anna)
    desk.write(Desk.text("stil", "vol"), by: desk.bram)
    try await desk.syncAll()
    #expect(desk.texts() == [Desk.text("druk", "vol")])
  }

  @Test("who it is follows from its key, and its incarnation from the epoch")
  func identity() {
    let identity = RegionIdentity(publicKey: FakeKeys.region, hashing: .portable)
    func digest(_ label: String) -> UInt64 {
      Hashing.portable.sha256(Array(label.utf8) + FakeKeys.region).bytes.prefix(8)
        .reduce(0) { $0 << 8 | UInt64($1) }
    }
    #expect(identity.replica.rawValue == digest("schakel/region-replica/1"))
    #expect(identity.person.rawValue == digest("schakel/region-person/1"))
    let writer = identity.writer(in: EpochID(rawValue: 0x0102_0304_0506_0708))
    #expect(writer.incarnation.rawValue == 0x0506_0708)
  }

  @Test("it is made known in a space before its first change there, and once")
  func introduced() async throws {
    let desk = try await Desk()
    try await combined(desk)
    desk.write(Desk.text("stil", "vol"), by: desk.anna)
    desk.write(Desk.text("druk", "vol", "open"), by: desk.bram)
    try await desk.syncAll()
    #expect(try await desk.written().count == 2)
    let entries = desk.cor.spaces[desk.space]?.entries ?? []
    let members = entries.count {
      if case .member(let member) = $0 { member.person == desk.identity.person } else { false }
    }
    let devices = entries.count {
      if case .device(let device) = $0 { device.replica == desk.identity.replica } else { false }
    }
    #expect(members == 1)
    #expect(devices == 1)
  }

  @Test("it is nobody's device: an operator sees neither it nor its person")
  func unseen() async throws {
    let desk = try await Desk()
    let (before, devices) = (
      try await desk.region.service.status(), try desk.region.service.devices()
    )
    try await combined(desk)
    let status = try await desk.region.service.status()
    #expect(status.spaces[0].members == before.spaces[0].members)
    #expect(status.devices.map(\.replica) == before.devices.map(\.replica))
    #expect(try desk.region.service.devices().map(\.replica) == devices.map(\.replica))
  }

  @Test("in another space it is made known there, under the same name")
  func twoSpaces() async throws {
    let desk = try await Desk()
    try await combined(desk)
    let east = try await desk.region.service.addSpace(name: "Oost").id
    let (dirk, eef) = (
      try await desk.region.device("dirk", in: east), try await desk.region.device("eef", in: east)
    )
    let note = dirk.create("oost", in: east)
    dirk.edit(note, Desk.text(), in: east, field: "body")
    for device in [dirk, eef] { try await device.sync(east) }
    dirk.edit(note, Desk.text("druk"), in: east, field: "body")
    eef.edit(note, Desk.text("stil", "vol"), in: east, field: "body")
    for device in [dirk, eef, dirk] { try await device.sync(east) }
    let texts = dirk.state(of: note, in: east).siblings(of: "body").map { $0.value?.text }
    #expect(texts == [Desk.text("druk", "vol")])
    #expect(dirk.spaces[east]?.people.contains { $0.person == desk.identity.person } == true)
  }

  @Test("no device writes as the region: neither before it has written nor after")
  func impostor() async throws {
    let desk = try await Desk()
    for hasWritten in [false, true] {
      if hasWritten { try await combined(desk) }
      let record = desk.identity.deviceRecord(created: 0)
      let impostor = TestDevice(Device(record), key: desk.anna.key, region: desk.region)
      impostor.incarnation = Incarnation(rawValue: 9)
      impostor.replaceBody(of: desk)
      let entries = try await desk.region.service.status().spaces[0].entries
      let answer = try await desk.anna.exchange(
        desk.space, push: [impostor.run(1...1, in: desk.space)])
      #expect(answer.status == .runRefused)
      #expect(try await desk.region.service.status().spaces[0].entries == entries)
    }
  }

  @Test("no device is enrolled under the region's name")
  func enrolment() async throws {
    let desk = try await Desk()
    let invitation = try await desk.region.service.invite(
      handle: "dirk", to: desk.space, as: .contributor)
    let error = try await failure {
      _ = try await desk.region.service.enrol(
        code: invitation.code, deviceName: "toestel", replica: desk.identity.replica,
        publicKey: desk.anna.key)
    }
    #expect(error.code == .replicaTaken)
  }

  @Test(
    "what names a rule is void, whatever it is for",
    arguments: [
      ChangeHeader.Purpose.edit, .resolution, .undo,
    ])
  func rule(purpose: ChangeHeader.Purpose) async throws {
    let desk = try await Desk()
    desk.replace(
      "title", "regel", in: desk.anna.state(of: desk.note, in: desk.space), by: desk.anna,
      purpose: purpose, rule: TextMerge.rule, reason: "zo")
    let answer = try await desk.anna.exchange(desk.space)
    #expect(answer.outcomes.map(\.outcome) == [.void(.notAllowed)])
  }

  @Test("a change that waits for one that the region has yet to write is refused once it has")
  func foretold() async throws {
    let desk = try await Desk()
    let epoch = try await desk.region.service.status().epoch
    var context = desk.cor.state(of: desk.note, in: desk.space).vector
    context.record(Dot(writer: desk.identity.writer(in: epoch), counter: 1), check: 1)
    desk.cor.edit(desk.note, "vooruit", in: desk.space, context: context)
    _ = try await desk.cor.exchange(desk.space)
    #expect(try await desk.region.service.status().spaces[0].waiting == 1)
    desk.write(Desk.text("druk"), by: desk.anna)
    desk.write(Desk.text("stil", "vol"), by: desk.bram)
    for device in [desk.anna, desk.bram, desk.anna] { try await device.sync(desk.space) }
    let status = try await desk.region.service.status().spaces[0]
    #expect(status.waiting == 0)
    #expect(status.voids == 1)
    let texts = desk.anna.state(of: desk.note, in: desk.space).siblings(of: "body")
    #expect(texts.map { $0.value?.text } == [Desk.text("druk", "vol")])
  }
}

extension TestDevice {
  fileprivate func replaceBody(of desk: Desk) {
    desk.replace(
      "body", "vals", in: desk.anna.state(of: desk.note, in: desk.space), by: self,
      purpose: .resolution, rule: TextMerge.rule)
  }
}
