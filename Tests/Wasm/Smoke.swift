// The merge smoke test: one program, run as WebAssembly and natively, whose results must agree.
import SchakelCore

/// A checksum over what the program computed; a broken law traps instead.
@c(run)
public func run() -> UInt64 {
  var words: [String: Int] = [:]
  for number in 0..<200 { words["wijk \(number % 37)é", default: 0] += number }
  let sorted = words.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  var sum = Checksum()
  for word in sorted { sum.add(word.utf8) }
  return sum.value
}

/// FNV-1a over 64 bits: enough to tell two runs apart.
struct Checksum {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }
}
