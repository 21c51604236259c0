import SchakelCore
import Testing

@Suite("Conflicts")
struct ConflictTests {
  @Test("a conflict is reported exactly when concurrent changes touch the same field")
  func exactly() throws {
    let actions = ["title=b", "title=c", "themes+x", "title=b void"]
    var reported = 0
    for history in History.every(steps: 3, actions: actions) {
      let view = try history.whole.view(of: "title", policy: .keepAll)
      let expected = history.hasConflict(in: "title")
      #expect((view.standing == .conflict) == expected, "\(history.testDescription)")
      reported += expected ? 1 : 0
    }
    #expect(reported > 100)
  }

  @Test("equal values written apart are shown once and stay two")
  func equal() throws {
    let history: History = """
      anna: make title=a
      anna: title=b
      bob < anna: themes+x
      bob: title=c
      anna: title=c
      """
    let view = try history.whole.view(of: "title", policy: .keepAll)
    #expect(view.shown == [Value("c")])
    #expect(view.siblings.count == 2)
    #expect(view.standing == .plain)
  }
}

extension History {
  /// Whether two deeds set the field to different values, neither knew of the other, and none that
  /// set it later knew of either.
  fileprivate func hasConflict(in field: String) -> Bool {
    let setters = deeds.filter { deed in
      !deed.isVoid && deed.touches.contains { $0.field == field }
    }
    let last = setters.filter { deed in !setters.contains { $0.seen.has(deed.number) } }
    let touches = last.flatMap(\.touches).filter { $0.field == field }
    return Set(touches.flatMap(\.values)).count > 1
  }
}
