import RegionTesting
import SchakelCore
import SchakelKeys
import SchakelRegion
import Synchronization
import Testing

@testable import SchakelServer

@Suite("What other processes do to a region")
struct OtherProcessesTests {
  /// A server's region, and an operator's command on the same folder: another process.
  private struct Town {
    let scratch: Scratch
    let service: RegionService
    let command: RegionService
    let space: SpaceID
    let replica = ReplicaID(rawValue: 7)
    let person: PersonID

    init() async throws {
      scratch = try Scratch()
      let path = scratch.path + "/region.sqlite"
      let environment = RegionServer.environment(SigningKey(), .init())
      service = try await RegionService(
        store: SQLiteRegionStore(path), environment: environment)
      try await service.found(name: "Example region")
      space = try await service.addSpace(name: "Example neighbourhood").id
      let code = try await service.invite(
        handle: "w17", name: "Example worker", to: space, as: .contributor
      ).code
      _ = try await service.enrol(
        code: code, deviceName: "Phone", replica: replica,
        publicKey: [UInt8](repeating: 1, count: 32))
      person = try #require(try service.person(named: "w17"))
      command = try await RegionService(
        store: SQLiteRegionStore(path), environment: environment)
    }

    func close() throws {
      try command.close()
      try service.close()
    }
  }

  @Test(
    "is seen at the next look, and the looks are less than a second apart: a stream ends by then",
    arguments: ["revoke", "wipe", "leave"])
  func withinASecond(what: String) async throws {
    let town = try await Town()
    let events = EventHub<EventTopic>(maximum: 10)
    let stream = try events.subscribe(
      to: [.device(town.replica), .person(town.person), .space(town.space)])
    // The command comes at the worst moment: right after a look. What is slept since is counted.
    let slept = Mutex<[Duration]>([])
    let others = OtherProcesses(region: town.service, events: events, onCount: { _ in }) { time in
      if slept.withLock(\.isEmpty) {
        #expect(stream.ending == nil)
        switch what {
        case "revoke": _ = try await town.command.revoke(town.replica)
        case "wipe": _ = try await town.command.wipe(town.replica)
        default: _ = try await town.command.setRole(.none, of: town.person, in: town.space)
        }
      } else if stream.ending != nil || slept.withLock(\.count) > 5 {
        throw CancellationError()
      }
      slept.withLock { $0.append(time) }
    }
    town.service.whenMoved { _ in others.noteMove() }
    try await others.run()
    #expect(stream.ending != nil)
    #expect(slept.withLock { $0.reduce(.zero, +) } < .seconds(1))
    try town.close()
  }
}
