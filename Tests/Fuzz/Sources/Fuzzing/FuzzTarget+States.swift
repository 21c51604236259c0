import SchakelCore

/// States and changes that can be read, whoever made them up: they need not go together.
extension FuzzTarget {
  /// A change is applied or not. If it is, the state keeps its invariants and knows the change from
  /// then on; if not, nothing happened.
  static let apply = FuzzTarget("apply") { bytes throws(Broken) in
    var supply = Supply(bytes)
    let writer = Supply.writers[supply.below(Supply.writers.count)]
    let check = UInt32(supply.byte())
    guard let before = try? DocumentState(encoded: supply.part()),
      let change = try? Change(encoded: supply.rest(), writer: writer)
    else { return false }
    var after = before
    guard try outcome(of: change, check, on: &after) == .applied else {
      guard after == before else { throw Broken("what was not applied has changed the state") }
      return true
    }
    if let failure = after.invariantFailure { throw Broken(failure) }
    guard try outcome(of: change, check, on: &after) == .known else {
      throw Broken("what was applied is not known")
    }
    after.erase(change.dot)
    if let failure = after.invariantFailure { throw Broken("erased: \(failure)") }
    return true
  }

  private static func outcome(
    of change: Change, _ check: UInt32, on state: inout DocumentState
  ) throws(Broken) -> ApplyOutcome {
    do throws(CBORError) {
      return try state.apply(change, check: check)
    } catch {
      throw Broken("a change that was read cannot be applied: \(error)")
    }
  }

  /// States that may be joined come to the same whoever joins whom, and twice is once.
  static let join = FuzzTarget("join") { bytes throws(Broken) in
    var supply = Supply(bytes)
    guard let left = try? DocumentState(encoded: supply.part()),
      let right = try? DocumentState(encoded: supply.rest()),
      !left.appliesVoids(of: right), !right.appliesVoids(of: left)
    else { return false }
    let joined = left.joined(with: right)
    guard right.joined(with: left) == joined else { throw Broken("a join has a direction") }
    for state in [joined, left, right] where joined.joined(with: state) != joined {
      throw Broken("what is joined already changes a state")
    }
    if let failure = joined.invariantFailure { throw Broken(failure) }
    return true
  }
}

extension DocumentState {
  func joined(with other: DocumentState) -> DocumentState {
    var state = self
    state.join(other)
    return state
  }
}
