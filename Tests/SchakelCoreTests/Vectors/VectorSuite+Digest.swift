import SchakelCore

extension VectorSuite {
  static let digest = VectorSuite(
    name: "digest", about: "The digest of a space from its documents' states (spec/documents.md).",
    flags: [
      .init("Erased", "A content was erased; the digest is the one before."),
      .init("Overflow", "The sum goes round 2^64."),
    ],
    scenarios: { try spaces() },
    answer: { input in
      var sum: UInt64 = 0
      let shares = try input["documents"].items.map { json in
        let share = try DocumentDigest.share(
          of: try SchakelCoreTests.document(json["document"]), state: try hex(json["state"]),
          hashing: .portable)
        sum &+= share
        return JSON.fixed64(share)
      }
      return .object(.init("shares", .array(shares)), .init("digest", .fixed64(sum)))
    })

  private static func spaces() throws -> [Scenario] {
    let anna = Pen.anna()
    let first = anna.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let second = anna.write(Draft(.other, .set("title", "a"), kind: "fieldNote"))
    let third = anna.write(Draft(.third, .set("title", "a"), kind: "fieldNote"))
    let states: [(DocumentID, DocumentState)] = [
      (.example, try .after(first)), (.other, try .after(second)), (.third, try .after(third)),
    ]
    var erased = states
    erased[0].1.erase(first.dot)
    let other: [(DocumentID, DocumentState)] = [(.other, states[0].1)]
    return [
      scenario("no document", [], []), scenario("one", [], [states[0]]),
      scenario("three", ["Overflow"], states),
      scenario("the same in another order", ["Overflow"], Array(states.reversed())),
      scenario("one of them erased", ["Erased", "Overflow"], erased),
      scenario("the same state under another name", [], other),
    ]
  }

  private static func scenario(
    _ comment: String, _ flags: [String], _ states: [(DocumentID, DocumentState)]
  ) -> Scenario {
    let documents = states.map { id, state in
      JSON.object(.init("document", .string(id.text)), .init("state", .hex(state.encoded())))
    }
    return Scenario(comment, flags, .object(.init("documents", .array(documents))))
  }
}
