import SchakelCore

// Further lives of a device's database: it was copied, or put back.
extension SpaceIntake {
  /// Whether the stream of a run may begin in this space: that of a device's first life, or of one that
  /// was let go on. If so the log says it, where it has another stream of the device.
  ///
  /// The run is known to be the device's own word. The region itself has a life for each epoch; and what
  /// a device writes that is out of use has no effect, so that nobody needs to agree to it.
  mutating func mayBegin(
    _ run: IncomingRun, of device: DeviceRecord
  ) throws(RegionError) -> Bool {
    guard device.replica != environment.identity.replica else { return true }
    let lives = Lives(records: try transaction.incarnations(of: device.replica))
    let known = lives.record(of: run.writer)
    if device.status != .active {
      // What was accepted of it before, and a region that was put back gets again, counts as it did.
      let others = try transaction.streams(of: device.replica, in: space)
      if let known, known.status == .admitted, known.previous != nil || !others.isEmpty {
        try logAdmission(of: known)
      }
      return true
    }
    var life = known ?? lives.met(run.writer, changes: run.last, at: received)
    if life.status == .waiting {
      guard admitsCopies else {
        try keepWaiting(life, among: lives, run)
        if !unadmitted.contains(run.writer) { unadmitted.append(run.writer) }
        return false
      }
      (life.status, life.decided) = (.admitted, received)
      admitted.append(life)
    }
    if life != known { try transaction.save(life) }
    let others = try transaction.streams(of: device.replica, in: space)
    if life.previous != nil || !others.isEmpty { try logAdmission(of: life) }
    return true
  }

  /// Notes what waits, for whoever has to decide. Of a device that keeps making up lives no more than so
  /// many are kept.
  private func keepWaiting(
    _ life: IncarnationRecord, among lives: Lives, _ run: IncomingRun
  ) throws(RegionError) {
    guard let known = lives.record(of: run.writer) else {
      if lives.waiting < limits.waitingCopies { try transaction.save(life) }
      return
    }
    guard known.changes < run.last else { return }
    var life = life
    life.changes = run.last
    try transaction.save(life)
  }

  private mutating func logAdmission(of life: IncarnationRecord) throws(RegionError) {
    let actor = try transaction.decider(life.decidedBy, in: space)
    try log.append(.admission(life.entry(actor: actor)), received: received, to: transaction)
  }
}
