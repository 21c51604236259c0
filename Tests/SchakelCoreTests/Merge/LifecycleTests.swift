import SchakelCore
import Testing

@Suite("Deletion")
struct LifecycleTests {
  @Test("a document is deleted, alive or both, by who knew what", arguments: Self.cases)
  func table(_ row: Row) throws {
    let history = row.history
    for order in permutations(of: history.deeds.map(\.number)) {
      #expect(try history.state(hearing: order).lifecycle == row.lifecycle)
    }
    #expect(Judge(history).picture.lifecycle == row.lifecycle)
  }

  struct Row: CustomTestStringConvertible {
    let testDescription: String
    let lifecycle: Lifecycle
    let history: History

    init(_ description: String, _ lifecycle: Lifecycle, _ history: History) {
      testDescription = description
      self.lifecycle = lifecycle
      self.history = history
    }
  }

  static let cases = [
    Row("never deleted", .alive, "anna: make title=a"),
    Row(
      "deleted by its maker", .deleted,
      """
      anna: make title=a
      anna: delete
      """),
    Row(
      "deleted by two who knew nothing of each other", .deleted,
      """
      anna: make title=a
      bob < anna: delete
      cas < anna: delete
      """),
    Row(
      "edited by somebody who did not know", .contested,
      """
      anna: make title=a
      bob < anna: delete
      cas < anna: title=b
      """),
    Row(
      "an element taken out by somebody who did not know", .contested,
      """
      anna: make title=a themes+x
      bob < anna: delete
      cas < anna: themes-x
      """),
    Row(
      "edited by somebody who knew", .contested,
      """
      anna: make title=a
      bob < anna: delete
      cas < bob: title=b
      """),
    Row(
      "deleted again by somebody who saw the edit", .deleted,
      """
      anna: make title=a
      bob < anna: delete
      cas < anna: title=b
      anna < bob, cas: delete
      """),
    Row(
      "restored", .alive,
      """
      anna: make title=a
      bob < anna: delete
      anna < bob: restore
      """),
    Row(
      "restored by one while another deleted", .contested,
      """
      anna: make title=a
      bob < anna: delete
      cas < anna: delete
      anna < bob: restore
      """),
    Row(
      "restored after both deletions", .alive,
      """
      anna: make title=a
      bob < anna: delete
      cas < anna: delete
      anna < bob, cas: restore
      """),
    Row(
      "two deletions that together saw both edits", .deleted,
      """
      anna: make title=a
      bob < anna: title=b
      cas < anna: title=c
      bob: delete
      cas: delete
      """),
    Row(
      "a deletion that was refused", .alive,
      """
      anna: make title=a
      bob < anna: delete void
      """),
  ]

  @Test("what people see has no lifecycle register among it")
  func contentFields() throws {
    let history: History = """
      anna: make title=a
      anna: delete
      """
    let state = try history.whole
    #expect(state.fields.map(\.name) == ["", "title"])
    #expect(state.contentFields.map(\.name) == ["title"])
    #expect(try history.state(hearing: [0]).contentFields.map(\.name) == ["title"])
  }
}
