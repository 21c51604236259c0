import SchakelCore

// What comes again of a document may be more than one change takes: it was written by many.
extension PlannedOperation {
  /// What one change is to hold, so that it has room for its context beside that.
  private static let partBytes = Limits.changeBytes / 4
  /// The most that a target, or what says where a value came from, takes.
  private static let referenceBytes = 64

  /// Operations in the order of their fields, as changes that are each within ``Limits``. An operation
  /// that is too much for one is said in several, which come one after the other.
  static func parts(of plans: [PlannedOperation]) -> [[PlannedOperation]] {
    var parts: [[PlannedOperation]] = []
    var bytes = 0
    for piece in plans.flatMap(\.pieces) {
      // A change has one operation for each field.
      if let part = parts.last, part.count < Limits.operations,
        part.last?.operation.field != piece.operation.field, bytes + piece.bytes <= partBytes
      {
        parts[parts.count - 1].append(piece)
        bytes += piece.bytes
      } else {
        parts.append([piece])
        bytes = piece.bytes
      }
    }
    return parts
  }

  private var bytes: Int {
    values.reduce(0) { $0 + $1.byteCount }
      + Self.referenceBytes * (operation.replaces.count + operation.origins.count)
  }

  /// The operation in as many as each fit into a change, the first of which replace what it replaces.
  private var pieces: [PlannedOperation] {
    var pieces: [PlannedOperation] = []
    var (value, target) = (0, 0)
    repeat {
      var bytes = 0
      let (firstValue, firstTarget) = (value, target)
      // A value may be as large as what a change is to hold; it goes alone then.
      while value < values.count, value - firstValue < Limits.valuesPerOperation,
        value == firstValue || bytes + weight(of: value) <= Self.partBytes
      {
        bytes += weight(of: value)
        value += 1
      }
      while target < operation.replaces.count,
        target - firstTarget < Limits.replacesPerOperation,
        bytes + Self.referenceBytes <= Self.partBytes
          || value == firstValue && target == firstTarget
      {
        bytes += Self.referenceBytes
        target += 1
      }
      pieces.append(piece(firstValue..<value, firstTarget..<target))
    } while value < values.count || target < operation.replaces.count
    return pieces
  }

  private func weight(of place: Int) -> Int {
    values[place].byteCount + (operation.origins.isEmpty ? 0 : Self.referenceBytes)
  }

  private func piece(_ value: Range<Int>, _ target: Range<Int>) -> PlannedOperation {
    let origins = operation.origins
    // Where nothing is brought any more, the rest is taken away.
    let kind = value.isEmpty && operation.field != .lifecycle ? .remove : operation.kind
    return PlannedOperation(
      operation: Operation(
        kind, field: operation.field, replaces: Array(operation.replaces[target]),
        count: value.count,
        origins: origins.isEmpty ? [] : Array(origins[value])),
      values: Array(values[value]))
  }
}

extension [PlannedOperation] {
  /// Takes out the values that a person wrote first, with what is taken away for them.
  mutating func takeAll(by author: PersonID?) -> [PlannedOperation] {
    var taken: [PlannedOperation] = []
    for place in indices.reversed() {
      let (operation, values) = (self[place].operation, self[place].values)
      let isTheirs = values.indices.map { value in
        operation.origins.isEmpty ? false : operation.origins[value]?.author == author
      }
      guard isTheirs.contains(true) else { continue }
      taken.append(self[place].picking(isTheirs, replaces: operation.replaces))
      if isTheirs.contains(false) {
        self[place] = self[place].picking(isTheirs.map { !$0 }, replaces: [])
      } else {
        remove(at: place)
      }
    }
    return taken.reversed()
  }
}

extension PlannedOperation {
  fileprivate func picking(
    _ isPicked: [Bool], replaces: [Operation.Target]
  ) -> PlannedOperation {
    let places = values.indices.filter { isPicked[$0] }
    return PlannedOperation(
      operation: Operation(
        operation.kind, field: operation.field, replaces: replaces, count: places.count,
        origins: operation.origins.isEmpty ? [] : places.map { operation.origins[$0] }),
      values: places.map { values[$0] })
  }
}
