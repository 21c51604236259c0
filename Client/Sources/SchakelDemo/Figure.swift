/// A number that came up on the way.
struct Figure: Hashable, Sendable {
  let words: Words
  let value: String

  /// Seconds, to the hundredth.
  static func seconds(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let hundredths = seconds * 100 + attoseconds / 10_000_000_000_000_000
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) s"
  }

  static func kilobytes(_ bytes: Int) -> String { "\((bytes + 512) / 1_024) KiB" }
}
