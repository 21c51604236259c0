import EdgeTesting
import Foundation
import Testing

@testable import SchakelServer

@Suite(.timeLimit(.minutes(10))) struct SecurityTextTests {
  private static let path = "/.well-known/security.txt"

  @Test("RFC 9116: whoever was named is named, until a day that is always still to come")
  func named() async throws {
    let contact = try #require(
      SecurityContact("mailto:cert@region.example https://region.example/x"))
    try await TestServer.run(configured { $0.securityContact = contact }) { server async throws in
      let answer = try await server.get(Self.path)
      #expect(answer.status == 200 && answer["content-type"] == "text/plain; charset=utf-8")
      #expect(answer.ruleFaults() == [])
      let lines = answer.body.components(separatedBy: "\r\n")
      #expect(
        lines.filter { $0.hasPrefix("Contact: ") } == [
          "Contact: mailto:cert@region.example", "Contact: https://region.example/x",
        ])
      let expires = try #require(lines.first { $0.hasPrefix("Expires: ") }?.dropFirst(9))
      let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
      let left = try style.parse(String(expires)).timeIntervalSinceNow / 86_400
      #expect((89...90).contains(left))
    }
  }

  @Test("it says the same all day, and never what has expired, however long the server runs")
  func expiry() throws {
    let text = SecurityText(contact: try #require(SecurityContact("tel:+31-20-555-0100")))
    let day: Int64 = 86_400_000
    #expect(
      text.text(at: 20_500 * day) == "Contact: tel:+31-20-555-0100\r\n"
        + "Expires: 2026-05-17T00:00:00.000Z\r\nPreferred-Languages: nl, en\r\n")
    #expect(text.text(at: 20_501 * day - 1) == text.text(at: 20_500 * day))
    #expect(text.text(at: 21_500 * day).contains("2029-02-10"))
  }

  @Test("where nobody was named there is no file, and nobody is made up")
  func unnamed() async throws {
    try await TestServer.run { server async throws in
      let answer = try await server.get(Self.path)
      #expect(answer.status == 404 && answer.problemKind == "not-found")
      #expect((answer.problem["detail"] as? String)?.contains("Nobody was named") == true)
      #expect(!answer.body.contains("Contact:"))
      #expect(try await server.get(Self.path, method: "POST").status == 405)
    }
  }

  @Test(
    "what is no address is refused when the server starts",
    arguments: [
      "", " ", "cert@region.example", "http://region.example", "mailto:", "mailto:x", "tel:112",
      "mailto:a@b.example\nContact: x", "https://region.example \u{e9}", "javascript:alert(1)",
    ])
  func refused(text: String) {
    #expect(throws: ConfigurationError.self) {
      try EdgeConfiguration(flags: ["security-contact": text])
    }
  }
}
