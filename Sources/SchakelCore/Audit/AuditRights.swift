/// Who may do what in a space, as its log has it so far.
struct AuditRights {
  let publicKey: [UInt8]
  var members: [PersonID: Role] = [:]
  var devices: [ReplicaID: LogEntry.Device] = [:]
  /// The first life of each device of which the log has a change or a refusal.
  var first: [ReplicaID: Incarnation] = [:]
  /// The further lives that somebody let go on.
  var admitted: Set<Writer> = []

  /// Why a change may not be accepted, whatever it is applied to; nil if it may.
  ///
  /// - Parameter link: the change's own.
  func objection(to change: Change, link: Digest) -> String? {
    guard let device = devices[change.writer.replica] else {
      return "was written on a device that the log does not know"
    }
    guard device.publicKey == publicKey || isAdmitted(change.writer) else {
      return "was written on a copy of a device, which nobody let go on"
    }
    guard device.person == change.header.author else {
      return "names another person than its device's owner"
    }
    guard device.mayWrite(change.dot, link: link), members[device.person]?.mayWrite == true else {
      return "was written by somebody who might not"
    }
    if change.publishes, members[device.person] != .coordinator {
      return "makes public what only a coordinator may"
    }
    if change.header.rule != nil {
      return device.publicKey == publicKey ? nil : "names a rule and is not the region's"
    }
    guard change.header.purpose == .resolution else { return nil }
    if let content = change.content, content.reason?.utf8.isEmpty ?? true {
      return "settles something and does not say why"
    }
    let maySettle = change.header.operations.allSatisfy {
      self.maySettle($0, change.header.author)
    }
    return maySettle ? nil : "settles what its writer had no version of"
  }

  /// Whether a life of a device's database is the first of which the log has anything, or one that was
  /// let go on since.
  private func isAdmitted(_ writer: Writer) -> Bool {
    first[writer.replica] == writer.incarnation || admitted.contains(writer)
  }

  /// Notes that the log goes on with a stream of a device.
  mutating func meet(_ writer: Writer) {
    if first[writer.replica] == nil { first[writer.replica] = writer.incarnation }
  }

  /// Whether a change takes versions away that await a choice, without being a settlement; an undo
  /// may, by one who might settle.
  func isWrongChoice(_ change: Change, in state: DocumentState) -> Bool {
    guard change.header.purpose != .resolution else { return false }
    return change.header.operations.contains { operation in
      guard state.awaitsChoice(among: operation) else { return false }
      return change.header.purpose != .undo || !maySettle(operation, change.header.author)
    }
  }

  /// A coordinator settles anything, others what has a version of theirs.
  private func maySettle(_ operation: Operation, _ person: PersonID) -> Bool {
    members[person] == .coordinator
      || operation.replaces.contains { devices[$0.dot.writer.replica]?.person == person }
  }
}
