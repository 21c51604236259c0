import SchakelCore
import SchakelStore
import SchakelTesting
import Simulator
import Testing

@testable import SchakelRegion

/// The region's ledger on a disk that loses what was not flushed.
@Suite("The region's ledger, when the power fails")
struct FaultyLedgerTests {
  private struct Machine {
    let folder = scratchFolder()
    let disk: FaultyDisk
    let ledger: FaultyLedger
    let device: TestDevice
    var region: TestRegion
    /// Whether the ledger was not whole when the power came back.
    var wasTorn = false

    init() async throws {
      disk = FaultyDisk(in: folder)
      ledger = try FaultyLedger(folder + "/region.ledger", on: disk)
      region = try await TestRegion(
        folder: folder, ledger: RegionLedger(path: folder + "/region.ledger", storage: ledger))
      device = try await region.device(1, person: "anna")
    }

    func give(_ role: Role) async throws {
      _ = try await region.service.setRole(role, of: person, in: region.space)
    }

    mutating func restart(_ stop: FaultyDisk.Stop, seed: UInt64) async throws {
      disk.stop()
      try? region.service.close()
      disk.restart(stop, seed: seed)
      if stop == .power { try ledger.restart(seed: seed) }
      wasTorn = (try? entries) == nil
      region = try await TestRegion(
        folder: folder, clock: region.clock,
        ledger: RegionLedger(path: folder + "/region.ledger", storage: ledger))
    }

    /// How many entries the ledger has, all of them whole.
    var entries: Int {
      get throws {
        try RegionLedger(path: folder + "/region.ledger").read(region.clock.region)?.entries.count
          ?? 0
      }
    }

    /// Where it ends: another ledger, written again from the database, does not end there.
    var end: LedgerPlace? {
      get throws { try RegionLedger(path: folder + "/region.ledger").end(region.clock.region) }
    }

    var person: PersonID { device.replica.identity.person ?? PersonID(rawValue: 0) }

    var mayWrite: Bool {
      get throws {
        let (person, space) = (person, region.space)
        return try region.service.store.look { store throws(RegionError) in
          guard let row = try store.space(space) else { return false }
          return try store.role(of: person, in: row.number)?.mayWrite ?? false
        }
      }
    }
  }

  @Test("at whichever write or flush the power fails, the region starts, and what returned stands")
  func everywhere() async throws {
    var (hasLost, hasTorn) = (false, false)
    var (count, isDown) = (UInt64(0), true)
    while isDown {
      count += 1
      for seed in count * 8..<count * 8 + 3 where isDown {
        var machine = try await Machine()
        let before = try machine.entries
        machine.disk.plan(.power, after: count)
        let hasReturned = (try? await machine.give(.reader)) != nil
        isDown = machine.disk.isDown
        guard isDown else { break }
        try await machine.restart(.power, seed: seed)
        #expect(try !hasReturned || !machine.mayWrite, "at operation \(count)")
        // What one of both has, both have.
        #expect(try machine.mayWrite == (machine.entries == before), "at operation \(count)")
        hasLost = try hasLost || machine.mayWrite
        hasTorn = hasTorn || machine.wasTorn
        try await machine.give(.contributor)
        try await machine.give(.reader)
        #expect(try machine.entries > before)
      }
    }
    #expect(hasLost && hasTorn && count > 4)
  }

  @Test("what a process that ended left in the ledger is on the disk before it is obeyed")
  func halfway() async throws {
    var hasObeyed = false
    var count: UInt64 = 0
    while true {
      count += 1
      var machine = try await Machine()
      let before = try machine.entries
      machine.disk.plan(.power, after: count)
      _ = try? await machine.give(.reader)
      guard machine.disk.isDown else { break }
      try await machine.restart(.process, seed: count)
      let then = try machine.entries
      hasObeyed = hasObeyed || then > before
      #expect(try machine.mayWrite == (then == before), "at operation \(count)")
      let end = try machine.end
      for seed in UInt64(1)...3 where then > before {
        try await machine.restart(.power, seed: seed)
        #expect(try machine.end == end, "at operation \(count)")
      }
    }
    #expect(hasObeyed)
  }
}
