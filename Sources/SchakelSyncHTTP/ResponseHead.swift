import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

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

  /// - Parameter now: milliseconds since 1970 (UTC).
  init(_ response: HTTPURLResponse, now: UInt64) {
    let type = response.value(forHTTPHeaderField: "Content-Type") ?? ""
    let date = response.value(forHTTPHeaderField: "Date")
    self.init(
      status: response.statusCode,
      mediaType: type.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased(),
      retryAfter: response.value(forHTTPHeaderField: "Retry-After").flatMap {
        RetryAfter.milliseconds($0, date: date, now: now)
      })
  }

  var isProblem: Bool { mediaType == "application/problem+json" }
}
