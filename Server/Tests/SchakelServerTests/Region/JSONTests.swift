import Foundation
import SchakelCore
import SchakelServer
import Testing

@Suite struct JSONTests {
  @Test("text comes back as it was, whatever is in it")
  func text() throws {
    let texts = ["", "a\"b\\c", "\n\r\t\u{0}\u{1f}\u{7f}", "caf\u{e9}", "cafe\u{301}", "\u{1f9a2}"]
    let json = JSON.array(texts.map { .string($0) })
    for isIndented in [false, true] {
      let data = Data(json.bytes(indented: isIndented))
      let read = try #require(try JSONSerialization.jsonObject(with: data) as? [String])
      #expect(read.map { Array($0.utf8) } == texts.map { Array($0.utf8) })
    }
  }

  @Test("members stay in the order in which they were given")
  func layout() {
    let json: JSON = ["b": 1, "a": [true, .null], "c": [:], "d": .double(0.5)]
    #expect(json.text() == #"{"b":1,"a":[true,null],"c":{},"d":0.5}"#)
    #expect(
      json.text(indented: true) == """
        {
          "b": 1,
          "a": [
            true,
            null
          ],
          "c": {},
          "d": 0.5
        }
        """)
  }

  @Test(
    "a value that JSON has no form for stands in an object that says so",
    arguments: [
      (CBORItem.bytes([0, 255]), #"{"$bytes":"00ff"}"#),
      (.map([.init(.unsigned(1), .text("a"))]), #"{"$map":[[1,"a"]]}"#),
      (.map([.init(.text("a"), .negative(-1))]), #"{"a":-1}"#),
      (.map([.init(.text("$bytes"), .null)]), #"{"$map":[["$bytes",null]]}"#),
      (.array([.unsigned(.max), .bool(false)]), "[18446744073709551615,false]"),
    ])
  func values(item: CBORItem, text: String) throws {
    let value = try #require(Value(item))
    #expect(JSON(value).text() == text)
  }
}
