// Who may, whose keys, and what the region signed.
extension SpaceAudit {
  /// Whoever gives or takes a role coordinates the space at that place of the log: asked before the entry
  /// takes effect, so that a coordinator may step down. Without an actor it is the operator's word, which
  /// nothing in the log can confirm.
  mutating func take(_ member: LogEntry.Member) throws(AuditFault) {
    try requireCoordinator(member.actor, who: "gave a role")
    rights.members[member.person] = member.role
    roles.append(member)
  }

  mutating func take(_ device: LogEntry.Device) throws(AuditFault) {
    if let known = rights.devices[device.replica],
      known.publicKey != device.publicKey || known.person != device.person
    {
      throw fault(.rights, "the device \(device.replica.text) gets another key or another owner")
    }
    try requireCoordinator(device.actor, who: "took a device out of use")
    if device.status.rawValue > rights.devices[device.replica]?.status.rawValue ?? 0 {
      withdrawals.append(device)
    }
    rights.devices[device.replica] = device
  }

  mutating func take(_ admission: LogEntry.Admission) throws(AuditFault) {
    try requireCoordinator(admission.actor, who: "let a copy go on")
    rights.admitted.insert(admission.writer)
    admissions.append(admission)
  }

  mutating func take(_ dismissal: LogEntry.Dismissal) throws(AuditFault) {
    try requireCoordinator(dismissal.actor, who: "let a change go that was held")
    guard held.contains(dismissal.dot) else {
      throw fault(.void, "\(dismissal.dot.text) was let go, and was not held")
    }
    dismissals.append(dismissal)
  }

  mutating func take(_ opening: LogEntry.Opening) throws(AuditFault) {
    try requireCoordinator(opening.actor, who: "opened the region")
    openings.append(opening)
  }

  /// Whoever the log names as having decided something coordinates the space at that place of it. Nobody is
  /// named where it was the operator, or a coordinator of another space.
  private func requireCoordinator(_ actor: PersonID?, who did: String) throws(AuditFault) {
    guard let actor, rights.members[actor] != .coordinator else { return }
    throw fault(.rights, "\(actor.text) \(did) and is no coordinator")
  }

  mutating func take(_ seal: Seal) throws(AuditFault) {
    guard let device = rights.devices[seal.writer.replica], var stream = streams[seal.writer] else {
      throw fault(.seal, "a seal of \(seal.writer.text), of whom the log has nothing")
    }
    guard seal.counter == stream.counter, seal.tip == stream.tip else {
      throw fault(.seal, "a seal of \(seal.writer.text) is over another change than its last")
    }
    check(
      seal.message(in: id), seal.signature, by: device.publicKey,
      else: fault(.seal, "a seal of \(seal.writer.text) is not that of its device"))
    stream.sealed = seal.counter
    streams[seal.writer] = stream
    counts.seals += 1
  }

  mutating func take(_ erasure: LogEntry.Erasure) throws(AuditFault) {
    erasures.append(erasure)
    for part in erasure.parts {
      let document = hold(part.document)
      for dot in part.dots {
        let isHere = dot.counter <= streams[dot.writer]?.counter ?? 0
        let isErased = wordless.removeValue(forKey: dot) != nil || erased.contains(dot)
        // Of a refused change the log has no words, and its writer's device may.
        if !isErased, isHere, owed[dot] == nil, !voided.contains(dot) {
          throw fault(.erasure, "\(dot.text) was erased, and its words are in the file")
        }
        erased.insert(dot)
      }
      let place = DocumentReplay.Place(position: position, received: erasure.time)
      documents[document].replay.erase(part.dots, at: place)
      counts.erased += UInt64(part.dots.count)
    }
  }

  mutating func take(
    _ start: LogEntry.EpochStart, _ before: Digest
  ) throws(AuditFault) {
    if position == 1 {
      guard start.previous == nil, start.epoch == epoch else {
        throw fault(.epoch, "the log begins in another epoch than the file says")
      }
      return
    }
    let last = Cursor(epoch: epoch, position: position - 1, mark: before.prefix64)
    guard start.previous == last else {
      throw fault(.epoch, "an epoch does not go on where the log stood")
    }
    epoch = start.epoch
    counts.epochs += 1
  }

  mutating func take(
    _ checkpoint: LogEntry.Checkpoint, _ entry: [UInt8], _ before: Digest
  ) throws(AuditFault) {
    try settleDigest()
    guard checkpoint.position == position - 1, checkpoint.hash == before,
      checkpoint.documents == documentCount, checkpoint.digest == digest,
      checkpoint.previous == lastCheckpoint
    else { throw fault(.checkpoint, "the checkpoint is of another log than this") }
    check(
      checkpoint.signedBytes, checkpoint.signature, by: rights.publicKey,
      else: fault(.checkpoint, "the checkpoint is not signed by the region"))
    lastCheckpoint = hashing.sha256(entry)
    self.checkpoint = checkpoint
    marks.append(AuditReport.Mark(position: checkpoint.position, hash: checkpoint.hash))
    counts.checkpoints += 1
  }
}
