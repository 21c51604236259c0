import SchakelCommand
import Testing

@testable import SchakelDemo

/// A demonstration that cannot fail proves nothing: each claim holds for what is right, and for
/// none of what is wrong.
@Suite("Claims of the demonstration")
struct ClaimTests {
  private static let all: Set = ["Anna", "Bram"]
  private static let digest = String(repeating: "a1", count: 32)

  /// A claim as it should be found, and the same made from findings that are each wrong in one way.
  struct Row: CustomTestStringConvertible {
    let name: String
    let right: Claim
    let wrong: [Claim]
    var testDescription: String { name }
  }

  static let rows = [
    Row(
      name: "toldTheTruth", right: .toldTheTruth(1, waiting: 5, written: 5),
      wrong: [
        .toldTheTruth(0, waiting: 5, written: 5), .toldTheTruth(1, waiting: 4, written: 5),
        .toldTheTruth(1, waiting: nil, written: 5), .toldTheTruth(1, waiting: 0, written: 0),
      ]),
    Row(
      name: "lostDeviceIsOut", right: .lostDeviceIsOut(1, held: 1),
      wrong: [
        .lostDeviceIsOut(0, held: 1), .lostDeviceIsOut(1, held: 0), .lostDeviceIsOut(1, held: 2),
      ]),
    Row(
      name: "heldCounts", right: .heldCounts("x", ["Anna": "x", "Bram": "x"], of: all),
      wrong: [
        .heldCounts("x", ["Anna": "x", "Bram": "-"], of: all),
        .heldCounts("x", ["Anna": "x"], of: all),
        .heldCounts("", ["Anna": "", "Bram": ""], of: all),
      ]),
    Row(
      name: "wordsAreThere", right: .wordsAreThere(["Anna": true, "Bram": true], of: all),
      wrong: [
        .wordsAreThere(["Anna": true, "Bram": false], of: all),
        .wordsAreThere(["Anna": true], of: all),
      ]),
    Row(
      name: "allConfirmed",
      right: .allConfirmed(["Anna": true, "Bram": true], of: all),
      wrong: [
        .allConfirmed(["Anna": true, "Bram": false], of: all),
        .allConfirmed(["Anna": true, "Bram": true, "Chandra": false], of: all),
        .allConfirmed(["Anna": true], of: all),
        .allConfirmed([:], of: []),
      ]),
    Row(
      name: "wordsAreGone", right: .wordsAreGone([], searched: 3),
      wrong: [.wordsAreGone(["a"], searched: 3), .wordsAreGone([], searched: 0)]),
    Row(
      name: "healed",
      right: .healed(
        ["Anna": digest, "Bram": digest], ["Anna": digest, "Bram": digest, "region": digest],
        of: all),
      wrong: [
        .healed(
          ["Anna": digest, "Bram": digest], ["Anna": digest, "Bram": digest, "region": "b"], of: all
        ),
        .healed(["Anna": digest, "Bram": digest], ["Anna": digest, "Bram": digest], of: all),
        .healed(
          ["Anna": digest, "Bram": "b"], ["Anna": digest, "Bram": digest, "region": digest], of: all
        ),
        .healed(["Anna": digest], ["Anna": digest, "Bram": digest, "region": digest], of: all),
      ]),
    Row(
      name: "ledgerHolds",
      right: .ledgerHolds(found: [], ["Anna": "x", "Bram": "x"], stillOut: 1, of: all),
      wrong: [
        .ledgerHolds(found: ["a"], ["Anna": "x", "Bram": "x"], stillOut: 1, of: all),
        .ledgerHolds(found: [], ["Anna": "x", "Bram": "-"], stillOut: 1, of: all),
        .ledgerHolds(found: [], ["Anna": "x"], stillOut: 1, of: all),
        .ledgerHolds(found: [], ["Anna": "x", "Bram": "x"], stillOut: 0, of: all),
      ]),
    Row(
      name: "stoppedInOrder", right: .stoppedInOrder(0),
      wrong: [.stoppedInOrder(1), .stoppedInOrder(-1), .stoppedInOrder(nil)]),
    Row(
      name: "everybodyHasAll",
      right: .everybodyHasAll(2, ["Anna": ["a", "b"], "Bram": ["b", "a"]], of: all),
      wrong: [
        .everybodyHasAll(2, ["Anna": ["a", "b"], "Bram": ["a"]], of: all),
        .everybodyHasAll(2, ["Anna": ["a", "b"], "Bram": ["a", "a"]], of: all),
        .everybodyHasAll(2, ["Anna": ["a", "b"], "Bram": ["a", "c"]], of: all),
        .everybodyHasAll(2, ["Anna": ["a", "b"], "Bram": ["a", "b", "b"]], of: all),
        .everybodyHasAll(2, ["Anna": ["a", "b"]], of: all),
        .everybodyHasAll(0, ["Anna": [], "Bram": []], of: all), .everybodyHasAll(2, [:], of: []),
      ]),
    Row(
      name: "draftStayed",
      right: .draftStayed(with: "Anna", ["Anna": true, "Bram": false], of: all),
      wrong: [
        .draftStayed(with: "Anna", ["Anna": true, "Bram": true], of: all),
        .draftStayed(with: "Anna", ["Anna": false, "Bram": false], of: all),
        .draftStayed(with: "Anna", ["Anna": true], of: all),
        .draftStayed(with: "Anna", ["Bram": false], of: all),
      ]),
    Row(
      name: "allSynchronised",
      right: .allSynchronised(["Anna": (true, 0), "Bram": (true, 0)], of: all),
      wrong: [
        .allSynchronised(["Anna": (true, 0), "Bram": (false, 0)], of: all),
        .allSynchronised(["Anna": (true, 1), "Bram": (true, 0)], of: all),
        .allSynchronised(["Anna": (true, 0)], of: all), .allSynchronised([:], of: []),
      ]),
    Row(
      name: "choices", right: .choices(["a"], ["Anna": ["a"], "Bram": ["a"]], of: all),
      wrong: [
        .choices(["a"], ["Anna": ["a"], "Bram": []], of: all),
        .choices(["a"], ["Anna": ["a"], "Bram": ["a", "b"]], of: all),
        .choices(["a"], ["Anna": ["a"]], of: all),
        .choices([], ["Anna": [], "Bram": []], of: all),
      ]),
    Row(
      name: "settled",
      right: .settled("a", ["Anna": seen(["a"], ["a"]), "Bram": seen(["a"], ["a"])], of: all),
      wrong: [
        .settled("a", ["Anna": seen(["a"], ["a"])], of: all),
        .settled("a", ["Anna": seen(["a"], ["a"]), "Bram": seen(["b"], ["b"])], of: all),
        .settled(
          "a", ["Anna": seen(["a"], ["a"]), "Bram": seen(["a"], ["a", "b"], choice: true)], of: all),
      ]),
    Row(
      name: "broughtBack", right: .broughtBack(["a", "b"], ["Anna": both, "Bram": both], of: all),
      wrong: [
        .broughtBack(["a", "b"], ["Anna": both], of: all),
        .broughtBack(["a", "b"], ["Anna": both, "Bram": seen(["a"], ["a"])], of: all),
        .broughtBack(["a", "c"], ["Anna": both, "Bram": both], of: all),
        .broughtBack(["a"], ["Anna": seen(["a"], ["a"], choice: true)], of: ["Anna"]),
      ]),
    Row(
      name: "auditHolds", right: .auditHolds(0, conflicts: 2),
      wrong: [
        .auditHolds(1, conflicts: 2), .auditHolds(0, conflicts: 0), .auditHolds(0, conflicts: nil),
      ]),
    Row(
      name: "tamperingIsFound", right: .tamperingIsFound(1, told: "a seal"),
      wrong: [
        .tamperingIsFound(0, told: "a seal"), .tamperingIsFound(1, told: ""),
        .tamperingIsFound(1, told: nil), .tamperingIsFound(2, told: "a seal"),
      ]),
    Row(
      name: "regionAgrees", right: .regionAgrees(documents: 3, changes: 5, (3, 5, 0)),
      wrong: [
        .regionAgrees(documents: 3, changes: 5, (2, 5, 0)),
        .regionAgrees(documents: 3, changes: 5, (3, 6, 0)),
        .regionAgrees(documents: 3, changes: 5, (3, 5, 1)),
        .regionAgrees(documents: 3, changes: 5, (3, 5, nil)),
        .regionAgrees(documents: 3, changes: 5, (nil, nil, 0)),
        .regionAgrees(documents: 0, changes: 0, (0, 0, 0)),
      ]),
    Row(
      name: "nothingToSay", right: .nothingToSay(["Anna": (0, 0), "Bram": (0, 0)], of: all),
      wrong: [
        .nothingToSay(["Anna": (1, 0), "Bram": (0, 0)], of: all),
        .nothingToSay(["Anna": (0, 0), "Bram": (0, 1)], of: all),
        .nothingToSay(["Anna": (0, 0)], of: all),
      ]),
    Row(
      name: "sameBytes", right: .sameBytes(["Anna": digest, "Bram": digest], of: all),
      wrong: [
        .sameBytes(["Anna": digest, "Bram": "b" + digest.dropFirst()], of: all),
        .sameBytes(["Anna": digest, "Bram": ""], of: all),
        .sameBytes(["Anna": "", "Bram": ""], of: all),
        .sameBytes(["Anna": digest], of: all), .sameBytes(["Anna": digest], of: ["Anna"]),
        .sameBytes([:], of: []),
      ]),
  ]

  @Test("a claim holds for what is right, and for nothing that is wrong", arguments: rows)
  func claims(row: Row) {
    #expect(row.right.holds, "\(row.right.evidence)")
    for claim in row.wrong { #expect(!claim.holds, "\(claim.evidence)") }
  }

  private static var both: ParallelEdit.Seen { seen(["a"], ["b", "a"], choice: true) }

  private static let title = ParallelEdit(field: "title", outcome: .choice, values: ["a", "b"])
  private static let place = ParallelEdit(field: "place", outcome: .shown, values: ["a", "b"])
  private static let signal = ParallelEdit(
    field: "signal", outcome: .careful("b"), values: ["a", "b"])
  private static let themes = ParallelEdit(field: "themes", outcome: .both, values: ["a", "b"])

  private static let body = ParallelEdit(
    field: "body", outcome: .combined("a b"), values: ["a", "b"])

  private static func seen(
    _ shown: [String], _ versions: [String], choice: Bool = false, parallel: Bool = false
  ) -> ParallelEdit.Seen {
    ParallelEdit.Seen(
      shown: shown, versions: versions, needsChoice: choice, isParallelEdit: parallel)
  }

  static let edits: [(edit: ParallelEdit, seen: ParallelEdit.Seen, isKept: Bool)] = [
    (title, seen(["a"], ["b", "a"], choice: true), true),
    (title, seen(["a"], ["b", "a"]), false), (title, seen(["a"], ["a"], choice: true), false),
    (title, seen(["a"], ["a", "c"], choice: true), false), (title, seen([], []), false),
    (place, seen(["b"], ["a", "b"], parallel: true), true),
    (place, seen(["b"], ["b"], parallel: true), false), (place, seen(["b"], ["a", "b"]), false),
    (place, seen(["a", "b"], ["a", "b"], parallel: true), false),
    (place, seen(["c"], ["a", "b"], parallel: true), false),
    (signal, seen(["b"], ["a", "b"], parallel: true), true),
    (signal, seen(["a"], ["a", "b"], parallel: true), false),
    (signal, seen(["b"], ["b"], parallel: true), false),
    (themes, seen(["x", "a", "b"], []), true), (themes, seen(["x", "a"], []), false),
    (themes, seen(["a", "b"], [], choice: true), false),
    (body, seen(["a b"], ["a b"]), true), (body, seen(["a"], ["a"]), false),
    (body, seen(["a", "b"], ["a", "b"], choice: true), false),
  ]

  @Test("an edit is kept only where both wrote can be seen and the rule was followed")
  func kept() {
    for row in Self.edits { #expect(row.edit.isKept(in: row.seen) == row.isKept, "\(row)") }
    let right = Self.seen(["a"], ["b", "a"], choice: true)
    #expect(Self.title.claim(["Anna": right, "Bram": right], of: Self.all).holds)
    #expect(!Self.title.claim(["Anna": right], of: Self.all).holds)
    let wrong = Self.seen(["a"], ["a"])
    #expect(!Self.title.claim(["Anna": right, "Bram": wrong], of: Self.all).holds)
  }

  @Test("every claim is said in both languages")
  func languages() {
    for claim in Self.rows.map(\.right) {
      let texts = Language.allCases.map { claim.words.text(in: $0) }
      #expect(Set(texts).count == texts.count && !texts.contains(""))
    }
  }
}
