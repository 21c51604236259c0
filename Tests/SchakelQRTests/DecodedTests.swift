import Foundation
import Testing

@testable import SchakelQR

/// What a reader makes of the codes: zxing-cpp, by way of Python, where both are.
///
///     pip install zxing-cpp pillow && swift test --filter DecodedTests
@Suite(.timeLimit(.minutes(10))) struct DecodedTests {
  /// Reads codes from standard input, a line each: the size, a blank, the modules row by row; prints
  /// the bytes of each in hexadecimal digits.
  private static let reader = """
    import sys
    from PIL import Image
    import zxingcpp
    for line in sys.stdin:
        size, modules = line.split()
        side = int(size) + 8
        image = Image.new('L', (side, side), 255)
        for at, module in enumerate(modules):
            if module == '1':
                image.putpixel((4 + at % int(size), 4 + at // int(size)), 0)
        image = image.resize((side * 4, side * 4), Image.NEAREST)
        print(' '.join(code.bytes.hex() for code in zxingcpp.read_barcodes(image)), flush=True)
    """

  private static func python(_ program: String, input: String = "") -> String? {
    let (process, output, said) = (Process(), Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program]
    process.standardInput = said
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let file = said.fileHandleForWriting
    Thread.detachNewThread {
      try? file.write(contentsOf: Data(input.utf8))
      try? file.close()
    }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? text : nil
  }

  static let hasReader = python("import zxingcpp, PIL") != nil

  @Test("codes of every size and mask are read back as they were written", .enabled(if: hasReader))
  func readBack() throws {
    var (lines, written) = ("", [[UInt8]]())
    for number in Version.all {
      for count in [Version(number).bytes, Version(number).bytes / 2] {
        let bytes = (0..<count).map { UInt8(32 + ($0 * 31 + number) % 90) }
        let code = QRCode(bytes, version: number, mask: (number + count) % 8)
        lines +=
          "\(code.size) " + code.drawn.filter { $0 != "\n" }.map { $0 == "#" ? "1" : "0" } + "\n"
        written.append(bytes)
      }
    }
    let read = try #require(Self.python(Self.reader, input: lines)).split(
      separator: "\n", omittingEmptySubsequences: false)
    for (bytes, line) in zip(written, read) {
      let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      // In the noise of a large code the reader now and then sees one of another kind besides.
      #expect(line.split(separator: " ").contains { $0 == digits }, "\(bytes.count) bytes")
    }
    #expect(read.count == written.count + 1)
  }
}
