import SchakelCore
import SchakelRegion
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

/// Devices whose clocks are wrong beside one whose clock is right: nothing is refused, and what the
/// right one writes later is shown as the latest, then and ever after.
@Suite("Clocks that are wrong")
struct WrongClockTests {
  /// What a clock shows, by what time it is and how often it was looked at.
  struct WrongClock: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Whether by what is claimed alone everything of its device would be the latest.
    let isAhead: Bool
    let shown: @Sendable (UInt64, Int) -> UInt64

    init(
      _ name: String, isAhead: Bool = false,
      _ shown: @escaping @Sendable (UInt64, Int) -> UInt64
    ) {
      testDescription = name
      self.isAhead = isAhead
      self.shown = shown
    }
  }

  private static let hour: UInt64 = 3_600_000
  private static let year: UInt64 = 365 * 24 * hour
  private static let start: UInt64 = 1_700_000_000_000

  static let clocks = [
    WrongClock("ten years ahead", isAhead: true) { time, _ in time + 10 * year },
    WrongClock("forty years behind") { time, _ in time - 40 * year },
    WrongClock("jumping ten years to and fro") { time, look in
      look % 2 == 0 ? time + 5 * year : time - 5 * year
    },
    WrongClock("falling back a month at each look", isAhead: true) { time, look in
      time + 20 * year - UInt64(look) * (year / 12)
    },
    WrongClock("standing still") { _, _ in start },
    WrongClock("at zero") { _, _ in 0 },
    WrongClock("at the last millisecond there is", isAhead: true) { _, _ in
      HybridTime.lastMillisecond
    },
    WrongClock("beyond the last", isAhead: true) { _, _ in .max - 1_000_000 },
  ]

  /// A region and three devices, of which the first has a clock of its own, and one document.
  private final class Scene {
    let region: TestRegion
    let devices: [TestDevice]
    let id: DocumentID
    private let wrong: WrongClock
    private let isOfRegion: Bool
    private var looks = 0
    private var time = WrongClockTests.start
    var isMended = false

    var strange: TestDevice { devices[0] }
    var honest: TestDevice { devices[1] }

    /// - Parameter isOfRegion: whether the clock is the region's, and no device's.
    init(_ wrong: WrongClock, isOfRegion: Bool = false) async throws {
      self.wrong = wrong
      self.isOfRegion = isOfRegion
      region = try await TestRegion()
      var devices: [TestDevice] = []
      for seed in 1...3 { devices.append(try await region.device(UInt64(seed))) }
      self.devices = devices
      // Nobody enrols at a region whose clock is wrong already.
      isMended = isOfRegion
      id = try devices[1].note("bankje")
      try await meet()
    }

    /// An hour passes for everybody, whatever their clocks show.
    private func pass() {
      time += WrongClockTests.hour
      looks += 1
      region.clock.set(time)
      for device in devices { device.clock.set(time) }
      guard !isMended else { return }
      (isOfRegion ? region.clock : strange.clock).set(wrong.shown(time, looks))
    }

    func write(_ place: String, on device: TestDevice) async throws {
      pass()
      try device.replica.edit(id, [.set("place", Value(place))])
    }

    func sync(_ device: TestDevice) async throws {
      pass()
      #expect(try await device.sync().isSynchronised)
    }

    /// All that there is time for: a region that is years ahead takes every token for one that has ended.
    func tryToMeet() async throws {
      for device in devices {
        pass()
        _ = try await device.sync()
      }
    }

    func meet() async throws {
      for _ in 0..<2 { for device in devices { try await sync(device) } }
    }

    /// That the edits of the two did meet, and that a clock that is ahead did claim to be the latest:
    /// else there would be nothing to hold.
    func expectClaims() throws {
      let items = try honest.replica.history(id).items
        .filter { $0.steps.contains { !$0.concurrent.isEmpty } }
      let own = strange.replica.identity.writer
      let claims = items.filter { $0.dot.writer == own }.map(\.time)
      let others = items.filter { $0.dot.writer != own }.map(\.time)
      #expect(claims.count == 3 && others.count == 3)
      guard let earliest = claims.min(), let latest = others.max() else { return }
      #expect(!wrong.isAhead || earliest > latest)
    }

    /// That all have the same, that all show this, and that nothing was refused.
    func expect(_ place: String) throws {
      let states = try honest.states()
      for device in devices {
        #expect(try device.replica.document(id)?["place"]?.text == place)
        #expect(try device.states() == states)
        #expect(try device.replica.tray().isEmpty)
        #expect(try device.replica.check() == [])
      }
      #expect(try honest.replica.conflicts().isEmpty)
    }
  }

  @Test("a later honest edit is shown, whatever the other claimed", arguments: clocks)
  func honest(_ clock: WrongClock) async throws {
    let scene = try await Scene(clock)
    for round in 1...3 {
      // Neither knows of the other's: the region hears the strange one first.
      try await scene.write("vreemd \(round)", on: scene.strange)
      try await scene.sync(scene.strange)
      try await scene.write("eerlijk \(round)", on: scene.honest)
      try await scene.meet()
      try scene.expect("eerlijk \(round)")
    }
    let status = try await scene.region.service.status()
    #expect(status.spaces[0].voids == 0 && status.changes == 7)
    try scene.expectClaims()
  }

  @Test("who knows what the other wrote replaces it, whoever's clock is wrong", arguments: clocks)
  func causal(_ clock: WrongClock) async throws {
    let scene = try await Scene(clock)
    for round in 1...3 {
      for device in [scene.strange, scene.honest, scene.strange] {
        try await scene.write("\(round) door \(device === scene.strange)", on: device)
        try await scene.meet()
        try scene.expect("\(round) door \(device === scene.strange)")
      }
    }
  }

  @Test("a clock that is put right does no more harm, to others or to its own", arguments: clocks)
  func mended(_ clock: WrongClock) async throws {
    let scene = try await Scene(clock)
    try await scene.write("vreemd", on: scene.strange)
    try await scene.meet()
    scene.isMended = true
    try await scene.write("verzet", on: scene.strange)
    try await scene.sync(scene.strange)
    try await scene.write("later", on: scene.honest)
    try await scene.meet()
    try scene.expect("later")
    try await scene.write("eerder", on: scene.honest)
    try await scene.sync(scene.honest)
    try await scene.write("laatst", on: scene.strange)
    try await scene.meet()
    try scene.expect("laatst")
  }

  @Test(
    "the region's own clock costs nobody a word, and what is written once it is right is the latest",
    arguments: clocks)
  func region(_ clock: WrongClock) async throws {
    let scene = try await Scene(clock, isOfRegion: true)
    scene.isMended = false
    for round in 1...2 {
      try await scene.write("\(round) de een", on: scene.strange)
      try await scene.tryToMeet()
      try await scene.write("\(round) de ander", on: scene.honest)
      try await scene.tryToMeet()
    }
    scene.isMended = true
    try await scene.meet()
    // Whichever that is, all have the same.
    try scene.expect(try scene.honest.replica.document(scene.id)?["place"]?.text ?? "")
    try await scene.write("eerder", on: scene.strange)
    try await scene.sync(scene.strange)
    try await scene.write("later", on: scene.honest)
    try await scene.meet()
    try scene.expect("later")
    let status = try await scene.region.service.status()
    #expect(status.spaces[0].voids == 0 && status.changes == 7)
  }

  @Test("a device that comes new to what a wrong clock claimed shows the same", arguments: clocks)
  func newcomer(_ clock: WrongClock) async throws {
    let scene = try await Scene(clock)
    try await scene.write("vreemd", on: scene.strange)
    try await scene.sync(scene.strange)
    try await scene.write("eerlijk", on: scene.honest)
    try await scene.meet()
    let late = try await scene.region.device(9)
    #expect(try await late.sync().isSynchronised)
    #expect(try late.replica.document(scene.id)?["place"]?.text == "eerlijk")
    #expect(try late.states() == scene.honest.states())
  }

  @Test("devices whose clocks all show the same moment come to the same, and refuse nothing")
  func equal() async throws {
    let region = try await TestRegion()
    var devices: [TestDevice] = []
    for seed in 1...3 { devices.append(try await region.device(UInt64(seed))) }
    let id = try devices[0].note("bankje")
    for _ in 0..<2 { for device in devices { try await device.sync() } }
    for round in 0..<3 {
      for (index, device) in devices.enumerated() {
        device.clock.set(Self.start)
        try device.replica.edit(id, [.set("place", Value("\(round) \(index)"))])
      }
      for _ in 0..<2 {
        for device in devices {
          region.clock.set(Self.start)
          try await device.sync()
        }
      }
      let shown = try devices.map { try $0.replica.document(id)?["place"]?.text }
      #expect(Set(shown).count == 1 && shown[0]?.hasPrefix("\(round) ") == true)
      #expect(try devices[0].states() == devices[1].states())
      #expect(try devices[0].states() == devices[2].states())
    }
    let status = try await region.service.status()
    #expect(status.spaces[0].voids == 0 && status.changes == 10)
  }
}
