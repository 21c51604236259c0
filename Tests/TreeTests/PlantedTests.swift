import Testing

@Suite("the rules of the tree")
struct PlantedTests {
  @Test("a planted fault is found where it is, and nothing else is", arguments: Planted.all)
  func isFound(_ planted: Planted) throws {
    let rule = try #require(Rule.all.first { $0.description == planted.rule })
    let found = rule.violations(planted.files).map { "\($0.path):\($0.line)" }
    #expect(found == (planted.fault.map { [$0] } ?? []))
  }

  @Test("every rule has a planted fault", arguments: Rule.all)
  func hasAFault(_ rule: Rule) {
    #expect(Planted.all.contains { $0.rule == rule.description && $0.fault != nil })
  }

  @Test("no two rules share a name")
  func namesDiffer() {
    #expect(Set(Rule.all.map(\.description)).count == Rule.all.count)
  }
}
