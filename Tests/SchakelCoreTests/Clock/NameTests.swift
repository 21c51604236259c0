import SchakelCore
import Testing

@Suite("Names of things")
struct NameTests {
  @Test("an identifier is sixteen digits, and nothing else is one")
  func identifier() {
    let space = SpaceID(rawValue: 0x0123_4567_89ab_cdef)
    #expect(space.text == "0123456789abcdef")
    #expect(SpaceID(text: "0123456789ABCDEF") == space)
    for text in ["", "0123456789abcde", "0123456789abcdef0", "0123456789abcdeg", "éééééééé"] {
      #expect(SpaceID(text: text) == nil)
    }
  }

  @Test("writers order as their bytes do")
  func writers() {
    let numbers: [(UInt64, UInt32)] = [(0, 9), (1, 0), (1, 256), (1, .max), (256, 0), (.max, 1)]
    let writers = numbers.map {
      Writer(replica: ReplicaID(rawValue: $0.0), incarnation: Incarnation(rawValue: $0.1))
    }
    #expect(writers.reversed().sorted() == writers)
    for (left, right) in zip(writers, writers.dropFirst()) {
      #expect(left.bytes.lexicographicallyPrecedes(right.bytes))
      #expect(Writer(bytes: left.bytes) == left)
    }
    #expect(Writer(bytes: bytes(11, of: 0)) == nil)
  }

  @Test("a dot is typed as it is shown")
  func dots() {
    let dot: Dot = "3@anna"
    #expect(dot.text == "00000000616e6e6100000001:3")
    #expect(Dot(text: dot.text) == dot)
  }

  @Test(
    "what is no dot is told so",
    arguments: [
      "", ":3", "00000000616e6e6100000001", "00000000616e6e6100000001:",
      "00000000616e6e6100000001:0", "00000000616e6e6100000001:+3",
      "00000000616e6e6100000001:03", "00000000616e6e6100000001:1099511627776",
      "00000000616e6e6100000001:99999999999999999999", "00000000616e6e610000001:3",
      "00000000616e6e6100000001 3",
    ])
  func noDots(_ text: String) {
    #expect(Dot(text: text) == nil)
  }

  @Test("a document's name is a UUID of version 7 that sorts by its time")
  func documents() {
    let id = DocumentID(milliseconds: 0x0174_9991_5400, random: (.max, .max))
    #expect(id.text == "01749991-5400-7fff-bfff-ffffffffffff")
    #expect(
      DocumentID(milliseconds: 1, random: (0, 0)).text == "00000000-0001-7000-8000-000000000000")
    #expect(DocumentID(text: "01749991-5400-7FFF-BFFF-FFFFFFFFFFFF") == id)
    #expect(DocumentID(text: "0174999154007fffbfffffffffffffff") == id)
    #expect(DocumentID(bytes: id.bytes) == id)
    #expect(DocumentID(milliseconds: 0x0174_9991_5401, random: (0, 0)) > id)
    for text in [
      "", "01749991-5400-7fff-bfff-fffffffffff", "01749991-5400-7fff-bfff-ffffffffffffff",
    ] {
      #expect(DocumentID(text: text) == nil)
    }
  }

  @Test("names are bytes: two spellings of one word are two names")
  func spelling() {
    let composed: Name = "caf\u{e9}"
    let decomposed: Name = "cafe\u{301}"
    #expect(composed.text == decomposed.text)
    #expect(composed != decomposed)
    #expect(decomposed < composed)
    #expect(Set([composed, decomposed]).count == 2)
  }
}
