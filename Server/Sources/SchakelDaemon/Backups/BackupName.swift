import SchakelServer

/// The name of a file that the server put into a folder of backups: which region's it is, and of when.
///
///     region-1a2b3c4d-20260302T093000Z.sqlite
///
/// Only files whose name reads back to the letter are ever looked at or removed, and only those of the same
/// region: the eight digits are the beginning of its public key.
struct BackupName: Hashable {
  /// What is in the file.
  enum Content: String, CaseIterable {
    case database = ".sqlite"
    case ledger = ".ledger"
  }

  let content: Content
  /// Eight hexadecimal digits.
  let region: String
  /// Seconds since 1970 (UTC).
  let time: UInt64

  /// - Parameter milliseconds: since 1970 (UTC).
  init(_ content: Content, region: String, milliseconds: UInt64) {
    self.content = content
    self.region = region
    time = milliseconds / 1_000
  }

  /// Reads ``text``; nil for any other name.
  init?(_ name: String) {
    guard let content = Content.allCases.first(where: { name.hasSuffix($0.rawValue) }) else {
      return nil
    }
    let parts = name.dropLast(content.rawValue.count).split(
      separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let time = Self.seconds(parts[2]) else { return nil }
    self.init(content, region: String(parts[1]), milliseconds: time * 1_000)
    guard text.utf8.elementsEqual(name.utf8) else { return nil }
  }

  var text: String { "region-\(region)-\(stamp)\(content.rawValue)" }

  /// ISO 8601's basic form.
  private var stamp: String {
    rfc3339(time * 1_000).prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
  }

  private static func seconds(_ stamp: Substring) -> UInt64? {
    let digits = stamp.utf8.filter { (48...57).contains($0) }.map { UInt64($0 - 48) }
    guard stamp.utf8.count == 16, digits.count == 14 else { return nil }
    func number(_ range: Range<Int>) -> UInt64 { digits[range].reduce(0) { $0 * 10 + $1 } }
    let (year, month, day) = (number(0..<4), number(4..<6), number(6..<8))
    guard year >= 1970, (1...12).contains(month), (1...31).contains(day) else { return nil }
    let seconds = number(8..<10) * 3_600 + number(10..<12) * 60 + number(12..<14)
    return days(year, month, day) * 86_400 + seconds
  }

  /// Days since 1970-01-01 (Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil).
  private static func days(_ year: UInt64, _ month: UInt64, _ day: UInt64) -> UInt64 {
    let (y, m) = month <= 2 ? (year - 1, month + 9) : (year, month - 3)
    let era = y / 400
    let ofEra = y - era * 400
    let ofYear = (153 * m + 2) / 5 + day - 1
    return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
  }
}
