import SchakelCore
import SchakelStore
import SchakelTesting
import Testing

@Suite("Whoever alters an audit file")
struct AuditAttackTests {
  private static let sign: @Sendable ([UInt8]) -> [UInt8] = {
    FakeSignature.sign($0, key: TestRegion.key)
  }

  /// What an auditor says of a file: the fault, or nil.
  private func fault(_ forgery: AuditForgery) -> AuditFault? {
    do throws(AuditFault) {
      _ = try TestRegion.verify(forgery.file)
      return nil
    } catch {
      return error
    }
  }

  /// Does everything to every entry, one after the other.
  private func forEveryTampering(
    _ file: AuditForgery, _ body: (Tampering, Int, LogEntry, AuditForgery) throws -> Void
  ) throws {
    for space in file.spaces.indices {
      for place in file.spaces[space].entries.indices {
        let entry = try #require(file.spaces[space].entries[place].read)
        for tampering in Tampering.allCases {
          var forged = file
          guard tampering.perform(at: place, of: &forged.spaces[space]) else { continue }
          try body(tampering, space, entry, forged)
        }
      }
    }
  }

  @Test("a file that was taken apart and put together is the same, and the region's own signature")
  func together() async throws {
    let scene = try await AuditScene()
    let file = try AuditForgery(scene.file)
    #expect(file.file == scene.file)
    #expect(file.resigned(by: Self.sign).file == scene.file)
    var relinked = file
    for space in relinked.spaces.indices { relinked.spaces[space].relink(by: Self.sign) }
    #expect(relinked.file == scene.file)
    let report = try TestRegion.verify(scene.file)
    #expect(report.spaces.count == 2)
    #expect(report.counts.voids == 1 && report.counts.epochs == 2)
    let kinds = report.spaces[0].records.flatMap(\.events).map(\.kind)
    #expect(Set(kinds) == [.found, .settled, .reopened])
  }

  @Test("without the region's key is found, whatever is done to whichever entry")
  func stranger() async throws {
    let file = try AuditForgery(try await AuditScene().file)
    var tried = 0
    try forEveryTampering(file) { tampering, _, entry, forged in
      tried += 1
      #expect(fault(forged) != nil, "\(tampering) of \(entry)")
    }
    #expect(tried > 150)
  }

  /// What the region alone says, and nobody sealed: who is a member and who has which device, when its
  /// epochs began, who read, and when anything came. A seal may be there twice, stand later, or be left
  /// out where one further on covers what it covered.
  /// An entry's last bits are the hour at which it came.
  private static let unseen = Set(
    [
      "change": "flip backdate", "void": "backdate", "seal": "drop duplicate swap",
      "member": "flip drop duplicate swap backdate", "device": "flip duplicate swap backdate",
      "epoch": "flip drop duplicate swap backdate",
      "reading": "flip drop duplicate swap backdate", "checkpoint": "drop duplicate backdate",
    ].flatMap { row in row.value.split(separator: " ").map { "\($0) \(row.key)" } })

  @Test(
    "with the region's key is found, but for what the region alone says: no log the devices know",
    arguments: [false, true])
  func operating(relinking: Bool) async throws {
    let scene = try await AuditScene()
    let file = try AuditForgery(scene.file)
    let kept = try Dictionary(
      uniqueKeysWithValues: file.spaces.map(\.space.space).map {
        ($0, try scene.anna.replica.checkpoints(of: $0))
      })
    for (space, kept) in kept { #expect(file.goesThrough(kept, of: space) && !kept.isEmpty) }
    var unseen: Set<String> = []
    try forEveryTampering(file) { tampering, place, entry, forged in
      var forged = forged
      if relinking { forged.spaces[place].relink(by: Self.sign) }
      forged = forged.resigned(by: Self.sign)
      // A signature that was flipped is made anew, and nothing is altered.
      guard forged.file != file.file, fault(forged) == nil else { return }
      unseen.insert("\(tampering) \(entry.tag.map { "\($0)" } ?? "")")
      let space = forged.spaces[place].space.space
      // What is added behind the end is no other past.
      let before = file.spaces[place].entries
      guard !forged.spaces[place].entries.starts(with: before) else { return }
      #expect(!forged.goesThrough(kept[space] ?? [], of: space), "\(tampering) of \(entry)")
    }
    #expect(unseen == Self.unseen)
  }
}
