import Testing

/// `Protocol/openapi.yaml` by the rules that governments' APIs are linted by.
@Suite struct DesignRuleTests {
  static let rules = DesignRule.document + DesignRule.addresses + DesignRule.contents

  @Test("the description keeps the rule", arguments: rules)
  func keeps(rule: DesignRule) throws {
    #expect(rule.faults(try Description()) == [])
  }

  @Test("the rule finds the fault that is planted for it", arguments: rules)
  func finds(rule: DesignRule) throws {
    #expect(rule.faults(try Description().broken(for: rule)) != [])
  }
}
