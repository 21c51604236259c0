import SchakelCore

/// An operation with the values that it brings, on their way into a change.
struct PlannedOperation {
  let operation: Operation
  let values: [Value]
}

/// All that a change is to do, as a change says it: operations in the order of their fields, and the
/// values of all of them in one list.
///
/// *Invariant*: there are as many values as the operations count.
struct ChangePlan {
  private(set) var operations: [Operation] = []
  private(set) var values: [Value] = []

  init() {}

  /// Makes room for so many operations of one value.
  init(reserving count: Int) {
    operations.reserveCapacity(count)
    values.reserveCapacity(count)
  }

  /// In any order; one for each field.
  init(_ planned: [PlannedOperation]) {
    self.init(reserving: planned.count)
    for plan in planned.sorted(by: { $0.operation.field < $1.operation.field }) {
      append(plan.operation, plan.values)
    }
  }

  /// Adds the operation of a field that comes after all that are here.
  mutating func append(_ operation: consuming Operation, _ values: [Value]) {
    operations.append(operation)
    for value in values { self.values.append(value) }
  }
}

extension ChangePlan {
  /// What the region would refuse for its size is refused here, where it can still be mended.
  func checkSizes(reason: String?) throws(ReplicaError) {
    var total = reason?.utf8.count ?? 0
    guard total <= Limits.reasonBytes else {
      throw ReplicaError(
        .invalidEdit("reason"), "The reason is longer than \(Limits.reasonBytes) bytes.")
    }
    guard operations.count <= Limits.operations else { throw .tooMuch(operations[0].field) }
    var next = 0
    for place in operations.indices {
      try checkCounts(at: place)
      for value in next..<next + operations[place].count {
        let bytes = values[value].byteCount
        guard bytes <= Limits.valueBytes else {
          throw .tooLarge(
            operations[place].field, "it is larger than \(Limits.valueBytes / 1024) KiB")
        }
        total += bytes
      }
      next += operations[place].count
    }
    guard total <= Limits.changeBytes / 2
    else { throw .tooMuch(operations.first?.field ?? .lifecycle) }
  }

  private func checkCounts(at place: Int) throws(ReplicaError) {
    let why: String
    if operations[place].field.byteCount > Limits.nameBytes {
      why = "its name is longer than \(Limits.nameBytes) bytes"
    } else if operations[place].replaces.count > Limits.replacesPerOperation {
      why = "it replaces too many values at once"
    } else if operations[place].count > Limits.valuesPerOperation {
      why = "it has more than \(Limits.valuesPerOperation) elements"
    } else {
      return
    }
    throw .tooLarge(operations[place].field, why)
  }
}

extension ReplicaError {
  static func tooLarge(_ field: Name, _ why: String) -> ReplicaError {
    ReplicaError(.invalidEdit(field), "\(field.text) is refused: \(why). Make it shorter.")
  }

  /// Of all fields one is named, so that an app has somewhere to show it.
  static func tooMuch(_ field: Name) -> ReplicaError {
    .tooLarge(field, "it is too much for one change")
  }
}
