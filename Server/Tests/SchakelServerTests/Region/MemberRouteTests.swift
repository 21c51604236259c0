import EdgeTesting
import RegionTesting
import SchakelCore
import SchakelKeys
import SchakelRegion
import SchakelStore
import SchakelSync
import Testing

@testable import SchakelServer

/// Inviting and giving roles from a coordinator's device, over HTTP.
@Suite(.timeLimit(.minutes(10))) struct MemberRouteTests {
  private static func post(
    _ path: String, _ body: String, _ server: RegionServer, _ device: TestDevice
  ) async throws -> Answer {
    let fields = ["Content-Type: application/json", "Authorization: Bearer \(device.token)"]
    return try await Wire.connect(to: server.port) {
      try await $0.post(path, fields, body: Array(body.utf8))
    }
  }

  @Test(
    "whom a coordinator invites is let in; the log has pseudonyms of it, and no name and no code")
  func letsIn() async throws {
    try await RegionServer.run { server in
      let gina = try await server.device(of: "gina", as: .coordinator)
      let answer = try await Self.post(
        "/v1/invitations",
        #"{"space": "\#(server.space.text)", "role": "reader", "name": "Farah Voorbeeld"}"#, server,
        gina)
      #expect(answer.status == 201 && answer["cache-control"] == "no-store")
      let code = try #require(answer.object["code"] as? String)
      let person = try #require(answer.object["person"] as? String)
      let stranger = try server.stranger()
      let given = try await server.enrol(stranger.enrolment(with: Hex.decode(code).unwrapped))
      #expect(given.status == 201 && given.object["personName"] as? String == "Farah Voorbeeld")
      #expect(given.object["person"] as? String == person)
      let lines = server.log.all
      let actor = try #require(gina.replica.identity.person).text
      #expect(
        lines.contains {
          $0.contains(#""action":"invite""#) && $0.contains("/\(actor)")
            && $0.contains(#""object":"space \#(server.space.text) reader \#(person)""#)
        })
      #expect(!lines.contains { $0.contains(code) || $0.contains("Farah") })
      let member = try await server.service.members(of: server.space).last
      #expect(member?.actor?.text == actor && member?.role == .reader)
    }
  }

  @Test(
    "a role that a coordinator gives counts at once, is on record, and each refusal has its name")
  func roles() async throws {
    try await RegionServer.run { server in
      let gina = try await server.device(of: "gina", as: .coordinator)
      let anna = try await server.device(of: "anna")
      let people = try [gina, anna].map { try $0.replica.identity.person.unwrapped.text }
      func set(_ role: String, _ person: String) async throws -> Answer {
        try await Self.post(
          "/v1/role-changes",
          #"{"space": "\#(server.space.text)", "role": "\#(role)", "person": "\#(person)"}"#,
          server, gina)
      }
      #expect(try await set("none", people[0]).problemKind == "last-coordinator")
      #expect(try await set("reader", "000000000000beef").problemKind == "unknown-person")
      #expect(try await set("none", people[1]).object["changed"] as? Bool == true)
      #expect(try await set("none", people[1]).object["changed"] as? Bool == false)
      let spaces = try await server.get("/v1/spaces", token: anna.token)
      #expect(!spaces.body.contains(server.space.text))
      #expect(
        server.log.all.contains {
          $0.contains(#""action":"give-role""#) && $0.contains("none \(people[1])")
        })
    }
  }

  @Test("of too many invitations and of one for a member the problem says which it is")
  func refused() async throws {
    try await RegionServer.run { server in
      let gina = try await server.device(of: "gina", as: .coordinator)
      let own = try gina.replica.identity.person.unwrapped.text
      let rest = #""space": "\#(server.space.text)", "role": "reader""#
      let member = try await Self.post(
        "/v1/invitations", #"{\#(rest), "person": "\#(own)"}"#, server, gina)
      #expect(member.status == 409 && member.problemKind == "already-member")
      var kinds: Set<String> = []
      for place in 0...RegionLimits().invitationsPerPerson {
        let answer = try await Self.post(
          "/v1/invitations", #"{\#(rest), "name": "Example \#(place)"}"#, server, gina)
        if answer.status != 201 { kinds.insert(answer.problemKind ?? "\(answer.status)") }
      }
      #expect(kinds == ["too-many-invitations"])
    }
  }
}
