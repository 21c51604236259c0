import EdgeTesting
import NIOSSL
import Testing

@testable import SchakelServer

/// What is agreed on as a connection begins, with a certificate of an authority made for the test.
@Suite(.timeLimit(.minutes(10))) struct HandshakeTests {
  /// Serves an identity of a new authority, for the time of `body`.
  static func serving(
    _ configuration: EdgeConfiguration = EdgeConfiguration(),
    _ body: (TestServer, TestAuthority) async throws -> Void
  ) async throws {
    let authority = try TestAuthority()
    let identity = try ServerIdentity(authority.identity())
    try await TestServer.run(configuration, identity: identity) { server in
      try await body(server, authority)
    }
  }

  @Test("TLS 1.2 and 1.3 are spoken, and nothing older")
  func versions() async throws {
    try await Self.serving { server, authority in
      for version in [TLSVersion.tlsv1, .tlsv11, .tlsv12, .tlsv13] {
        var client = try authority.client()
        (client.minimumTLSVersion, client.maximumTLSVersion) = (version, version)
        let agreed = try? await Handshake.with(server.port, by: client)
        let isSpoken = version == .tlsv12 || version == .tlsv13
        #expect(agreed?.version == (isSpoken ? version : nil), "\(version)")
      }
    }
  }

  @Test(
    "of the suites of TLS 1.2, those with forward secrecy that authenticate what they encrypt",
    arguments: [
      (NIOTLSCipher.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, true),
      (.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, true),
      (.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, true),
      (.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, false),
      (.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, false),
      (.TLS_RSA_WITH_AES_128_GCM_SHA256, false), (.TLS_RSA_WITH_AES_256_CBC_SHA, false),
    ])
  func suites(suite: NIOTLSCipher, isSpoken: Bool) async throws {
    try await Self.serving { server, authority in
      var client = try authority.client()
      client.maximumTLSVersion = .tlsv12
      client.cipherSuiteValues = [suite]
      let agreed = try? await Handshake.with(server.port, by: client)
      #expect((agreed != nil) == isSpoken)
    }
  }

  @Test("a signature by SHA-1 is not given, whatever a caller asks for")
  func signatures() async throws {
    try await Self.serving { server, authority in
      for (algorithm, isGiven) in [
        (SignatureAlgorithm.ecdsaSha1, false), (.ecdsaSecp256R1Sha256, true),
      ] {
        var client = try authority.client()
        client.maximumTLSVersion = .tlsv12
        client.verifySignatureAlgorithms = [algorithm]
        let agreed = try? await Handshake.with(server.port, by: client)
        #expect((agreed != nil) == isGiven)
      }
    }
  }

  @Test("HTTP/2 is chosen by who knows it, HTTP/1.1 by others, and nothing else by anybody")
  func protocols() async throws {
    try await Self.serving { server, authority in
      for (offered, chosen) in [
        (["h2", "http/1.1"], "h2"), (["http/1.1", "h2"], "h2"), (["h2"], "h2"),
        (["http/1.1"], "http/1.1"), ([], nil), (["spdy/3"], nil),
      ] as [([String], String?)] {
        let client = try authority.client(offering: offered)
        let agreed = try await Handshake.with(server.port, by: client)
        #expect(agreed.applicationProtocol == chosen, "\(offered)")
      }
    }
  }

  @Test("who begins a handshake and does not go on is hung up on")
  func half() async throws {
    let limits = configured { $0.limits.headerTime = .milliseconds(50) }
    try await Self.serving(limits) { server, _ in
      try await Wire.connect(to: server.port) { wire in
        // The first bytes of a record that holds a handshake.
        try await wire.send(bytes: [0x16, 0x03, 0x01, 0x02, 0x00, 0x01])
        _ = await wire.rest()
      }
    }
  }
}

extension ServerIdentity {
  init(_ identity: TestAuthority.Identity) throws(ServerIdentityError) {
    try self.init(
      certificate: Array(identity.certificate.utf8), key: Array(identity.key.utf8))
  }
}
