import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting

// A device that is taken out of use, with a week of notes on it that nobody else has.
extension RandomRegion {
  /// What is not as it should be with a device that was lost, or nil.
  mutating func revokedFault() async throws -> String? {
    guard inUse.count > 1, let index = inUse.last, clones(of: index).isEmpty,
      try devices[index].replica.standing().isSynchronised
    else { return nil }
    let device = devices[index]
    let path = region.folder + "/region.sqlite"
    let before = try countHeld(path)
    let notes = 2 + Int(random.below(4))
    story.append("\(index) is taken out of use with \(notes) notes on it")
    var written: [DocumentID] = []
    for number in 1...notes {
      device.clock.advance(86_400_000)
      written.append(
        try device.replica.create(
          "fieldNote", ["title": [Value("laatste week \(number)")]], in: region.space))
    }
    _ = try await region.service.revoke(device.replica.identity.replica)
    let report = try await device.sync(exchanges: Self.exchangeLimit)
    guard report.handedIn == notes, report.waiting == 0, !report.isSynchronised else {
      return "device \(index), out of use, handed in \(report.handedIn) of \(notes) notes, and "
        + "\(report.waiting) wait"
    }
    let kept = try countHeld(path) - before
    guard kept == notes else {
      return "the region said that it holds \(notes) changes, and holds \(kept)"
    }
    for other in inUse.dropLast() {
      _ = try await devices[other].sync(exchanges: Self.exchangeLimit)
      let states = try devices[other].replica.states(in: region.space)
      for id in written {
        guard let bytes = states[id],
          try DocumentState(encoded: bytes).contentFields.contains(where: { !$0.siblings.isEmpty })
        else { continue }
        return "device \(other) has a note of a device that is out of use, and nobody looked at it"
      }
    }
    return nil
  }

  /// The other devices with its name.
  private func clones(of index: Int) -> [Int] {
    let replica = devices[index].replica.identity.replica
    return devices.indices.filter {
      $0 != index && devices[$0].replica.identity.replica == replica
    }
  }

  /// The changes whose words the region keeps for a coordinator, read past all of its code.
  private func countHeld(_ path: String) throws -> Int {
    let connection = try Connection(path, mode: .readOnly)
    let count = try connection.prepare("SELECT count(*) FROM held WHERE bytes IS NOT NULL").first {
      row throws(SQLiteError) in try row.int64(at: 0)
    }
    try connection.close()
    return Int(count ?? 0)
  }
}
