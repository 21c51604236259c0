import SchakelCore
import Testing

@Suite("Merging changes")
struct MergeTests {
  @Test("whatever the order, the judge's picture comes out", arguments: Self.histories)
  func anyOrder(_ history: History) throws {
    let picture = Judge(history).picture
    let whole = try history.whole
    #expect(Picture(whole) == picture)
    #expect(whole.invariantFailure == nil)
    for order in permutations(of: history.deeds.map(\.number)) {
      let state = try history.state(hearing: order + order)
      #expect(state == whole)
    }
  }

  static let histories: [History] = [
    """
    anna: make title=Plein
    """,
    """
    anna: make title=Plein themes+safety
    bob < anna: title=Pleintje
    cas < anna: title=Het_plein themes-safety
    anna < bob, cas: title=Plein
    """,
    """
    anna: make title=Plein
    bob < anna: title=Pleintje void
    cas < anna: delete
    """,
    """
    anna: make title=Plein
    bob < anna: title=Pleintje
    bob: title=Pleintjes void
    cas < bob: delete
    bob: body=Stil
    """,
  ]
}
