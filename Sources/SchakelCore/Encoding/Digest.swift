/// The thirty-two bytes of a SHA-256 hash, held in place rather than on the heap.
public struct Digest: Hashable, Sendable {
  private let first: UInt64
  private let second: UInt64
  private let third: UInt64
  private let fourth: UInt64

  /// The length of ``bytes``.
  public static let byteCount = 32

  init(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
    self.first = first
    self.second = second
    self.third = third
    self.fourth = fourth
  }

  /// nil unless there are exactly thirty-two bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.init(
      BigEndian.read(bytes, at: 0, count: 8), BigEndian.read(bytes, at: 8, count: 8),
      BigEndian.read(bytes, at: 16, count: 8), BigEndian.read(bytes, at: 24, count: 8))
  }

  /// The same, from bytes that another library lends.
  public init?(bytes: RawSpan) {
    guard bytes.byteCount == Self.byteCount else { return nil }
    self.init(
      BigEndian.read(bytes, at: 0), BigEndian.read(bytes, at: 8), BigEndian.read(bytes, at: 16),
      BigEndian.read(bytes, at: 24))
  }

  /// The hash as SHA-256 gives it out.
  public var bytes: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(Self.byteCount)
    append(to: &out)
    return out
  }

  /// Sixty-four hexadecimal digits.
  public var text: String { Hex.encode(bytes) }

  /// The first four bytes: what a vector entry carries so that forks show.
  public var check: UInt32 { UInt32(truncatingIfNeeded: first >> 32) }

  /// The first eight bytes, as a document's share of its space's digest.
  public var prefix64: UInt64 { first }

  func append(to out: inout [UInt8]) {
    let held = (first.bigEndian, second.bigEndian, third.bigEndian, fourth.bigEndian)
    // unsafe: the bytes of a local, copied during the call.
    unsafe withUnsafeBytes(of: held) { unsafe out.append(contentsOf: $0) }
  }
}
