import EdgeTesting
import RegionTesting
import SchakelCore
import SchakelKeys
import SchakelRegion
import SchakelStore
import SchakelSync
import Testing

@testable import SchakelServer

@Suite(.timeLimit(.minutes(10))) struct EnrolmentRouteTests {
  @Test("an invitation lets one device in, once")
  func once() async throws {
    try await RegionServer.run { server in
      let code = try await server.code(for: "anna")
      let (first, second) = (try server.stranger(), try server.stranger())
      let answer = try await server.enrol(first.enrolment(with: code))
      #expect(answer.status == 201 && answer["cache-control"] == "no-store")
      #expect((answer.object["token"] as? String)?.count == 64)
      #expect(answer.object["personName"] as? String == "Example anna")
      #expect(answer.object["regionKey"] as? String == Hex.encode(server.key.publicKey))
      #expect(try await server.enrol(second.enrolment(with: code)).status == 410)
    }
  }

  @Test("codes that were used, have expired or never were get one and the same answer, as late")
  func uniform() async throws {
    try await RegionServer.run { server in
      let used = try await server.code(for: "anna")
      _ = try await server.enrol(try server.stranger().enrolment(with: used))
      #expect(server.delays.all.isEmpty)
      let expired = try await server.code(for: "bram")
      server.clock.advance(RegionService.invitationLifetime)
      let others = try await server.code(for: "carla")
      let emil = try await server.device(of: "emil")
      var answers: [Answer] = []
      for code in [used, expired, randomBytes(Invitation.codeBytes)] {
        answers.append(try await server.enrol(try server.stranger().enrolment(with: code)))
      }
      // On a device that is enrolled, also one of somebody else.
      for code in [used, expired, randomBytes(Invitation.codeBytes), others] {
        let body = #"{"code":"\#(Hex.encode(code))"}"#
        answers.append(try await server.enrol(body, token: emil.token))
      }
      #expect(answers.allSatisfy { $0.status == 410 && $0.problemKind == "gone" })
      #expect(Set(answers.map(\.body)).count == 1)
      let fields = answers.map { $0.fields.filter { !["date", "x-request-id"].contains($0.key) } }
      #expect(Set(fields).count == 1)
      #expect(server.delays.all == answers.map { _ in InvitationPace.delay })
    }
  }

  @Test(
    "an address that tries many codes in vain has to wait, with a good one too, and learns nothing")
  func guesses() async throws {
    let limits = configured {
      $0.limits.failedEnrolmentsPerAddress = 3
      $0.isBehindProxy = true
    }
    try await RegionServer.run(limits) { server in
      let good = try server.stranger().enrolment(with: try await server.code(for: "anna"))
      func ask(_ body: String, from address: String) async throws -> Answer {
        try await Wire.connect(to: server.port) {
          try await $0.post(
            "/v1/enrolments",
            ["Content-Type: application/json", "X-Forwarded-For: 203.0.113.1, \(address)"],
            body: Array(body.utf8))
        }
      }
      func guess() throws -> String {
        try server.stranger().enrolment(with: randomBytes(Invitation.codeBytes))
      }
      for _ in 0..<3 {
        #expect(try await ask(try guess(), from: "198.51.100.7").status == 410)
      }
      var refused: [Answer] = []
      for body in [try guess(), good] {
        refused.append(try await ask(body, from: "198.51.100.7"))
      }
      #expect(refused.allSatisfy { $0.status == 429 && $0["retry-after"] == "20" })
      #expect(Set(refused.map(\.body)).count == 1)
      #expect(server.delays.all.count == 3)
      // What was refused so did not use it up, and nobody else has to wait.
      #expect(try await ask(good, from: "198.51.100.8").status == 201)
    }
  }

  @Test(
    "an invitation that is tried often in vain is not looked at for a while, from wherever it is")
  func hammered() async throws {
    let limits = configured {
      $0.limits.failedEnrolmentsPerInvitation = 2
      $0.isBehindProxy = true
    }
    try await RegionServer.run(limits) { server in
      let code = randomBytes(Invitation.codeBytes)
      var statuses: [Int] = []
      for address in 1...4 {
        let body = try server.stranger().enrolment(with: code)
        let answer = try await Wire.connect(to: server.port) {
          try await $0.post(
            "/v1/enrolments",
            ["Content-Type: application/json", "X-Forwarded-For: 198.51.100.\(address)"],
            body: Array(body.utf8))
        }
        statuses.append(answer.status)
      }
      #expect(statuses == [410, 410, 429, 429])
      _ = try await server.device(of: "anna")
    }
  }

  @Test("a device whose answer got lost asks again, until its token was used")
  func lostAnswer() async throws {
    try await RegionServer.run { server in
      let code = try await server.code(for: "anna")
      let device = try server.stranger()
      let lost = try await server.enrol(device.enrolment(with: code))
      try await device.enrol(with: code)
      #expect(device.token != lost.object["token"] as? String)
      #expect(try await device.sync().isSynchronised)
      #expect(try await server.enrol(device.enrolment(with: code)).status == 410)
    }
  }

  @Test("a name that another device has is refused")
  func taken() async throws {
    try await RegionServer.run { server in
      let device = try await server.device(of: "anna")
      let code = try await server.code(for: "bram")
      let answer = try await server.enrol(device.enrolment(with: code))
      #expect(answer.status == 409 && answer.problemKind == "conflict")
    }
  }

  @Test("what is missing or wrong is named by its place")
  func invalid() async throws {
    try await RegionServer.run { server in
      let code = Hex.encode(try await server.code(for: "anna"))
      let rest = #""replica":"00000000000000a1","deviceName":"x""#
      let cases: [(String, [String])] = [
        ("{}", ["/code"]), (#"{"code":7}"#, ["/code"]), (#"{"code":"xyz"}"#, ["/code"]),
        (#"{"code":"00"}"#, ["/code"]), (#"{"code":"\#(code)"}"#, ["/replica"]),
        (#"{"code":"\#(code)",\#(rest)}"#, ["/publicKey"]),
        (#"{"code":"\#(code)",\#(rest),"publicKey":"0g"}"#, ["/publicKey"]),
      ]
      for (body, places) in cases {
        let answer = try await server.enrol(body)
        #expect(answer.status == 400 && answer.problemKind == "invalid-input")
        #expect(answer.places == places, "\(body)")
      }
      let short = try await server.enrol(#"{"code":"\#(code)",\#(rest),"publicKey":"00"}"#)
      #expect(short.status == 400 && short.problemKind == "invalid-input")
      #expect(try await server.enrol("{").problemKind == "malformed-request")
      #expect(try await server.enrol(String(repeating: " ", count: 20_000)).status == 413)
    }
  }

  @Test("a device joins another space with its token, and gets no second one")
  func join() async throws {
    try await RegionServer.run { server in
      let team = try await server.service.addSpace(name: "Example team").id
      let anna = try await server.device(of: "anna")
      let code = try await server.code(for: "anna", to: team)
      let body = #"{"code":"\#(Hex.encode(code))"}"#
      #expect(try await server.enrol(body, token: "nobody's").status == 401)
      let answer = try await server.enrol(body, token: anna.token)
      #expect(answer.status == 201 && answer.object["token"] == nil)
      #expect((answer.object["spaces"] as? [Any])?.count == 2)
      let others = try await server.code(for: "bram", to: team)
      let refused = try await server.enrol(
        #"{"code":"\#(Hex.encode(others))"}"#, token: anna.token)
      #expect(refused.status == 410)
    }
  }

  @Test("no secret reaches the log")
  func silence() async throws {
    try await RegionServer.run { server in
      let code = try await server.code(for: "anna")
      let device = try server.stranger()
      try await device.enrol(with: code)
      _ = try await device.sync()
      for secret in [device.token, Hex.encode(code), "anna", "Example device"] {
        #expect(!server.log.all.contains { $0.contains(secret) }, "\(secret)")
      }
    }
  }

  @Test("more enrolments at once than the limit are refused, and told when to come back")
  func crowd() async throws {
    try await RegionServer.run(configured { $0.limits.enrolments = 1 }) { server in
      let body = Array(try server.stranger().enrolment(with: try await server.code(for: "a")).utf8)
      try await Wire.connect(to: server.port) { slow in
        try await slow.send(
          "POST /v1/enrolments HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.count)\r\n\r\n")
        // Until the slow one is at it, what is sent meanwhile is only wrong.
        var refused = try await server.enrol("{}")
        while refused.status == 400 { refused = try await server.enrol("{}") }
        #expect(refused.status == 503 && refused.problemKind == "overloaded")
        #expect(refused["retry-after"] == "2")
        #expect(try await server.get("/v1/openapi.json").status == 200)
        try await slow.send(bytes: body)
        #expect(try await slow.answer().unwrapped.status == 201)
      }
      #expect(try await server.enrol("{}").status == 400)
    }
  }

  @Test("JSON that nests deeper than anything that is meant is refused, wherever it does")
  func nested() async throws {
    try await RegionServer.run { server in
      let most = RegionRoutes.jsonBytes
      for depth in [1_000, most / 2 - 20] {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
          let count = min(depth, (most - 40) / (open.count + close.count))
          let deep =
            String(repeating: open, count: count) + "1" + String(repeating: close, count: count)
          for body in [deep, #"{"code":\#(deep)}"#, #"{"extra":\#(deep)}"#] {
            let answer = try await server.enrol(body)
            #expect(answer.status == 400, "\(answer.body)")
            #expect(answer.problemKind == "malformed-request")
          }
        }
      }
      _ = try await server.device(of: "anna")
    }
  }
}
