import Testing

@testable import SchakelCore

@Test("a made document reads back and a concurrent edit gives the same bytes in both orders")
func smoke() throws {
  let a = Writer(replica: .init(rawValue: 1), incarnation: .init(rawValue: 1))
  let b = Writer(replica: .init(rawValue: 2), incarnation: .init(rawValue: 1))
  let id = DocumentID(milliseconds: 1, random: (1, 2))
  func change(
    _ w: Writer, _ n: UInt64, _ ctx: VersionVector, _ rep: [Operation.Target], _ v: String,
    kind: Name? = nil
  ) -> Change {
    Change(
      header: ChangeHeader(
        counter: n, document: id, time: HybridTime(milliseconds: n), author: .init(rawValue: 7),
        context: ctx, operations: [Operation(.set, field: "title", replaces: rep, count: 1)],
        kind: kind), writer: w,
      content: .init(salt: [UInt8](repeating: 1, count: 16), values: [Value(v)]))
  }
  let c0 = change(a, 1, .init(), [], "x", kind: "fieldNote")
  var s = DocumentState()
  #expect(try s.apply(c0, check: 11) == .applied)
  let t = Operation.Target(c0.dot)
  let c1 = change(a, 2, s.vector, [t], "y")
  let c2 = change(b, 1, s.vector, [t], "z")
  var l = s
  var r = s
  #expect(try l.apply(c1, check: 12) == .applied)
  #expect(try l.apply(c2, check: 13) == .applied)
  #expect(try r.apply(c2, check: 13) == .applied)
  #expect(try r.apply(c1, check: 12) == .applied)
  #expect(l.encoded() == r.encoded())
  #expect(l.invariantFailure == nil)
  #expect(l.view(of: "title", policy: .keepAll).standing == .conflict)
  #expect(try Change(encoded: c2.encoded, writer: b) == c2)
  #expect(c2.encoded.count - 2 <= 120)
}
