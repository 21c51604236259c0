import SchakelCore
import SchakelStore

extension RegionService {
  /// Checks all that the region keeps: the file, each space's log, each document, the ledger. Nothing is
  /// changed, and nothing goes on record: nobody is shown what was written. Requests go on meanwhile.
  ///
  /// - Parameter progress: is told what is looked at next, from any thread.
  /// - Throws: `storage` where the database cannot be read at all; what is damaged is told in the answer.
  /// - Complexity: reads all there is, and replays it; memory for the documents of one space.
  public func verify(
    progress: @escaping @Sendable (RegionVerification.Step) -> Void = { _ in }
  ) async throws(RegionError) -> RegionVerification {
    progress(.file)
    let file = try await store.checkFile()
    let (ledger, environment) = (ledger, environment)
    var result = try await store.read { [self] store throws(RegionError) in
      let name = try region(from: store).name
      var checker = RegionChecker(store, name: name, environment, progress: progress)
      checker.note(file)
      if let ledger { checker.check(ledger) }
      return checker.result
    }
    // Each space in a state of its own, so that no reader holds the write-ahead log for all that time.
    let spaces = try await store.read { store throws(RegionError) in
      try store.spaces().map(\.number)
    }
    for number in spaces {
      let name = result.name
      let part = try await store.read { store throws(RegionError) in
        var checker = RegionChecker(store, name: name, environment, progress: progress)
        if let space = try store.space(number: number) { checker.check(space) }
        return checker.result
      }
      result.spaces += part.spaces
      result.faults += part.faults
    }
    return result
  }
}

extension RegionChecker {
  /// Takes what SQLite says of the file.
  mutating func note(_ report: CheckReport) {
    guard case .damaged(let findings) = report else { return }
    for finding in findings { note(RegionFault(.file, finding)) }
  }
}
