/// The first receipts that matter for the order in which values are shown: those of changes that
/// claim to be newer than their own receipt. Milliseconds since 1970 (UTC).
public struct Receipts: Hashable, Sendable {
  private var times: [Dot: UInt64]

  /// - Parameter times: milliseconds since 1970 (UTC) of the first receipt, by dot.
  public init(_ times: [Dot: UInt64] = [:]) { self.times = times }

  /// No receipts: every change is shown at the time that it claims.
  public static let none = Receipts()

  /// When the region first received a change, if that was before the time that it claims; else nil.
  public subscript(dot: Dot) -> UInt64? { times[dot] }

  /// The first receipt stands, whatever comes later.
  public mutating func record(_ dot: Dot, _ milliseconds: UInt64) {
    times[dot] = min(times[dot] ?? .max, milliseconds)
  }

  /// Whether no clock ran ahead, as is usual.
  public var isEmpty: Bool { times.isEmpty }

  /// In the order of their dots.
  public var sorted: [(dot: Dot, milliseconds: UInt64)] {
    times.map { (dot: $0.key, milliseconds: $0.value) }.sorted { $0.dot < $1.dot }
  }
}
