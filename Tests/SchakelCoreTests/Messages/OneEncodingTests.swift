import SchakelCore
import SchakelTesting
import Testing

/// Every message has one encoding: whatever is accepted is written again in the very same bytes.
@Suite("One encoding", .serialized)
struct OneEncodingTests {
  @Test("what was written reads, and writes the same", arguments: Format.all)
  func roundTrip(_ format: Format) throws {
    for sample in format.samples { #expect(try format.rewrite(sample) == sample) }
  }

  @Test("no message goes on after its end or ends before it", arguments: Format.all)
  func prefixes(_ format: Format) {
    for sample in format.samples {
      #expect(throws: CBORError.self) { try format.rewrite(sample + [0xf6]) }
      for count in 0..<sample.count {
        #expect(throws: CBORError.self) { try format.rewrite(Array(sample.prefix(count))) }
      }
    }
  }

  @Test("with any bit turned, a message is refused or is the one encoding", arguments: Format.all)
  func turnedBits(_ format: Format) throws {
    for sample in format.samples {
      // Long messages repeat what the short ones have: every third byte of them will do.
      for place in stride(from: 0, to: sample.count, by: sample.count > 600 ? 3 : 1) {
        for bit in 0..<8 {
          var bytes = sample
          bytes[place] ^= 1 << UInt8(bit)
          expectOneEncoding(bytes, format)
        }
      }
    }
  }

  @Test(
    "however it was mangled, a message is refused or is the one encoding", arguments: Format.all)
  func mangled(_ format: Format) throws {
    for seed in Seeds.upTo(4) {
      var generator = SeededRandom(seed: seed)
      for sample in format.samples {
        for _ in 0..<40 {
          expectOneEncoding(
            sample.mangled(using: &generator), format, "\(Seeds.replay(seed))")
        }
      }
    }
  }

  private func expectOneEncoding(_ bytes: [UInt8], _ format: Format, _ note: String = "") {
    do throws(CBORError) {
      let again = try format.tried(bytes)
      if again != bytes {
        Issue.record("\(Hex.encode(bytes)) is written \(Hex.encode(again)) \(note)")
      }
    } catch {
      if error.offset > bytes.count { Issue.record("\(error) is past the end \(note)") }
    }
  }
}

extension Format {
  /// What ``rewrite`` gives; whatever it throws beside a refusal is an issue.
  fileprivate func tried(_ bytes: [UInt8]) throws(CBORError) -> [UInt8] {
    do {
      return try rewrite(bytes)
    } catch let error as CBORError {
      throw error
    } catch {
      Issue.record("\(Hex.encode(bytes)): \(error)")
      return bytes
    }
  }
}

extension [UInt8] {
  /// One to three bytes replaced, put in, taken out or copied from elsewhere.
  fileprivate func mangled(using generator: inout SeededRandom) -> [UInt8] {
    let telling: [UInt8] = [0, 1, 0x17, 0x18, 0x1b, 0x40, 0x60, 0x80, 0x9f, 0xa0, 0xf6, 0xff]
    var bytes = self
    for _ in 0...generator.below(3) where !bytes.isEmpty {
      let place = generator.below(bytes.count)
      switch generator.below(4) {
      case 0: bytes[place] = telling[generator.below(telling.count)]
      case 1: bytes.insert(telling[generator.below(telling.count)], at: place)
      case 2: bytes.remove(at: place)
      default:
        let end = Swift.min(bytes.count, place + 1 + generator.below(12))
        bytes.insert(contentsOf: bytes[place..<end], at: generator.below(bytes.count))
      }
    }
    return bytes
  }
}
