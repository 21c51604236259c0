import Testing

@testable import SchakelQR

/// The encoder against the standard's own numbers, and against symbols of another encoder
/// (qrcode 8.2 for Python).
///
/// Verified by hand besides: the codes that ``DecodedTests`` make of all versions and masks were read
/// back by zxing-cpp, which that test does again wherever it finds it.
@Suite struct QRCodeTests {
  @Test("a small code is the one that another encoder makes, module by module")
  func golden() {
    let code = QRCode(Array("schakel".utf8), version: 1, mask: 2)
    #expect(
      "\n" + code.drawn == """

        #######..##...#######
        #.....#....#..#.....#
        #.###.#.#.....#.###.#
        #.###.#.#.#.#.#.###.#
        #.###.#.#...#.#.###.#
        #.....#.#.##..#.....#
        #######.#.#.#.#######
        ........##...........
        #.#####...##..#####..
        #..#...##.######..#.#
        .###.####.#.#.##.#.#.
        ...##..#.#.#####.####
        .######...#.#...#....
        ........#.#.#..##..##
        #######....#.#....##.
        #.....#.##.......####
        #.###.#.####.#.....#.
        #.###.#.##.######.#..
        #.###.#.#.#.#.#..##..
        #.....#....####.###..
        #######.###.#..##..#.
        """)
  }

  /// CRC-32 of the symbols that it makes: version v, filled but for three bytes with (7 i + v) mod 256,
  /// mask v mod 8; rows of 0 and 1, parted by line feeds.
  private static let symbols: [UInt32] = [
    0xcd0afce7, 0x3314f47f, 0xa2082b63, 0x7593903f, 0x044a7f6f,
    0x86a6cc41, 0x72b9349e, 0x1f56870a, 0xe0ded922, 0xe1d91875,
    0x271349ec, 0xbb69ee0f, 0x3fb1b71d, 0xc3b5eecb, 0xb26b8396,
    0x24bd4415, 0xa608ad5c, 0x31344335, 0xe05d4225, 0x0a8d2939,
    0xa87692b2, 0x48bea62d, 0x2acb44da, 0x70b670ab, 0x72305501,
    0xfeabe404, 0xada54d28, 0xad0c8154, 0xcad63832, 0xc6537383,
    0xa9da1f70, 0xb0d20e4e, 0xca782a49, 0x42a31af1, 0x3b843feb,
    0x8ce6280b, 0x072b912d, 0xdab4ec34, 0x94bfdead, 0x10435635,
  ]

  @Test("a code of every version is the one that another encoder makes")
  func versions() {
    for (number, symbol) in zip(1..., Self.symbols) {
      let bytes = (0..<Version(number).bytes - 3).map { UInt8(($0 * 7 + number) % 256) }
      let code = QRCode(bytes, version: number, mask: number % 8)
      let rows = code.drawn.map { $0 == "#" ? "1" : $0 == "." ? "0" : $0 }
      #expect(crc32(String(rows)) == symbol, "version \(number)")
    }
  }

  @Test("the smallest version is chosen that holds the bytes, and none where none does")
  func smallest() {
    let most = Version.all.map { Version($0).bytes }
    #expect(Array(most.prefix(10)) == [14, 26, 42, 62, 84, 106, 122, 152, 180, 213])
    #expect(most.last == 2331)
    for (number, bytes) in zip(1..., most) {
      #expect(Version.smallest(for: bytes)?.number == number)
      #expect(Version.smallest(for: bytes + 1)?.number == (number < 40 ? number + 1 : nil))
    }
    #expect(QRCode([UInt8](repeating: 0, count: 2332)) == nil)
    #expect(QRCode([])?.size == 21)
  }

  @Test("the correction of a message is the one that the standard's example has")
  func correction() {
    // ISO/IEC 18004 annex I: the symbol 1-M of 01234567.
    let data: [UInt8] = [
      0x10, 0x20, 0x0c, 0x56, 0x61, 0x80, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec,
      0x11,
    ]
    let correction: [UInt8] = [0xa5, 0x24, 0xd4, 0xc1, 0xed, 0x36, 0xc7, 0x87, 0x2c, 0x55]
    #expect(ReedSolomon.correction(of: data, count: 10) == correction)
  }

  @Test("alignment patterns lie where annex E has them")
  func alignment() {
    let table = [
      1: [], 2: [6, 18], 6: [6, 34], 7: [6, 22, 38], 14: [6, 26, 46, 66], 22: [6, 26, 50, 74, 98],
      32: [6, 34, 60, 86, 112, 138], 36: [6, 24, 50, 76, 102, 128, 154],
      40: [6, 30, 58, 86, 114, 142, 170],
    ]
    for (number, places) in table { #expect(Version(number).alignment == places, "\(number)") }
  }

  @Test("the mask is the one of the eight that is punished least")
  func mask() throws {
    for text in ["", "schakel", "https://region.example/", String(repeating: "a", count: 200)] {
      let bytes = Array(text.utf8)
      let version = try #require(Version.smallest(for: bytes.count))
      let penalties = (0..<8).map { Symbol(bytes, version, mask: $0).penalty }
      let best = try #require(penalties.firstIndex(of: penalties.min() ?? 0))
      #expect(QRCode(bytes) == QRCode(bytes, version: version.number, mask: best))
    }
  }

  @Test("lines of text have the modules, two rows in each, and light ones all around")
  func lines() throws {
    let code = try #require(QRCode(Array("schakel".utf8)))
    let lines = code.lines(inColour: false)
    #expect(lines.count == (code.size + 8 + 1) / 2 && lines.allSatisfy { $0.count == code.columns })
    for (row, line) in lines.enumerated() {
      for (column, cell) in line.enumerated() {
        let (x, y) = (column - 4, row * 2 - 4)
        #expect((cell == "█" || cell == "▀") == code[x, y])
        #expect((cell == "█" || cell == "▄") == code[x, y + 1])
      }
    }
    #expect(lines.prefix(2).allSatisfy { $0.allSatisfy { $0 == " " } })
    let coloured = code.lines(inColour: true)
    #expect(coloured == lines.map { "\u{1b}[30;107m" + $0 + "\u{1b}[0m" })
  }
}

extension QRCode {
  /// Rows of `#` and `.`.
  var drawn: String {
    (0..<size).map { y in String((0..<size).map { x -> Character in self[x, y] ? "#" : "." }) }
      .joined(separator: "\n")
  }
}

/// CRC-32 (ISO 3309), bit by bit.
private func crc32(_ text: String) -> UInt32 {
  var sum = ~UInt32(0)
  for byte in text.utf8 {
    sum ^= UInt32(byte)
    for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xedb8_8320 : sum >> 1 }
  }
  return ~sum
}
