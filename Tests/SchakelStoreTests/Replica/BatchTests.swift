import SchakelCore
import Testing

@testable import SchakelStore

@Suite("Writing many at once")
struct BatchTests {
  private func new(_ number: UInt64, _ fields: [Name: [Value]]) -> NewContribution {
    NewContribution(
      id: DocumentID(milliseconds: number, random: (number, number)), kind: "fieldNote",
      fields: fields)
  }

  @Test("all are written, or none where one is refused")
  func wholeOrNot() throws {
    let device = try TestReplica(1)
    let good = (1...3).map { new($0, ["title": [Value("\($0)")]]) }
    #expect(throws: ReplicaError.self) {
      try device.replica.createAll(good + [new(4, [:])], in: TestReplica.space)
    }
    #expect(try device.replica.count() == 0)
    #expect(try device.replica.standing().waiting == 0)
    try device.replica.createAll(good, in: TestReplica.space)
    #expect(try device.replica.list().map(\.title) == ["3", "2", "1"])
    #expect(try device.replica.standing().waiting == 3)
    #expect(try device.replica.check().isEmpty)
  }

  @Test("versions that awaited a choice elsewhere await it here")
  func versions() throws {
    let device = try TestReplica(1)
    let torn = new(1, ["title": [Value("a"), Value("b")]])
    try device.replica.createAll([torn], in: TestReplica.space)
    #expect(try device.replica.conflicts().map(\.document.id) == [torn.id])
    #expect(throws: ReplicaError.self) {
      try device.replica.edit(torn.id, [.set("title", Value("c"))])
    }
    #expect(throws: ReplicaError.self) {
      try device.replica.createAll(
        [new(2, ["place": [Value("a"), Value("b")]])], in: TestReplica.space)
    }
    #expect(try device.replica.check().isEmpty)
  }
}
