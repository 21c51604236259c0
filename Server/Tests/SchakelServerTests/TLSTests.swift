import EdgeTesting
import Hummingbird
import NIOSSL
import SchakelServer
import Testing

/// Requests over TLS, spoken by NIOSSL as a client that trusts the test certificate alone.
@Suite(.timeLimit(.minutes(10))) struct TLSTests {
  static func identity() throws(ServerIdentityError) -> ServerIdentity {
    try ServerIdentity(
      certificate: Array(TestIdentity.certificate.utf8), key: Array(TestIdentity.key.utf8))
  }

  static func client(
    trusting trusted: NIOSSLTrustRoots? = nil, from: TLSVersion = .tlsv12, to: TLSVersion? = nil
  ) throws -> TLSConfiguration {
    var client = TLSConfiguration.makeClientConfiguration()
    client.trustRoots =
      try trusted
      ?? .certificates(NIOSSLCertificate.fromPEMBytes(Array(TestIdentity.certificate.utf8)))
    client.minimumTLSVersion = from
    client.maximumTLSVersion = to
    return client
  }

  @Test(
    "a caller that trusts the certificate is answered over TLS 1.2 and 1.3",
    arguments: [TLSVersion.tlsv12, .tlsv13])
  func answers(version: TLSVersion) async throws {
    let client = try Self.client(from: version, to: version)
    try await TestServer.run(identity: Self.identity()) { server in
      try await Wire.connect(to: server.port, by: client) { wire in
        for _ in 0..<2 {
          let answer = try await wire.get("/livez")
          #expect(answer.status == 200)
        }
      }
    }
  }

  @Test("older versions and suites without forward secrecy are refused")
  func old() async throws {
    var weak = try Self.client(to: .tlsv12)
    weak.cipherSuiteValues = [
      .TLS_RSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
      .TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    ]
    let old = try Self.client(from: .tlsv1, to: .tlsv11)
    try await TestServer.run(identity: Self.identity()) { server in
      for client in [old, weak] {
        let answer = try await Wire.connect(to: server.port, by: client) {
          try? await $0.get("/livez")
        }
        #expect(answer == nil)
      }
      #expect(server.log.all.allSatisfy { !$0.contains("/livez") })
    }
  }

  @Test("a caller that does not know the certificate hangs up, and the server goes on")
  func stranger() async throws {
    let client = try Self.client(trusting: .certificates([]))
    try await TestServer.run(identity: Self.identity()) { server in
      let answer = try await Wire.connect(to: server.port, by: client) {
        try? await $0.get("/livez")
      }
      #expect(answer == nil)
      let other = try await Wire.connect(to: server.port, by: Self.client()) {
        try await $0.get("/livez")
      }
      #expect(other.status == 200)
    }
  }

  @Test("a request in the clear is not answered where TLS is spoken")
  func clear() async throws {
    try await TestServer.run(identity: Self.identity()) { server in
      let said = try await Wire.connect(to: server.port) { wire in
        try await wire.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
        return await wire.rest()
      }
      #expect(!said.contains("HTTP/"))
    }
  }

  @Test("who connects and says nothing is hung up on, as without TLS")
  func silent() async throws {
    let limits = configured { $0.limits.headerTime = .milliseconds(50) }
    try await TestServer.run(limits, identity: Self.identity()) { server in
      try await Wire.connect(to: server.port) { wire in _ = await wire.rest() }
    }
  }

  @Test("a large body goes both ways")
  func large() async throws {
    let body = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try await TestServer.run(
      identity: Self.identity(),
      routes: { routes in
        routes.post("echo") { request, _ in
          let bytes = try await request.body.collect(upTo: 2_000_000)
          return Response(status: .ok, body: ResponseBody(byteBuffer: bytes))
        }
      }
    ) { server in
      let answer = try await Wire.connect(to: server.port, by: Self.client()) { wire in
        try await wire.post("/echo", [], body: body)
      }
      #expect(answer.status == 200 && answer.bytes == body)
    }
  }

  @Test("a certificate's last day is day 0, and the day after it day -1")
  func lastDay() throws {
    let identity = try Self.identity()
    #expect(identity.expires == 4_948_940_042)
    let end = UInt64(identity.expires) * 1000
    #expect(identity.daysLeft(at: end) == 0)
    #expect(identity.daysLeft(at: end - 30 * 86_400_000) == 30)
    #expect(identity.daysLeft(at: end + 1000) == -1)
  }

  @Test("what is no certificate, no key, or not a pair is refused by name")
  func refusals() {
    func error(_ certificate: String, _ key: String) -> ServerIdentityError? {
      do {
        _ = try ServerIdentity(certificate: Array(certificate.utf8), key: Array(key.utf8))
        return nil
      } catch {
        return error
      }
    }
    let (certificate, key) = (TestIdentity.certificate, TestIdentity.key)
    #expect(error(certificate, key) == nil)
    #expect(error("", key) == .malformedCertificate)
    #expect(error("-----BEGIN CERTIFICATE-----\n", key) == .malformedCertificate)
    #expect(error(key, key) == .malformedCertificate)
    #expect(error(certificate, "") == .malformedKey)
    #expect(error(certificate, certificate) == .malformedKey)
    #expect(error(certificate, TestIdentity.otherKey) == .mismatch)
  }
}
