import SchakelCore

/// The key of a change in the log: its stream's number in this database and its counter, in one
/// integer, so that the log needs no index but its own order.
struct ChangeKey: Hashable {
  let rawValue: Int64

  init(rawValue: Int64) { self.rawValue = rawValue }

  init(stream: Int64, counter: UInt64) {
    rawValue = stream << 40 | Int64(counter)
  }

  /// The bits of the counter, as SQL needs them.
  static let counterMask = Int64(Limits.counter)

  var stream: Int64 { rawValue >> 40 }
  var counter: UInt64 { UInt64(bitPattern: rawValue) & Limits.counter }
}
