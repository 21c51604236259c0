import Foundation

/// What an answer begins with, as far as it matters.
struct ResponseHead: Hashable, Sendable {
  let status: Int
  /// In lower case, without parameters; empty where there is none.
  let mediaType: String
  /// Milliseconds.
  let retryAfter: UInt64?

  init(status: Int, mediaType: String = "", retryAfter: UInt64? = nil) {
    self.status = status
    self.mediaType = mediaType
    self.retryAfter = retryAfter
  }

  /// - Parameters:
  ///   - fields: by their names in lower case.
  ///   - now: milliseconds since 1970 (UTC).
  init(status: Int, fields: [String: String], now: UInt64) {
    let type = fields["content-type"] ?? ""
    self.init(
      status: status,
      mediaType: type.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased(),
      retryAfter: fields["retry-after"].flatMap {
        RetryAfter.milliseconds($0, date: fields["date"], now: now)
      })
  }

  var isProblem: Bool { mediaType == "application/problem+json" }
}
