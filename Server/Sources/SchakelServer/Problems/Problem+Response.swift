import FoundationEssentials
public import HTTPTypes
public import Hummingbird

extension Problem: HTTPResponseError {
  /// The members of RFC 9457 §3.1, which are all there, and this server's extensions `errors`,
  /// `retryAfter` and `wipe`.
  private struct Document: Encodable {
    let type: String
    let title: String
    let status: Int
    let detail: String
    let errors: [Fault]?
    let retryAfter: Int?
    let wipe: Wipe?
  }

  /// The body of the answer: one JSON object, keys in order.
  public var json: [UInt8] {
    let document = Document(
      type: kind.type, title: kind.title, status: kind.status, detail: detail ?? kind.advice,
      errors: faults.isEmpty ? nil : faults, retryAfter: retryAfter, wipe: wipe)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings and integers always encode; an empty object would still be a valid problem.
    let data = (try? encoder.encode(document)) ?? Data("{}".utf8)
    return Array(data)
  }

  /// The status of the answer.
  public var status: HTTPResponse.Status { .init(code: kind.status) }

  /// The header fields of the answer, without its length.
  public var headers: HTTPFields {
    var all = fields
    all[.contentType] = "application/problem+json"
    if let retryAfter { all[.retryAfter] = String(retryAfter) }
    return all
  }

  /// The answer. To a HEAD request it has the same headers and no body (RFC 9110 §9.3.2).
  public func response(toMethod method: HTTPRequest.Method) -> Response {
    let response = Response(
      status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: json)))
    return method == .head ? response.createHeadResponse() : response
  }

  /// What Hummingbird asks of an error that can answer for itself.
  public func response(from request: Request, context: some RequestContext) -> Response {
    response(toMethod: request.method)
  }
}
