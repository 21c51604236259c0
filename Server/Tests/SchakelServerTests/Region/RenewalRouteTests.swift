import EdgeTesting
import Foundation
import RegionTesting
import SchakelCore
import SchakelKeys
import SchakelRegion
import SchakelStore
import SchakelSync
import Testing

@testable import SchakelServer

@Suite("Tokens over HTTP", .timeLimit(.minutes(10))) struct RenewalRouteTests {
  private static let life = RegionLimits().tokenLife

  @Test("a token that has ended says so, and the key gets another that opens the door")
  func expired() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      server.clock.advance(Self.life)
      let ended = try await server.get("/v1/spaces", token: anna.token)
      #expect(ended.status == 401 && ended.problemKind == "token-expired")
      #expect(ended["www-authenticate"]?.contains("invalid_token") == true)
      // Of a token that nobody has nothing is said.
      let unknown = try await server.get("/v1/spaces", token: String(repeating: "0", count: 64))
      #expect(unknown.problemKind == "unauthenticated")
      try anna.note("a note", in: server.space)
      let renewed = try await anna.renew()
      #expect(renewed.status == 201 && renewed.object["tokenEnd"] is String)
      #expect(renewed["cache-control"] == "no-store")
      #expect(try await anna.sync().isSynchronised)
    }
  }

  @Test("each address says that a token has ended, an enrolment with it too")
  func everywhere() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      server.clock.advance(Self.life)
      for path in ["/v1/spaces", "/v1/events", "/v1/audit/export", "/v1/documents"] {
        #expect(try await server.get(path, token: anna.token).problemKind == "token-expired")
      }
      let transport = WireTransport(port: server.port, token: anna.token)
      for path in ["/v1/sync", "/v1/history"] {
        #expect(try await transport.post(path, [0]).problemKind == "token-expired")
      }
      #expect(try await server.enrol("{}", token: anna.token).problemKind == "token-expired")
      _ = try await server.service.revoke(anna.replica.identity.replica)
      let revoked = try await server.get("/v1/spaces", token: anna.token)
      #expect(revoked.problemKind == "device-revoked")
    }
  }

  @Test("what was answered once, and what another signed, gets no token")
  func refused() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      let bram = try await server.device(of: "bram")
      let challenge = try await anna.challenge()
      let body = anna.renewal("a", answering: challenge)
      #expect(try await anna.ask(TestDevice.renewalsPath, body).status == 201)
      let again = try await anna.ask(TestDevice.renewalsPath, body)
      #expect(again.status == 409 && again.problemKind == "conflict")
      let theirs = bram.renewal("b", answering: try await anna.challenge())
        .replacingOccurrences(
          of: bram.replica.identity.replica.text, with: anna.replica.identity.replica.text)
      let stranger = try server.stranger()
      let nobodys = stranger.renewal("c", answering: try await stranger.challenge())
      var answers: [Answer] = []
      for body in [theirs, nobodys] {
        answers.append(try await anna.ask(TestDevice.renewalsPath, body))
      }
      #expect(answers.allSatisfy { $0.status == 401 && $0.problemKind == "unauthenticated" })
      #expect(Set(answers.map(\.body)).count == 1)
      #expect(try await server.get("/v1/spaces", token: "b").status == 401)
    }
  }

  @Test("an address that tries without a key has to wait, and no device is held up by it")
  func guesses() async throws {
    let limits = configured {
      $0.limits.failedRenewalsPerAddress = 3
      $0.isBehindProxy = true
    }
    try await RegionServer.run(limits) { server in
      let (anna, bram) = (try await server.device(of: "anna"), try await server.device(of: "bram"))
      func attempt(by signer: TestDevice, from address: String) async throws -> Answer {
        let body = signer.renewal(
          Hex.encode(randomBytes(32)), answering: try await anna.challenge()
        ).replacingOccurrences(
          of: signer.replica.identity.replica.text, with: anna.replica.identity.replica.text)
        return try await anna.ask(
          TestDevice.renewalsPath, body, ["X-Forwarded-For: \(address)"])
      }
      for _ in 0..<3 {
        #expect(try await attempt(by: bram, from: "198.51.100.7").status == 401)
      }
      let held = try await attempt(by: bram, from: "198.51.100.7")
      #expect(held.status == 429 && held["retry-after"] != nil)
      #expect(try await attempt(by: anna, from: "198.51.100.8").status == 201)
    }
  }

  @Test("a device that renews in circles waits, and others do not")
  func circles() async throws {
    try await RegionServer.run(configured { $0.limits.renewalsPerDevice = 2 }) { server in
      let (anna, bram) = (try await server.device(of: "anna"), try await server.device(of: "bram"))
      for status in [201, 201, 429] { #expect(try await anna.renew().status == status) }
      #expect(try await bram.renew().status == 201)
      #expect(try await anna.sync().isSynchronised)
    }
  }

  @Test("what is missing or wrong is named by its place")
  func invalid() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      let (id, hex) = (anna.replica.identity.replica.text, String(repeating: "0", count: 64))
      let cases: [(String, [String])] = [
        ("{}", ["/replica"]),
        (#"{"replica":"x","challenge":"","tokenHash":"","signature":""}"#, ["/replica"]),
        (#"{"replica":"\#(id)","challenge":"0","tokenHash":"","signature":""}"#, ["/challenge"]),
        (
          #"{"replica":"\#(id)","challenge":"\#(hex)","tokenHash":"00","signature":""}"#,
          ["/tokenHash"]
        ),
        (
          #"{"replica":"\#(id)","challenge":"\#(hex)","tokenHash":"\#(hex)","signature":"00"}"#,
          ["/signature"]
        ),
      ]
      for (body, places) in cases {
        let answer = try await anna.ask(TestDevice.renewalsPath, body)
        #expect(answer.status == 400 && answer.places == places, "\(body)")
      }
      let unknown = try await anna.ask(TestDevice.challengesPath, #"{"replica":"x"}"#)
      #expect(unknown.status == 400 && unknown.places == ["/replica"])
    }
  }

  @Test("a sync says when the token is due, by the server's clock")
  func due() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      func isDue() async throws -> Bool {
        let request = try anna.nextRequest()
        return try SyncAnswer(encoded: try await anna.transport.sync(request.encoded)).isTokenDue
      }
      #expect(try await !isDue())
      server.clock.advance(RegionLimits().tokenRenewalAge)
      #expect(try await isDue())
      try await anna.renew()
      #expect(try await !isDue())
    }
  }

  @Test("a stream ends with the token that opened it, and goes on with the next one")
  func streams() async throws {
    try await RegionServer.run { server in
      let (anna, bram) = (try await server.device(of: "anna"), try await server.device(of: "bram"))
      server.clock.advance(Self.life / 2)
      try await bram.renew()
      try await Wire.connect(to: server.port) { others in
        let (heard, _) = try await EventReader.open(on: others, token: bram.token)
        #expect(try await heard.next() == server.space.text)
        try await Wire.connect(to: server.port) { wire in
          let (events, status) = try await EventReader.open(on: wire, token: anna.token)
          #expect(status == 200)
          #expect(try await events.next() == server.space.text)
          server.clock.advance(Self.life / 2)
          await #expect(throws: (any Error).self) {
            while true { _ = try await events.next() }
          }
        }
        try await anna.renew()
        try anna.note("a note", in: server.space)
        #expect(try await anna.sync().isSynchronised)
        #expect(try await heard.next() == server.space.text)
      }
    }
  }

  @Test("a device that the region knows comes back by an invitation and its key, and not without")
  func readmitted() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      try anna.note("a note", in: server.space)
      server.clock.advance(Self.life + RegionLimits().tokenGrace + 1)
      #expect(try await anna.renew().status == 401)
      let code = try await server.code(for: "anna")
      #expect(try await server.enrol(anna.enrolment(with: code)).status == 409)
      let short = anna.enrolment(with: code, proof: "00")
      #expect(try await server.enrol(short).places == ["/proof"])
      try await anna.enrol(with: code, proving: true)
      #expect(try await anna.sync().isSynchronised)
      #expect(try server.service.devices().count == 1)
    }
  }

  @Test("neither tokens nor what gets them are in the log")
  func silent() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      let challenge = try await anna.challenge()
      let body = anna.renewal("a", answering: challenge)
      _ = try await anna.ask(TestDevice.renewalsPath, body)
      try await anna.renew()
      let hash = TokenRenewal.hash(of: Array(anna.token.utf8), hashing: .portable).text
      let (log, actor) = (server.log.all, anna.replica.identity.replica.text)
      for secret in [anna.token, hash, Hex.encode(challenge)] {
        for line in log { #expect(!line.contains(secret)) }
      }
      let renewals = log.filter { $0.contains(TestDevice.renewalsPath) }
      #expect(renewals.count == 2)
      for line in renewals { #expect(line.contains(actor)) }
    }
  }
}
