import SchakelCore
import SchakelTesting
import Testing

@Suite("Floats")
struct FloatTests {
  @Test("each of the 65,536 half floats reads as its value, and writes back as it was")
  func halves() throws {
    for bits in UInt16.min...UInt16.max {
      let bytes = [0xf9, UInt8(bits >> 8), UInt8(bits & 0xff)]
      var reader = CBORReader(bytes)
      let value = try? reader.double()
      if bits >> 10 & 31 == 31 {
        if value != nil { Issue.record("\(bits) is not finite") }
        continue
      }
      var writer = CBORWriter()
      writer.double(value ?? .pi)
      if value?.bitPattern != meaning(of: bits).bitPattern || writer.bytes != bytes {
        Issue.record("\(bits) reads as \(String(describing: value))")
      }
    }
  }

  /// IEEE 754 §3.4, by powers of two.
  private func meaning(of bits: UInt16) -> Double {
    let exponent = Int(bits >> 10 & 31)
    let fraction = Double(bits & 1023) / 1024
    let size = exponent == 0 ? fraction / 16384 : (1 + fraction) * scale(exponent - 15)
    return bits & 0x8000 == 0 ? size : -size
  }

  private func scale(_ exponent: Int) -> Double {
    (0..<abs(exponent)).reduce(1) { product, _ in exponent < 0 ? product / 2 : product * 2 }
  }

  @Test(
    "each number takes the fewest bytes that keep it",
    arguments: [
      (0x1p-24, 3), (0x1p-25, 5), (0x1.8p-24, 5), (0x1p-14, 3), (0x1.ffcp15, 3), (65_505, 5),
      (65_520, 5), (0x1.ffcp-15, 5), (0x1.ff8p-15, 3), (0x1p-149, 5), (0x1p-150, 9), (0.1, 9),
      (Double(Float.greatestFiniteMagnitude), 5), (0x1.fffffefp127, 9), (16_777_217, 9),
      (Double.leastNonzeroMagnitude, 9), (Double.greatestFiniteMagnitude, 9),
    ] as [(Double, Int)])
  func widths(_ value: Double, _ count: Int) throws {
    for value in [value, -value] {
      var writer = CBORWriter()
      writer.double(value)
      #expect(writer.bytes.count == count)
      var reader = CBORReader(writer.bytes)
      #expect(try reader.double() == value)
    }
  }

  @Test("random doubles read as they were written", arguments: Seeds.upTo(10))
  func random(seed: UInt64) throws {
    var generator = SeededRandom(seed: seed)
    for _ in 0..<200 {
      let value = Double(bitPattern: generator.next())
      guard value.isFinite else { continue }
      var writer = CBORWriter()
      writer.double(generator.once(in: 2) ? value : Double(Float(value)).finiteOrZero)
      var reader = CBORReader(writer.bytes)
      let back = try reader.double()
      var again = CBORWriter()
      again.double(back)
      #expect(again.bytes == writer.bytes, Seeds.replay(seed))
    }
  }
}

extension Double {
  fileprivate var finiteOrZero: Double { isFinite ? self : 0 }
}
