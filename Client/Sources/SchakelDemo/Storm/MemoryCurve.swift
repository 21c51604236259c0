/// What a process took of memory over a time, read at equal intervals: whether it grows while the load is
/// the same.
///
/// The first quarter is left out, in which caches fill. Of the rest the medians of the first and of the last
/// third are compared: a peak while something large is answered moves neither.
struct MemoryCurve: Sendable {
  /// Kilobytes, the first reading first.
  private(set) var readings: [Int] = []

  /// How much more the last third may take than the first, in hundredths of it.
  static let allowance = 15
  /// Fewer readings than this say nothing.
  static let fewest = 12

  mutating func add(_ kilobytes: Int) { readings.append(kilobytes) }

  /// The medians of the first and the last third; nil where there is too little to say.
  var medians: (first: Int, last: Int)? {
    guard readings.count >= Self.fewest else { return nil }
    let warm = readings.dropFirst(readings.count / 4)
    let third = warm.count / 3
    return (Self.median(warm.prefix(third)), Self.median(warm.suffix(third)))
  }

  /// What the readings say.
  enum Verdict: Sendable {
    /// There are fewer than ``fewest``.
    case tooFew
    case flat
    case grows
  }

  var verdict: Verdict {
    guard let medians else { return .tooFew }
    return medians.last * 100 <= medians.first * (100 + Self.allowance) ? .flat : .grows
  }

  /// - Throws: where the memory grows, and, as something else, where nothing can be said of it.
  func check() throws(DemoError) {
    switch verdict {
    case .flat: return
    case .grows: throw DemoError(.refused, "The server's memory grows: \(readings)")
    case .tooFew:
      throw DemoError(
        .input,
        "\(readings.count) readings of the server's memory say nothing, and \(Self.fewest) are needed: "
          + "give it more minutes.")
    }
  }

  private static func median(_ readings: ArraySlice<Int>) -> Int {
    readings.sorted()[readings.count / 2]
  }

  /// What a process of this machine takes now; nil where it has ended, or the system does not tell.
  static func kilobytes(of process: Int32) -> Int? {
    guard let status = try? Tool.read("/proc/\(process)/status") else { return nil }
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line?.split { !$0.isNumber }.first.flatMap { Int($0) }
  }
}
