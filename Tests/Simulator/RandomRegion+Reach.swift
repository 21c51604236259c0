import SchakelCore
import SchakelStore
import SchakelSync
import SchakelTesting

// A region that was put back gets again what some device has by changes under a seal. What devices
// have by states alone it does not get, unless its writer comes back: they keep it, and say that they
// differ.
extension RandomRegion {
  /// The documents on some device with a change that the region does not have, and that no device
  /// could hand in.
  func beyondReach() async throws -> Set<DocumentID> {
    guard regionWasPutBack else { return [] }
    let atHand = try await changesAtHand()
    var lost: Set<DocumentID> = []
    for device in inUse.map({ devices[$0] }) {
      for (id, bytes) in try device.allStates() where !lost.contains(id) {
        let vector = try DocumentState(encoded: bytes).vector
        let told = try await entries(of: id)
        let isLost = vector.entries.contains { entry in
          !told.contains(entry) && atHand[entry.dot] != id
        }
        if isLost { lost.insert(id) }
      }
    }
    return lost
  }

  /// What the region has of a document, the refused ones among it.
  private func entries(of document: DocumentID) async throws -> Set<VersionVector.Entry> {
    var entries: Set<VersionVector.Entry> = []
    for page in try await history(of: document) {
      for item in page.items {
        let counter = try Change(encoded: item.change, writer: item.writer).header.counter
        entries.insert(
          VersionVector.Entry(writer: item.writer, counter: counter, check: item.check))
      }
      for void in page.voids {
        entries.insert(
          VersionVector.Entry(
            writer: void.dot.writer, counter: void.dot.counter, check: void.link.check))
      }
    }
    return entries
  }

  /// What devices would hand on to each other and joins on to what the region has, with the document
  /// that it is of.
  private func changesAtHand() async throws -> [Dot: DocumentID] {
    var atHand: [Dot: DocumentID] = [:]
    for (index, device) in devices.enumerated() {
      for space in try device.replica.spaces() where space.role.mayRead {
        let log = carried.mallory == nil ? nil : try await regionLog(of: space.id)
        let bundle = try device.replica.exportBundle(of: space.id, signer: device.signer).bundle
        var ends: Set<Dot> = []
        for run in bundle.runs.sorted(by: { $0.first < $1.first }) {
          // Of one that is out of use nobody takes others' changes.
          if isOut(index), run.writer.replica != device.replica.identity.replica { continue }
          let before = Dot(writer: run.writer, counter: run.first - 1)
          guard run.first == 1 || log?.has(before) ?? true || ends.contains(before)
          else { continue }
          let last = run.first - 1 + UInt64(run.changes.count)
          ends.insert(Dot(writer: run.writer, counter: last))
          for (place, item) in run.changes.enumerated() {
            guard let change = try? Change(encoded: item, writer: run.writer) else { continue }
            let dot = Dot(writer: run.writer, counter: run.first + UInt64(place))
            atHand[dot] = change.header.document
          }
        }
      }
    }
    return atHand
  }
}
