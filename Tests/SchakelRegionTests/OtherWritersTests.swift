import SchakelCore
import SchakelStore
import Synchronization
import Testing

@testable import SchakelRegion

/// Two stores on one file, as the server and an operator's command have it open.
@Suite struct OtherWritersTests {
  /// What a region's watchers were told.
  private final class Told: Sendable {
    private let spaces = Mutex<[SpaceID]>([])

    init(_ region: TestRegion) {
      region.service.whenMoved { [self] moved in spaces.withLock { $0 += moved } }
    }

    func take() -> [SpaceID] {
      spaces.withLock { spaces in
        defer { spaces = [] }
        return spaces
      }
    }
  }

  /// The same file, opened once more.
  private func beside(_ region: TestRegion) async throws -> TestRegion {
    try await TestRegion(scratch: region.scratch, clock: region.clock, random: region.random)
  }

  @Test("what another process moves is told when it is looked for, once, and nothing else is")
  func told() async throws {
    let region = try await TestRegion.make()
    let west = try await region.service.addSpace(name: "West").id
    let east = try await region.service.addSpace(name: "East").id
    _ = try await region.device("anna", in: west)
    let told = Told(region)
    try await region.service.lookForOthers()
    #expect(told.take().isEmpty)

    let other = try await beside(region)
    _ = try await other.service.invite(handle: "anna", name: "Anna", to: west, as: .reader)
    #expect(told.take().isEmpty)
    try await region.service.lookForOthers()
    #expect(told.take() == [west])
    try await region.service.lookForOthers()
    #expect(told.take().isEmpty)

    let south = try await other.service.addSpace(name: "South").id
    try await region.service.lookForOthers()
    #expect(told.take() == [south])
    // Nobody's place in a log moves by an invitation alone.
    _ = try await other.service.invite(handle: "bram", to: east, as: .reader)
    try await region.service.lookForOthers()
    #expect(told.take().isEmpty)
    try other.service.close()
  }

  @Test("what the store moves itself is not told a second time")
  func own() async throws {
    let region = try await TestRegion.make()
    let west = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("anna", in: west)
    let told = Told(region)
    try await region.service.lookForOthers()
    anna.create("note", in: west)
    _ = try await region.service.sync(anna.request(west), from: anna.device)
    try await region.settle()
    #expect(told.take() == [west])
    try await region.service.lookForOthers()
    #expect(told.take().isEmpty)
  }
}
