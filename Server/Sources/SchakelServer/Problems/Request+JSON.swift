import FoundationEssentials
import HTTPTypes
public import Hummingbird
import NIOCore
import NIOFoundationEssentialsCompat

extension Request {
  /// The body, decoded from JSON. Throws a ``Problem``: another media type, more than `limit`
  /// bytes, no JSON, or values of the wrong shape (named by JSON Pointer).
  public func json<Value: Decodable>(as type: Value.Type, upTo limit: Int) async throws -> Value {
    try requireBody(of: "application/json")
    let buffer = try await body.collect(upTo: limit)
    do {
      return try JSONDecoder().decode(type, from: buffer)
    } catch let error as DecodingError {
      throw Problem(decoding: error)
    }
  }

  /// Throws a ``Problem`` where the body is of another media type, or compressed: what a few bytes
  /// unfold to is bounded by nothing (RFC 9110 §15.5.16).
  func requireBody(of type: String) throws(Problem) {
    guard hasMediaType(type) else {
      throw Problem(.unsupportedMediaType, "Send the body as \(type).")
    }
    guard (headers[.contentEncoding] ?? "identity").lowercased() == "identity" else {
      throw Problem(
        .unsupportedMediaType, "Send the body as it is, without a Content-Encoding.",
        fields: [.acceptEncoding: "identity"])
    }
  }

  /// Whether the body is of this media type, whatever its parameters (RFC 9110 §8.3.1).
  func hasMediaType(_ type: String) -> Bool {
    let named = headers[.contentType]?.split(separator: ";").first.map(String.init) ?? ""
    return named.filter { $0 != " " && $0 != "\t" }.lowercased() == type
  }
}

extension Problem {
  /// Says where the shape is wrong, and never repeats a value.
  init(decoding error: DecodingError) {
    switch error {
    case .keyNotFound(let key, let context):
      self = .fault(context.codingPath + [key], "missing", "This member is required.")
    case .typeMismatch(_, let context):
      self = .fault(context.codingPath, "wrong-type", "This value has another JSON type.")
    case .valueNotFound(_, let context):
      self = .fault(context.codingPath, "null", "This value may not be null.")
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      self = .fault(context.codingPath, "invalid", "This value is not valid.")
    default:
      self = Problem(.malformedRequest, "The body is not well-formed JSON.")
    }
  }

  private static func fault(_ path: [any CodingKey], _ code: String, _ detail: String) -> Problem {
    Problem(
      .invalidInput, "See errors for the places.",
      faults: [Fault(.body, at: jsonPointer(path), code: code, detail)])
  }
}

/// RFC 6901 §3: `~` and `/` in a key are escaped.
private func jsonPointer(_ path: [any CodingKey]) -> String {
  path.map { key in
    let name = key.intValue.map(String.init) ?? key.stringValue
    let escaped = name.split(separator: "~", omittingEmptySubsequences: false)
      .joined(separator: "~0").split(separator: "/", omittingEmptySubsequences: false)
      .joined(separator: "~1")
    return "/" + escaped
  }.joined()
}
