import SchakelCore

// What came of devices that are out of use: on the record without effect, with its words kept for a
// coordinator.
extension SpaceIntake {
  /// Keeps what a change says that was just refused.
  func hold(_ incoming: Incoming) throws(RegionError) {
    guard incoming.item.hasWords else { return }
    #if SCHAKEL_PLANTED_FAULTS
      if PlantedFault.dropsHeld.isPlanted { return }
    #endif
    try transaction.add(
      HeldChange(
        position: log.space.position, dot: incoming.dot, check: incoming.link.check,
        received: received, bytes: incoming.item.bytes),
      in: space)
  }

  /// Where a coordinator said again what was held, it awaits nobody any more. Of others no change takes
  /// words away that they cannot have had.
  func noteRelease(by header: ChangeHeader) throws(RegionError) {
    guard case .change(let dot, let check) = header.origin,
      try transaction.role(of: header.author, in: space) == .coordinator
    else { return }
    _ = try transaction.decide(
      dot, check: check, as: .released, by: header.author, at: received, in: space)
  }
}
