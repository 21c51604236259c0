import SchakelJSON
import Testing

@Suite("Lines of a stream")
struct LineReaderTests {
  /// All lines of a text that comes in pieces of a size.
  private func lines(_ text: String, pieces size: Int, limit: Int = 8) throws -> [LineReader.Line] {
    var rest = Array(text.utf8)
    var reader = LineReader(limit: limit) {
      defer { rest.removeFirst(min(size, rest.count)) }
      return Array(rest.prefix(size))
    }
    var lines: [LineReader.Line] = []
    while let line = try reader.next() { lines.append(line) }
    #expect(reader.number == lines.count)
    #expect(try reader.next() == nil)
    return lines
  }

  private func whole(_ text: String) -> LineReader.Line { .whole(Array(text.utf8)) }

  @Test("lines are the same whatever pieces they come in", arguments: 1..<14)
  func pieces(size: Int) throws {
    #expect(try lines("", pieces: size) == [])
    #expect(try lines("a\nbc\n\nd", pieces: size) == ["a", "bc", "", "d"].map(whole))
    #expect(try lines("a\nbc\n\nd\n", pieces: size) == ["a", "bc", "", "d"].map(whole))
    #expect(
      try lines("12345678\n123456789\nx", pieces: size) == [
        whole("12345678"), .tooLong, whole("x"),
      ])
    #expect(try lines("x\n1234567890123456", pieces: size) == [whole("x"), .tooLong])
    #expect(try lines("\u{feff}a\n\u{feff}b\n", pieces: size) == [whole("a"), whole("\u{feff}b")])
  }
}
