import SchakelCore
import Testing

@testable import SchakelStore

@Suite("Operations that are too much for one change")
struct OperationPartsTests {
  private let writer = Writer(
    replica: ReplicaID(rawValue: 1), incarnation: Incarnation(rawValue: 2))

  private func targets(_ count: UInt64) -> [SchakelCore.Operation.Target] {
    (0..<count).map { SchakelCore.Operation.Target(Dot(writer: writer, counter: $0 + 1)) }
  }

  private func plan(
    _ field: Name, _ values: [Value], replacing count: UInt64 = 0
  ) -> PlannedOperation {
    let origins = values.indices.map {
      SchakelCore.Operation.Origin(
        dot: Dot(writer: writer, counter: UInt64($0 + 1)), author: PersonID(rawValue: 7))
    }
    return PlannedOperation(
      operation: SchakelCore.Operation(
        values.isEmpty ? .remove : .set, field: field, replaces: targets(count),
        count: values.count, origins: origins),
      values: values)
  }

  @Test("each part is within the limits, and together they say all of it once, in order")
  func parts() throws {
    let largest = Value(String(repeating: "g", count: Limits.valueBytes - 5))
    let plans = [
      plan("body", [largest, Value("b")]),
      plan("place", [Value("p")], replacing: 20_000), plan("tags", [], replacing: 20_000),
      plan("themes", (0..<9_000).map { Value("\($0)") }, replacing: 3),
    ]
    let parts = PlannedOperation.parts(of: plans)
    for part in parts {
      #expect(!part.isEmpty && Set(part.map(\.operation.field)).count == part.count)
      try ChangePlan(part).checkSizes(reason: nil)
    }
    for plan in plans {
      let pieces = parts.joined().filter { $0.operation.field == plan.operation.field }
      #expect(pieces.flatMap(\.values) == plan.values)
      #expect(pieces.flatMap(\.operation.replaces) == plan.operation.replaces)
      #expect(pieces.flatMap(\.operation.origins) == plan.operation.origins)
      #expect(
        pieces.allSatisfy { $0.operation.kind == ($0.values.isEmpty ? .remove : .set) })
    }
  }

  @Test("what goes into one change is one")
  func whole() {
    let parts = PlannedOperation.parts(of: [plan("body", [Value("b")]), plan("place", [])])
    #expect(parts.map(\.count) == [2])
  }
}
