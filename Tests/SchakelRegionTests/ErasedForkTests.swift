import Foundation
import SchakelCore
import Testing

@testable import SchakelRegion

/// Another history of a stream is kept apart, and brings no word back of what was erased.
@Suite struct ErasedForkTests {
  private struct Town {
    let region: TestRegion
    let space: SpaceID
    let cees: TestDevice
    let dina: TestDevice
    let anna: TestDevice
    var service: RegionService { region.service }

    init() async throws {
      region = try await TestRegion.make()
      space = try await region.service.addSpace(name: "West").id
      cees = try await region.device("cees", in: space, as: .coordinator)
      dina = try await region.device("dina", in: space, as: .coordinator)
      anna = try await region.device("anna", in: space)
    }

    func erase(_ subject: ErasureSubject) async throws {
      let asked = try await service.requestErasure(
        of: subject, ground: "asked for", by: cees.device.person)
      _ = try await service.approveErasure(
        asked.record.number, by: dina.device.person, review: .eraseAll)
    }

    /// Whether a word stands in a fork that is kept.
    func isKept(_ word: String) throws -> Bool {
      try service.store.look { [space] store throws(RegionError) in
        guard let space = try store.space(space) else { throw .noAccess }
        return try store.forks(in: space.number).contains {
          Data($0.run).range(of: Data(word.utf8)) != nil
        }
      }
    }

    var forks: Int {
      get throws {
        try service.store.look { [space] store throws(RegionError) in
          guard let space = try store.space(space) else { throw .noAccess }
          return try store.forks(in: space.number).count
        }
      }
    }
  }

  @Test("one that came before the erasure, and one that comes after it, are kept without the words")
  func bothTimes() async throws {
    for comesLater in [false, true] {
      let town = try await Town()
      let note = town.anna.create("shared beginning", in: town.space)
      try await town.anna.sync(town.space)
      let other = town.anna.copied()
      town.anna.edit(note, "kersenboomgaard", in: town.space)
      try await town.anna.sync(town.space)
      // Another life of the device: of that document, and of one that has nothing to do with it.
      other.edit(note, "perelaar", in: town.space)
      other.create("lindelaan", in: town.space)
      let fork = [other.run(2...3, in: town.space)]
      if !comesLater {
        _ = try await town.dina.exchange(town.space, push: fork)
        #expect(try town.isKept("perelaar") && town.isKept("lindelaan"))
      }
      try await town.erase(.document(note))
      if comesLater { _ = try await town.dina.exchange(town.space, push: fork) }
      #expect(try town.forks == 1)
      #expect(try !town.isKept("perelaar"), "comes later: \(comesLater)")
      #expect(try town.isKept("lindelaan"))
      _ = try await town.service.verifyAudit(of: nil).get()
    }
  }

  @Test("of a change that an order names, which is another person's, no other history keeps words")
  func named() async throws {
    for comesLater in [false, true] {
      let town = try await Town()
      let note = town.dina.create("bankje", in: town.space)
      try await town.dina.sync(town.space)
      try await town.anna.sync(town.space)
      town.anna.edit(note, "kersenboomgaard", in: town.space)
      try await town.anna.sync(town.space)
      // Dina writes in its place, and may have copied words: the reviewer has that erased too.
      try await town.dina.sync(town.space)
      let other = town.dina.copied()
      town.dina.edit(note, "kersenboomgaard aan de laan", in: town.space)
      try await town.dina.sync(town.space)
      other.edit(note, "de kersenboomgaard", in: town.space)
      let fork = [other.run(2...2, in: town.space)]
      if !comesLater { _ = try await town.cees.exchange(town.space, push: fork) }
      try await town.erase(.person(town.anna.device.person))
      if comesLater { _ = try await town.cees.exchange(town.space, push: fork) }
      #expect(try town.forks == 1)
      #expect(try !town.isKept("kersenboomgaard"), "comes later: \(comesLater)")
    }
  }
}
