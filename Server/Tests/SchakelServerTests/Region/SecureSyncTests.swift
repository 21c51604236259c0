import EdgeTesting
import Foundation
import HTTPTypes
import NIOCore
import NIOHTTPTypes
import NIOSSL
import RegionTesting
import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import Testing

@testable import SchakelServer

/// A region over TLS: HTTP/1.1 and HTTP/2 are two ways to the same.
@Suite(.timeLimit(.minutes(10))) struct SecureSyncTests {
  static func serving(
    _ body: (RegionServer, TLSConfiguration, TestDevice) async throws -> Void
  ) async throws {
    let authority = try TestAuthority()
    let identity = try ServerIdentity(authority.identity())
    let client = try authority.client()
    try await RegionServer.run(identity: identity) { server in
      let device = try server.stranger()
      let body = body
      let code = try await server.code(for: "anna")
      try await device.enrol(with: code, by: client)
      try await body(server, client, device)
    }
  }

  @Test("a sync that is brought over one protocol and again over the other is answered alike")
  func same() async throws {
    try await Self.serving { server, client, anna in
      let fields: HTTPFields = [
        .authorization: "Bearer \(anna.token)", .contentType: ProtocolVersion.mediaType,
      ]
      let lines = fields.map { "\($0.name.rawName): \($0.value)" }
      for round in 0..<3 {
        try anna.note("note \(round)", in: server.space)
        let request = try anna.nextRequest().encoded
        let streamed = try await Streams.connect(to: server.port, by: client) {
          try await $0.send(.post, "/v1/sync", fields, body: request)
        }
        let plain = try await Wire.connect(to: server.port, by: client) {
          try await $0.post("/v1/sync", lines, body: request)
        }
        #expect(streamed.status == 200 && streamed.status == plain.status)
        #expect(try Self.untimed(streamed.bytes) == Self.untimed(plain.bytes))
      }
      #expect(try await server.entries >= 3)
    }
  }

  /// An answer without the times at which it was given and signed for.
  private static func untimed(_ bytes: [UInt8]) throws -> SyncAnswer {
    var answer = try SyncAnswer(encoded: bytes)
    answer.time = 0
    for place in answer.spaces.indices {
      #expect(answer.spaces[place].receipt != nil)
      answer.spaces[place].receipt = nil
    }
    return answer
  }

  @Test("an event stream over HTTP/2 says what moved, and ends when its device is revoked")
  func events() async throws {
    try await Self.serving { server, client, anna in
      let request = HTTPRequest(
        method: .get, scheme: "https", authority: "localhost", path: "/v1/events",
        headerFields: [.authorization: "Bearer \(anna.token)"])
      try await Streams.connect(to: server.port, by: client) { streams in
        try await streams.open(request) { inbound, outbound in
          try await outbound.write(.end(nil))
          var heard = StreamedEvents(inbound)
          #expect(try await heard.next("moved") == server.space.text)
          try anna.note("a note", in: server.space)
          let fields: HTTPFields = [
            .authorization: "Bearer \(anna.token)", .contentType: ProtocolVersion.mediaType,
          ]
          // On the connection that the events come by.
          let answer = try await streams.send(
            .post, "/v1/sync", fields, body: anna.nextRequest().encoded)
          #expect(answer.status == 200)
          #expect(try await heard.next("moved") == server.space.text)
          _ = try await server.service.revoke(anna.replica.identity.replica)
          while try await heard.next("moved") != nil {}
        }
        let after = try await streams.send(
          .get, "/v1/events", [.authorization: "Bearer \(anna.token)"])
        #expect(after.status == 403 && after.problemKind == "device-revoked")
      }
    }
  }
}

/// Reads events off a stream.
private struct StreamedEvents {
  private var parts: NIOAsyncChannelInboundStream<HTTPResponsePart>.AsyncIterator
  private var text = ""

  init(_ inbound: NIOAsyncChannelInboundStream<HTTPResponsePart>) {
    parts = inbound.makeAsyncIterator()
  }

  /// The data of the next event of this name; nil when the stream ends before one.
  mutating func next(_ name: String) async throws -> String? {
    while true {
      while let end = text.range(of: "\n\n") {
        let lines = text[..<end.lowerBound].split(separator: "\n").map(String.init)
        text = String(text[end.upperBound...])
        guard lines.contains("event: " + name) else { continue }
        for line in lines where line.hasPrefix("data: ") { return String(line.dropFirst(6)) }
      }
      switch try await parts.next() {
      case .body(let bytes)?: text += String(buffer: bytes)
      case .head?: continue
      case .end?, nil: return nil
      }
    }
  }
}
