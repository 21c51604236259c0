import SchakelCore

/// Bytes as a source of decisions. Once they are used up, every decision is the first one.
struct Supply {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  var isEmpty: Bool { bytes.isEmpty }

  mutating func byte() -> UInt8 { bytes.popFirst() ?? 0 }

  /// A number from 0 up to `limit`, which is at most 256 and left out.
  mutating func below(_ limit: Int) -> Int { Int(byte()) % limit }

  mutating func once(in times: Int) -> Bool { below(times) == times - 1 }

  /// The next bytes, as many as two bytes before them say, or all that are left.
  mutating func part() -> [UInt8] {
    let count = Int(byte()) << 8 | Int(byte())
    defer { bytes = bytes.dropFirst(count) }
    return Array(bytes.prefix(count))
  }

  /// Everything that is left.
  mutating func rest() -> [UInt8] {
    defer { bytes = [] }
    return Array(bytes)
  }
}

extension Supply {
  /// Three who write. The first is the one whose word the vectors' changes mostly are.
  static let writers = [0xa1, 0xb2, 0xc3].map { number in
    Writer(replica: ReplicaID(rawValue: number), incarnation: Incarnation(rawValue: 1))
  }
}
