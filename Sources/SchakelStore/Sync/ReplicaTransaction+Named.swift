import SchakelCore

extension SQL {
  static let bytesOfFork = SQL(
    sealing: """
      SELECT \(opened: .forkBytes) FROM forks
      WHERE space = ? AND writer = ? AND counter = ? AND link = ? AND bytes IS NOT NULL
      """)
}

// Which values an operation means that names them by dots under which they do not stand any more.
extension ReplicaTransaction {
  /// What an operation replaces of these values: what it names, and what says that again.
  ///
  /// What says it again may not have all of it, nor at the same places: what was in a set already was
  /// left out. So it goes by what was said there and, where that was erased, by the place.
  func named(
    by operation: Operation, among siblings: Siblings, in space: SpaceRow
  ) throws(ReplicaError) -> [Operation.Target] {
    var sayings: [Dot: [Saying]] = [:]
    var said: [Dot: [Value]?] = [:]
    var targets: [Operation.Target] = []
    for sibling in siblings {
      if sayings[sibling.dot] == nil {
        sayings[sibling.dot] = try self.sayings(of: sibling.dot, in: space)
      }
      for saying in sayings[sibling.dot] ?? [] {
        let named = operation.replaces.filter { $0.dot == saying.dot }
        guard !named.isEmpty else { continue }
        if said[saying.dot] == nil, saying.dot != sibling.dot {
          said[saying.dot] = .some(try values(of: operation.field, by: saying, in: space))
        }
        guard named.contains(where: { $0.means(sibling, said[saying.dot] ?? nil) })
        else { continue }
        targets.append(Operation.Target(sibling.dot, index: sibling.index))
        break
      }
    }
    return targets
  }

  /// What a change brought to a field; nil where it was erased, or is not here.
  private func values(
    of field: Name, by saying: Saying, in space: SpaceRow
  ) throws(ReplicaError) -> [Value]? {
    guard let change = try change(saying, in: space), let values = change.content?.values
    else { return nil }
    var next = 0
    for operation in change.header.operations {
      if operation.field == field { return Array(values[next..<next + operation.count]) }
      next += operation.count
    }
    return []
  }

  /// A change in its place, or one that gave way to another there.
  private func change(_ saying: Saying, in space: SpaceRow) throws(ReplicaError) -> Change? {
    let (dot, no) = (saying.dot, space.no)
    let here = try storedChange(dot, in: space)
    if let here, saying.check == nil || saying.check == here.link.check { return here.change }
    let gone = try connection.row(
      .bytesOfFork, no, dot.writer.bytes, Int64(dot.counter), Int64(saying.check ?? 0)
    ) { row throws(SQLiteError) in try row.blob(at: 0) }
    return gone.flatMap { try? Change(encoded: $0, writer: dot.writer) }
  }
}

extension Operation.Target {
  /// Whether this names a value.
  ///
  /// - Parameter said: what the named change brought to the field, where the value stands under
  ///   another dot and that is known.
  fileprivate func means(_ sibling: Sibling, _ said: [Value]?) -> Bool {
    guard let index else { return true }
    guard dot != sibling.dot, let said, let value = sibling.value else {
      return index == sibling.index
    }
    return index < said.count && said[index] == value
  }
}
