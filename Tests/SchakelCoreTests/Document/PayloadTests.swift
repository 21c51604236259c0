import SchakelCore
import Testing

@Suite("Payloads")
struct PayloadTests {
  private let salt = CBORItem.bytes(bytes(16, of: 1))

  @Test("salt, values and a reason come back as they went in")
  func roundTrip() throws {
    for reason in [nil, "", "afgesproken met Wil\u{e9}"] as [String?] {
      let content = Payload.Content(
        salt: bytes(16, of: 1), values: [Value("a"), .null, Value(true)], reason: reason)
      #expect(try Payload.Content(encoded: content.encoded) == content)
    }
  }

  @Test("another shape is refused")
  func refused() {
    let longest = String(repeating: "r", count: Limits.reasonBytes + 1)
    let cases: [(CBORItem, CBORError.Code)] = [
      ([salt], .shape), ([salt, [], "r", 1], .shape), ([.bytes([1]), []], .shape),
      ([salt, [], .null], .shape), ([salt, [], .text(longest)], .limit), ([salt, [:]], .shape),
      (["", []], .shape),
    ]
    for (item, code) in cases {
      let error = #expect(throws: CBORError.self) { try Payload.Content(encoded: item.encoded) }
      #expect(error?.code == code, "\(item)")
    }
  }

  @Test("header and payload must tell of the same number of values")
  func counts() {
    let change = Sample.changes[0]
    for values in [2, 4] {
      let content = Payload.Content(
        salt: bytes(16, of: 1), values: Array(repeating: .null, count: values))
      let frame = ChangeFrame(header: change.headerBytes, payload: .intact(content.encoded))
      #expect(throws: CBORError.self) { try Change(frame: frame, writer: Sample.anna) }
    }
  }

  @Test("an erased change keeps its link and everything but its words")
  func erased() throws {
    let change = Sample.changes[1]
    let erased = change.erased(.portable)
    #expect(try Change(encoded: erased.encoded, writer: Sample.anna) == erased)
    #expect(try erased.payload.content() == nil)
    #expect(erased.header == change.header)
    #expect(
      erased.link(after: Sample.hash, hashing: .portable)
        == change.link(after: Sample.hash, hashing: .portable))
    #expect(erased.erased(.portable) == erased)
  }

  @Test("a change, or a value, over its limit is refused")
  func limits() {
    let value = Value(String(repeating: "a", count: Limits.valueBytes))
    #expect(throws: CBORError.self) {
      try Payload.Content(
        encoded: Payload.Content(salt: bytes(16, of: 1), values: [value]).encoded)
    }
    #expect(throws: CBORError(.limit, at: 0)) {
      try ChangeFrame(encoded: bytes(Limits.changeBytes + 1, of: 0))
    }
  }
}
