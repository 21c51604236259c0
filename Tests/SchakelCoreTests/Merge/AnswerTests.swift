import SchakelCore
import Testing

@Suite("What a document answers to a change")
struct AnswerTests {
  private let made = Change.set("title", to: "Plein", "2@anna", kind: "fieldNote")
  private let edited = Change.set("title", to: "Pleintje", "1@bob", after: "2@anna")

  @Test("a change heard twice is heard once")
  func known() throws {
    var state = DocumentState()
    #expect(try state.apply(made) == .applied)
    let before = state
    #expect(try state.apply(made) == .known)
    #expect(state == before)
  }

  @Test("a change waits for the last missing change of each writer it builds on")
  func waiting() throws {
    var state = try DocumentState(applying: [made])
    let change = Change.set("title", to: "x", "4@cas", after: "3@anna, 1@bob, 2@cas")
    #expect(try state.apply(change) == .waiting(for: ["1@bob", "2@cas", "3@anna"]))
    #expect(try state == DocumentState(applying: [made]))
  }

  @Test("one dot with two contents is a fork, and changes nothing")
  func fork() throws {
    var state = try DocumentState(applying: [made, edited])
    let before = state
    #expect(try state.apply(edited, fork: true) == .fork(at: "1@bob"))
    #expect(state == before)
  }

  @Test("a change that builds on the other side of a fork is told where it is")
  func forkInContext() throws {
    var state = try DocumentState(applying: [made, edited])
    let change = Change.set("title", to: "x", "1@cas", after: "2@anna, 1@bob!")
    #expect(try state.apply(change) == .fork(at: "1@bob"))
  }

  @Test("below the top of a stream nobody can tell a fork from what is known")
  func forkBelow() throws {
    var state = try DocumentState(applying: [
      made, .set("title", to: "x", "4@anna", after: "2@anna"),
    ])
    #expect(try state.apply(made, fork: true) == .known)
  }

  @Test("a writer who leaves out its own earlier edit contradicts itself")
  func ownEdit() throws {
    var state = try DocumentState(applying: [made, edited])
    let change = Change.set("title", to: "x", "2@bob", after: "2@anna")
    #expect(try state.apply(change) == .invalid(.contextOmitsOwnEdit))
    let again = Change.set("title", to: "x", "3@anna", kind: "fieldNote")
    #expect(try state.apply(again) == .invalid(.contextOmitsOwnEdit))
  }

  @Test("a document is made once")
  func madeTwice() throws {
    var state = try DocumentState(applying: [made])
    let again = Change.set("title", to: "x", "1@bob", kind: "fieldNote")
    #expect(try state.apply(again) == .invalid(.documentExists))
  }

  @Test("unknown kinds and fields are kept, and keep all their values")
  func unknown() throws {
    let state = try DocumentState(applying: [
      .set("geur", to: "vis", "1@anna", kind: "reukmelding"),
      .set("geur", to: "teer", "1@bob", after: "1@anna"),
    ])
    #expect(state.kind == "reukmelding")
    let policy = Kind.policy(of: "geur", in: state.kind)
    #expect(policy == .keepAll)
    #expect(state.view(of: "geur", policy: policy).standing == .conflict)
    #expect(try DocumentState(encoded: state.encoded()) == state)
  }
}

@Suite("Void changes")
struct VoidTests {
  private let made = Change.set("title", to: "Plein", "2@anna", kind: "fieldNote")

  @Test("a void waits for its writer's change before it, and for nobody else's")
  func waits() throws {
    var state = DocumentState()
    #expect(state.recordVoid("4@anna", previous: 2, check: 1) == .waiting(for: ["2@anna"]))
    #expect(state == DocumentState())
    #expect(try state.apply(made) == .applied)
    #expect(state.recordVoid("4@anna", previous: 2, check: 1) == .applied)
    #expect(state.recordVoid("4@anna", previous: 2, check: 1) == .known)
    #expect(state.recordVoid("4@anna", previous: 2, check: 2) == .fork(at: "4@anna"))
    #expect(state.recordVoid("3@bob", previous: 0, check: 1) == .applied)
  }

  @Test("a void counts as seen and has no effect")
  func effect() throws {
    var state = try DocumentState(applying: [made])
    let edit = Change.set("title", to: "x", "1@bob", after: "2@anna", replacing: ["2@anna"])
    #expect(state.recordVoid("1@bob", previous: 0, check: 5) == .applied)
    #expect(state.siblings(of: "title").map(\.dot) == ["2@anna"])
    #expect(try state.apply(edit, check: 5) == .known)
    let next = Change.set("title", to: "y", "3@bob", after: "2@anna, 1@bob")
    #expect(try state.apply(next, check: 6) == .fork(at: "1@bob"))
  }

  @Test("what builds on a void change applies")
  func built() throws {
    var state = try DocumentState(applying: [made])
    #expect(
      state.recordVoid("1@bob", previous: 0, check: Cast.check(of: "1@bob")) == .applied)
    let next = Change.set(
      "title", to: "y", "2@cas", after: "2@anna, 1@bob", replacing: ["1@bob", "2@anna"])
    #expect(try state.apply(next) == .applied)
    #expect(state.siblings(of: "title").map(\.dot) == ["2@cas"])
    #expect(state.invariantFailure == nil)
  }

  @Test("a document whose making was refused is there, and has no kind")
  func maker() throws {
    var state = DocumentState()
    #expect(
      state.recordVoid("2@anna", previous: 0, check: Cast.check(of: "2@anna")) == .applied)
    #expect(try state.apply(made) == .known)
    #expect(state.kind == nil)
    #expect(state.invariantFailure == nil)
    #expect(try state.apply(.set("title", to: "x", "1@bob", after: "2@anna")) == .applied)
    #expect(state.invariantFailure == nil)
  }

  @Test("a refused edit does not keep a deleted document alive")
  func deleted() throws {
    let history: History = """
      anna: make title=Plein
      bob < anna: title=Pleintje
      cas < bob: delete
      bob: title=Pleintjes void
      """
    #expect(try history.whole.lifecycle == .deleted)
    let more: History = """
      anna: make title=Plein
      cas < anna: delete
      bob < anna: title=Pleintje
      bob: title=Pleintjes void
      """
    #expect(try more.whole.lifecycle == .contested)
  }

  @Test("a change that was applied before it was refused needs the document built anew")
  func appliedFirst() throws {
    var state = try DocumentState(applying: [
      made, .set("title", to: "x", "1@bob", after: "2@anna", replacing: ["2@anna"]),
    ])
    let before = state
    #expect(
      state.recordVoid("1@bob", previous: 0, check: Cast.check(of: "1@bob")) == .known)
    #expect(state == before)
  }
}
