/// What the log says of a request's path: the address that answers it, with the ids that were asked
/// for. Whatever else stands in a path is the caller's own words, which may be a name or a token:
/// none of it reaches the log.
struct LoggedPath {
  /// What stands in the log for every path that no address has.
  static let unknown = "unknown"
  /// Letters and digits in the longest id: a UUID's.
  private static let longestID = 36

  let text: String

  /// - Parameters:
  ///   - path: as the caller wrote it.
  ///   - pattern: of the address that answers it, its ids in braces; nil where none does.
  init(_ path: String, pattern: String?) {
    guard let pattern else {
      text = Self.unknown
      return
    }
    let parts = pattern.split(separator: "/")
    let said = path.split(separator: "/")
    text =
      "/"
      + parts.enumerated().map { index, part in
        guard part.hasPrefix("{"), index < said.count, Self.isID(said[index]) else { return part }
        return said[index]
      }.joined(separator: "/")
  }

  /// Whether these are the digits of an id of ours.
  static func isID(_ text: some StringProtocol) -> Bool {
    text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
      case UInt8(ascii: "-"): true
      default: false
      }
    } && (1...longestID).contains(text.utf8.count)
  }
}
