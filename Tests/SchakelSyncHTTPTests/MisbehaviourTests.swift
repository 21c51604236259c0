import SchakelCore
import SchakelSync
import Testing

@testable import SchakelSyncHTTP

@Suite("What a server may do to a request")
struct MisbehaviourTests {
  private static let page = "<!DOCTYPE html><title>Welkom</title><p>Log in op dit netwerk."
  private static let schakel = "Content-Type: \(ProtocolVersion.mediaType)"

  static let refusals = [
    Misbehaviour(.problem("401 Unauthorized", ["WWW-Authenticate: Bearer"]), .tokenRefused),
    Misbehaviour(
      .http("401 Unauthorized", ["WWW-Authenticate: Basic realm=\"x\""], type: "text/html"),
      .tokenRefused),
    Misbehaviour(
      .problem("401 Unauthorized", ["WWW-Authenticate: Basic realm=\"x\""], #"{"title":"No"}"#),
      .tokenRefused, says: "No."),
    Misbehaviour(
      .problem("401 Unauthorized", ["WWW-Authenticate: Digest realm=\"x\", nonce=\"1\""]),
      .tokenRefused),
    Misbehaviour(.http("401 Unauthorized"), .tokenRefused),
    Misbehaviour(.problem("403 Forbidden"), .forbidden),
    Misbehaviour(
      .problem(
        "403 Forbidden", [],
        #"{"type":"/problems/device-revoked","title":"This device was taken out of use"}"#),
      .deviceRevoked, problem: "/problems/device-revoked", says: "This device was taken out of use."
    ),
    Misbehaviour(.problem("426 Upgrade Required"), .upgradeRequired),
    Misbehaviour(
      .problem(
        "501 Not Implemented", [],
        #"{"type":"/problems/server-outdated","title":"The server must be upgraded"}"#),
      .serverOutdated, problem: "/problems/server-outdated", says: "The server must be upgraded."),
    Misbehaviour(.http("501 Not Implemented", type: "text/html", body: page), .serverError),
    Misbehaviour(.problem("400 Bad Request"), .requestRefused),
    Misbehaviour(.problem("404 Not Found"), .requestRefused),
    Misbehaviour(
      .problem(
        "410 Gone", [],
        #"{"type":"/problems/gone","title":"What was here is gone","detail":"Used\nbefore."}"#),
      .requestRefused, problem: "/problems/gone", says: "What was here is gone: Used before."),
    Misbehaviour(.problem("400 Bad Request", [], #"{"title":7,"detail":"x"}"#), .requestRefused),
    Misbehaviour(.problem("400 Bad Request", [], "no JSON"), .requestRefused),
    Misbehaviour(.http("413 Content Too Large", type: "text/html", body: page), .tooLarge),
    Misbehaviour(.problem("500 Internal Server Error"), .serverError),
    Misbehaviour(.http("502 Bad Gateway", type: "text/html", body: page), .serverError),
  ]

  static let busy = [
    Misbehaviour(.problem("503 Service Unavailable"), .busy),
    Misbehaviour(.problem("503 Service Unavailable", ["Retry-After: 7"]), .busy, retryAfter: 7_000),
    Misbehaviour(.problem("429 Too Many Requests", ["Retry-After: 2"]), .busy, retryAfter: 2_000),
    Misbehaviour(.problem("408 Request Timeout", ["retry-after:  10"]), .busy, retryAfter: 10_000),
    Misbehaviour(.problem("503 Service Unavailable", ["Retry-After: soon"]), .busy),
    Misbehaviour(
      .problem(
        "503 Service Unavailable",
        [
          "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Sun, 06 Nov 1994 08:51:37 GMT",
        ]), .busy, retryAfter: 120_000),
    Misbehaviour(
      .problem("503 Service Unavailable", ["Retry-After: Sun, 06 Nov 1994 08:49:37 GMT"]), .busy,
      retryAfter: 0),
  ]

  static let strangers = [
    Misbehaviour(.http("200 OK", type: "text/html", body: page), .notSchakel, says: "text/html"),
    Misbehaviour(.http("200 OK", type: "application/json", body: "{}"), .notSchakel),
    Misbehaviour(.http("200 OK", body: "x"), .notSchakel),
    Misbehaviour(.http("204 No Content"), .notSchakel),
    Misbehaviour(.http("201 Created", [schakel]), .notSchakel),
    Misbehaviour(.http("404 Not Found", type: "text/html", body: page), .notSchakel),
    Misbehaviour(.http("511 Network Authentication Required", type: "text/html"), .notSchakel),
    Misbehaviour("220 mail.example ESMTP\r\n", .notSchakel),
    Misbehaviour(
      "a TLS alert", .notSchakel, .answer("\u{15}\u{3}\u{1}\u{0}\u{2}\u{2}\u{50}")),
    Misbehaviour(.http("300 Multiple Choices"), .redirected),
    Misbehaviour(.http("304 Not Modified"), .redirected),
    Misbehaviour(.http("302 Found"), .redirected),
  ]

  static let breakages = [
    Misbehaviour("hangs up at once", .interrupted, []),
    Misbehaviour("hangs up when asked", .interrupted, [.read]),
    Misbehaviour("breaks off when asked", .interrupted, [.read, .breakOff]),
    Misbehaviour(
      "breaks off in the head", .interrupted,
      [.read, .send("HTTP/1.1 200 OK\r\nContent-Ty"), .breakOff]),
    Misbehaviour(
      "hangs up in the body", .interrupted,
      [.read, .send("HTTP/1.1 200 OK\r\n\(schakel)\r\nContent-Length: 100\r\n\r\nabc")]),
    Misbehaviour(
      "breaks off in the body", .interrupted,
      [.read, .send("HTTP/1.1 200 OK\r\n\(schakel)\r\nContent-Length: 9\r\n\r\nabc"), .breakOff]),
    Misbehaviour(
      "hangs up between chunks", .interrupted,
      [
        .read,
        .send("HTTP/1.1 200 OK\r\n\(schakel)\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
      ]),
    Misbehaviour(
      "sends a chunk without a length", .interrupted,
      [
        .read,
        .send("HTTP/1.1 200 OK\r\n\(schakel)\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"),
      ]),
    Misbehaviour(
      "hangs up in a description", .serverError,
      [
        .read,
        .send(
          "HTTP/1.1 500 No\r\nContent-Type: application/problem+json\r\n"
            + "Content-Length: 100\r\n\r\n{"),
      ]),
    Misbehaviour(
      "does not end a page that is not wanted", .serverError,
      [
        .read,
        .send("HTTP/1.1 502 No\r\nContent-Type: text/html\r\nContent-Length: 100\r\n\r\n<p>"),
        .hang,
      ]),
  ]

  @Test(
    "each has its name, and nothing is taken for an answer",
    arguments: refusals + busy + strangers + breakages)
  func isNamed(_ case: Misbehaviour) async throws {
    let server = RawServer(`case`.script)
    defer { server.stop() }
    let failure = try await failure(at: server)
    #expect(failure?.code == `case`.code, "\(failure?.message ?? "an answer")")
    #expect(failure?.retryAfter == `case`.retryAfter)
    #expect(failure?.problem == `case`.problem)
    #expect(failure?.message.contains(`case`.says) == true || `case`.says.isEmpty)
  }
}
