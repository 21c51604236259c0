import HTTPTypes
import Hummingbird

/// Refuses a request whose `Accept` leaves out the one media type that an address answers
/// (RFC 9110 §12.5.1), before anything is done. Problems come whatever it says.
struct Acceptance<Context: RequestContext>: RouterMiddleware {
  private let type: String

  /// A middleware for addresses that answer `type`, written in lower case and without parameters.
  init(_ type: String) {
    self.type = type
  }

  func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    if let accept = request.headers[.accept], !AcceptField(accept).allows(type) {
      throw Problem(.notAcceptable, "This address answers \(type) alone.")
    }
    return try await next(request, context)
  }
}

/// What a caller takes, as its `Accept` says it: media ranges, each with a weight.
struct AcceptField {
  private struct Range {
    let type, subtype: Substring
    let isRefused: Bool

    /// How much the range says of `type/subtype`; nil where it says nothing of it.
    func precedence(of type: Substring, _ subtype: Substring) -> Int? {
      switch (self.type, self.subtype) {
      case ("*", "*"): 0
      case (type, "*"): 1
      case (type, subtype): 2
      default: nil
      }
    }
  }

  private let ranges: [Range]

  /// Reads a field's value. A part that is no media range says nothing.
  init(_ value: String) {
    ranges = value.lowercased().split(separator: ",").compactMap(Self.range)
  }

  private static func range(_ text: Substring) -> Range? {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
    let names = parts[0].split(separator: "/", omittingEmptySubsequences: false)
    guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else { return nil }
    return Range(
      type: names[0], subtype: names[1], isRefused: parts.dropFirst().contains(where: zero))
  }

  /// RFC 9110 §12.4.2: a weight of 0 means "not acceptable".
  private static func zero(_ parameter: Substring) -> Bool {
    guard parameter.hasPrefix("q=") else { return false }
    return Double(parameter.dropFirst(2)) == 0
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let start = text.drop { $0 == " " || $0 == "\t" }
    return start.prefix { $0 != " " && $0 != "\t" }
  }

  /// Whether a media type is taken: the range that says most of it decides. A field without any
  /// range takes everything, as no field does.
  func allows(_ name: String) -> Bool {
    guard !ranges.isEmpty else { return true }
    let parts = name.split(separator: "/", maxSplits: 1)
    guard parts.count == 2 else { return false }
    let matches = ranges.compactMap { range in
      range.precedence(of: parts[0], parts[1]).map { (precedence: $0, range: range) }
    }
    return matches.max { $0.precedence < $1.precedence }.map { !$0.range.isRefused } ?? false
  }
}
