import Testing

@Suite("code and comments are told apart")
struct SwiftTextTests {
  @Test(
    "a comment or literal leaves blanks in the code",
    arguments: [
      ("a // b", "a     "),
      ("a /* b /* c */ d */ e", "a                   e"),
      (#"a "b // c" d"#, "a          d"),
      (#"a "b \"c" d"#, "a         d"),
      (#"a "b \(c + "d") e" f"#, "a                  f"),
      ("a #\"b \" \\n\"# c", "a            c"),
      ("\"\"\" a \" b \"\"\" c", "              c"),
      ("a \"b", "a   "),
    ])
  func leavesBlanks(_ text: String, _ code: String) {
    let swift = SwiftText(text)
    #expect(swift.codeLine(0) == code)
  }

  @Test("every byte is code, comment or literal, and lines keep their length")
  func keepsItsShape() {
    let text = "let a = \"é\" // é\n\n/* b\nc */ d"
    let swift = SwiftText(text)
    let lengths = text.split(separator: "\n", omittingEmptySubsequences: false).map(\.utf8.count)
    #expect(swift.code.map(\.count) == lengths)
    #expect(swift.comments.map(\.count) == lengths)
    #expect(swift.comment(0)?.hasSuffix("// é") == true)
    #expect(swift.comment(1) == nil)
    #expect(swift.comment(3) == "c */  ")
  }

  @Test(
    "a declaration reaches from its keyword to its closing brace",
    arguments: [
      ("func a() {\n}", [0...1]),
      ("struct A {\n  init() {\n  }\n}", [0...3, 1...2]),
      ("protocol P {\n  func a()\n  var b: Int { get }\n}", [0...3, 2...2]),
      ("func a(\n  b: () -> Void = {}\n) throws(E)\n-> [Int]\n{\n}", [0...5]),
      ("func a() {\n  self.init()\n  let b = \"}\"  // }\n}", [0...3]),
      ("var a = {\n}()\nvar b: Int {\n  1\n}", [2...4]),
    ])
  func reaches(_ text: String, _ lines: [ClosedRange<Int>]) {
    #expect(SwiftText(text).declarations.map(\.lines) == lines)
  }
}
