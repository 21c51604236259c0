import SchakelJSON
import Testing

@Suite("JSON text")
struct JSONReaderTests {
  private func read(_ text: String) throws -> JSONValue {
    try JSONReader.read(Array(text.utf8))
  }

  @Test(
    "what is read is written the same, in one form",
    arguments: [
      ("null", "null"), (" [ true,false ] ", "[true, false]"), ("[]", "[]"), ("{}", "{}"),
      ("{\"b\":1,\"a\":[ ]}", "{\"b\": 1, \"a\": []}"),
      ("18446744073709551615", "18446744073709551615"),
      ("-9223372036854775808", "-9223372036854775808"), ("9007199254740993", "9007199254740993"),
      ("0", "0"), ("-0", "-0.0"), ("1.0", "1.0"), ("1.50", "1.5"), ("1e2", "100.0"),
      ("1E-2", "0.01"), ("0.1", "0.1"), ("5e-324", "5e-324"), ("-2.5e+3", "-2500.0"),
      (#""\u0041\u00e9\ud83d\ude00\/\b\f\n\r\t\"\\""#, #""Aé😀/\u0008\u000c\n\r\t\"\\""#),
      (#""\u0000\u007f\u2028""#, #""\u0000\u007f\u2028""#),
    ])
  func oneForm(text: String, written: String) throws {
    #expect(try read(text).text == written)
    #expect(try read(written).text == written)
    #expect(try read(read(text).indentedText).text == written)
  }

  @Test(
    "what is no JSON, or could not be kept exactly, is refused where it goes wrong",
    arguments: [
      ("", JSONError(.truncated, at: 0)), ("[1", JSONError(.truncated, at: 2)),
      ("{\"a\"", JSONError(.truncated, at: 4)), ("\"a", JSONError(.truncated, at: 2)),
      ("tru", JSONError(.truncated, at: 3)), ("[1] 2", JSONError(.trailing, at: 4)),
      ("[1,]", JSONError(.unexpected, at: 3)), ("{1:2}", JSONError(.unexpected, at: 1)),
      ("{\"a\" 1}", JSONError(.unexpected, at: 5)), ("07", JSONError(.unexpected, at: 0)),
      ("1.", JSONError(.truncated, at: 2)), (".5", JSONError(.unexpected, at: 0)),
      ("+1", JSONError(.unexpected, at: 0)), ("1ex", JSONError(.unexpected, at: 2)),
      ("NaN", JSONError(.unexpected, at: 0)), ("Infinity", JSONError(.unexpected, at: 0)),
      ("1e400", JSONError(.number, at: 0)), ("18446744073709551616", JSONError(.number, at: 0)),
      ("-9223372036854775809", JSONError(.number, at: 0)),
      ("{\"a\":1,\"a\":2}", JSONError(.duplicateName("a"), at: 7)),
      ("\"\\x\"", JSONError(.escape, at: 2)), ("\"\\u12g4\"", JSONError(.escape, at: 3)),
      ("\"\\ud800\"", JSONError(.unicode, at: 2)),
      ("\"\\ud800\\u0041\"", JSONError(.unicode, at: 2)),
      ("\"a\nb\"", JSONError(.control, at: 2)), ("'a'", JSONError(.unexpected, at: 0)),
    ])
  func refusals(text: String, error: JSONError) {
    #expect(throws: error) { try read(text) }
  }

  @Test("broken UTF-8 is refused")
  func brokenUnicode() {
    for bytes in [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80]] as [[UInt8]] {
      #expect(throws: JSONError(.unicode, at: 1)) {
        try JSONReader.read([0x22] + bytes + [0x22])
      }
    }
  }

  @Test("two spellings of one letter are two names")
  func spellings() throws {
    let value = try read("{\"caf\u{e9}\": 1, \"cafe\u{301}\": 2}")
    #expect(value["caf\u{e9}"] == 1)
    #expect(value["cafe\u{301}"] == 2)
  }

  @Test("nesting ends at its limit, without harm to the stack")
  func depth() throws {
    let deep = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
    #expect(try read(deep(JSONReader.depth + 1)).text == deep(JSONReader.depth + 1))
    #expect(throws: JSONError(.depth, at: JSONReader.depth + 1)) { try read(deep(1_000_000)) }
  }

  @Test("a document is indented by two spaces a level")
  func indented() {
    let value: JSONValue = ["a": [1, ["b": nil]], "c": [], "d": [:]]
    #expect(
      value.indentedText == """
        {
          "a": [
            1,
            {
              "b": null
            }
          ],
          "c": [],
          "d": {}
        }
        """)
  }
}
