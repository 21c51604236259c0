import Foundation
import NIOHTTP1
import NIOSSL
import SchakelCore
import SchakelSync
import SchakelSyncHTTP
import SchakelTransport
import Testing

@Suite("TLS to a region", .timeLimit(.minutes(10)))
struct SecureTests {
  private static let pong = SecureServer.Answer(
    fields: [("content-type", ProtocolVersion.mediaType)], body: "pong")

  private static func transport(
    to server: SecureServer, trusting authority: Authority
  ) throws -> HTTPTransport {
    let address = "https://localhost:\(server.port)"
    let now: @Sendable () -> UInt64 = { UInt64(Date.now.timeIntervalSince1970 * 1_000) }
    return try HTTPTransport(
      server: address, token: token,
      limits: .patient(connect: 120_000, silence: 120_000, total: 120_000),
      carrier: NIOCarrier(authority: authority, server: address, now: now))
  }

  private static func failure(
    of transport: HTTPTransport
  ) async -> TransportFailure? {
    do throws(TransportFailure) {
      _ = try await transport.sync([1])
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "whom the region's own authority vouches for is spoken to, over HTTP/2 where it knows that",
    arguments: [(["h2", "http/1.1"], true), (["http/1.1"], false), ([], false)])
  func privateAuthority(offered: [String], isHTTP2: Bool) async throws {
    let authority = try TestAuthority()
    let trusted = try Authority(pem: Array(authority.pem.utf8))
    try await SecureServer.run(
      authority.identity(), answering: Self.pong, { $0.applicationProtocols = offered }
    ) { server in
      let transport = try Self.transport(to: server, trusting: trusted)
      for _ in 0..<3 { #expect(try await transport.sync([1, 2]) == Array("pong".utf8)) }
      #expect(server.asked.map(\.isHTTP2) == [isHTTP2, isHTTP2, isHTTP2])
      #expect(server.asked.allSatisfy { $0.fields.contains("authorization: Bearer \(token)") })
    }
  }

  @Test("problems, moved addresses and Retry-After mean over HTTP/2 what they mean over HTTP/1.1")
  func refusals() async throws {
    let authority = try TestAuthority()
    let trusted = try Authority(pem: Array(authority.pem.utf8))
    let problem = ("content-type", "application/problem+json")
    for (answer, code, retry) in [
      (
        SecureServer.Answer(status: .serviceUnavailable, fields: [problem, ("retry-after", "7")]),
        TransportFailure.Code.busy, UInt64(7_000)
      ),
      (.init(status: .unauthorized, fields: [problem]), .tokenRefused, nil),
      (
        .init(status: .found, fields: [("location", "https://elsewhere.example")]), .redirected, nil
      ),
      (.init(fields: [("content-type", "text/html")], body: "<p>"), .notSchakel, nil),
    ] as [(SecureServer.Answer, TransportFailure.Code, UInt64?)] {
      try await SecureServer.run(authority.identity(), answering: answer) { server in
        let failure = await Self.failure(of: try Self.transport(to: server, trusting: trusted))
        #expect(failure?.code == code && failure?.retryAfter == retry)
        #expect(!server.asked.contains { !$0.isHTTP2 })
      }
    }
  }

  @Test("an event stream comes over HTTP/2 too")
  func events() async throws {
    let authority = try TestAuthority()
    let trusted = try Authority(pem: Array(authority.pem.utf8))
    let answer = SecureServer.Answer(
      fields: [("content-type", "text/event-stream")],
      body: "retry: 5\n\nevent: moved\ndata: 5c4a6b656c000001\n\n")
    try await SecureServer.run(authority.identity(), answering: answer) { server in
      let transport = try Self.transport(to: server, trusting: trusted)
      var heard: [String] = []
      for await space in try await transport.events() { heard.append(space.text) }
      #expect(heard == ["5c4a6b656c000001"] && transport.reconnectDelay == 5)
      #expect(server.asked.map(\.isHTTP2) == [true])
    }
  }

  @Test("whom nobody vouches for whom the device trusts is told nothing, and it is said why")
  func strangers() async throws {
    let (authority, other) = (try TestAuthority(), try TestAuthority())
    let trusted = try Authority(pem: Array(authority.pem.utf8))
    for (identity, trust, fault) in [
      (try other.identity(), trusted, CertificateFault.unknownIssuer),
      (try authority.identity(), .system, .unknownIssuer),
      (try authority.identity(of: "region.example"), trusted, .wrongName),
    ] {
      try await SecureServer.run(identity, answering: Self.pong) { server in
        let failure = await Self.failure(of: try Self.transport(to: server, trusting: trust))
        #expect(failure?.code == .certificate && failure?.certificate == fault)
        #expect(failure?.isPassing == false)
        Self.expectNothingTold(server)
      }
    }
  }

  /// When a certificate holds, in days from now, what the server has for the time, and whose fault
  /// it is that it does not hold now.
  struct Clocks: Sendable {
    let span: (Double, Double)
    let server: Double?
    let fault: CertificateFault

    init(_ begin: Double, _ end: Double, server: Double?, _ fault: CertificateFault) {
      span = (begin, end)
      self.server = server
      self.fault = fault
    }
  }

  static let cases: [Clocks] = [
    Clocks(1, 90, server: 2, .clockBehind), Clocks(1, 90, server: nil, .clockBehind),
    Clocks(400, 800, server: 500, .clockBehind), Clocks(1, 90, server: 0, .notYetValid),
    Clocks(1, 90, server: -300, .notYetValid), Clocks(-90, -1, server: 0, .expired),
    Clocks(-90, -1, server: nil, .expired), Clocks(-90, -1, server: 300, .expired),
    Clocks(-90, -1, server: -2, .clockAhead), Clocks(-900, -500, server: -600, .clockAhead),
  ]

  @Test("a clock that is wrong is told from a certificate that is", arguments: cases)
  func clocks(_ case: Clocks) async throws {
    let authority = try TestAuthority(lasting: 1_000)
    let trusted = try Authority(pem: Array(authority.pem.utf8))
    let day = 86_400.0
    let identity = try authority.identity(
      from: .now + `case`.span.0 * day, to: .now + `case`.span.1 * day)
    var answer = Self.pong
    if let server = `case`.server {
      answer.fields.append(("date", Self.httpDate(.now + server * day)))
    }
    try await SecureServer.run(identity, answering: answer) { server in
      let failure = await Self.failure(of: try Self.transport(to: server, trusting: trusted))
      #expect(failure?.code == .certificate && failure?.certificate == `case`.fault)
      Self.expectNothingTold(server)
    }
  }

  private static func httpDate(_ date: Date) -> String {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: "GMT")
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return format.string(from: date)
  }

  /// At most what time it is was asked, and by nobody in particular.
  private static func expectNothingTold(_ server: SecureServer) {
    for asked in server.asked {
      #expect(asked.method == "HEAD" && asked.path == "/livez")
      #expect(asked.fields.allSatisfy { !$0.contains(token) && !$0.hasPrefix("authorization") })
    }
  }

  @Test("a server that speaks nothing newer than TLS 1.1 is not spoken to")
  func old() async throws {
    let authority = try TestAuthority()
    let trusted = try Authority(pem: Array(authority.pem.utf8))
    try await SecureServer.run(
      authority.identity(), answering: Self.pong,
      { ($0.minimumTLSVersion, $0.maximumTLSVersion) = (.tlsv1, .tlsv11) }
    ) { server in
      let failure = await Self.failure(of: try Self.transport(to: server, trusting: trusted))
      #expect(failure?.code == .notSchakel)
      #expect(server.asked.isEmpty)
    }
  }

  @Test("a file without a certificate is nobody's authority")
  func noAuthority() throws {
    let pem = try TestAuthority().pem
    for text in ["", "hello", String(pem.dropLast(60)), pem + pem.prefix(200)] {
      #expect(throws: AuthorityError.self) { try Authority(pem: Array(text.utf8)) }
    }
    #expect(throws: Never.self) { try Authority(pem: Array((pem + "\n" + pem).utf8)) }
  }
}
