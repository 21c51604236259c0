import Testing

@testable import SchakelCore

@Suite("Invitation")
struct InvitationTests {
  static let code = (0..<UInt8(Invitation.codeBytes)).map { $0 * 15 }

  @Test("an invitation that is written can be read")
  func roundTrip() throws {
    for server in ["https://regio.example", "http://127.0.0.1:8080", "https://a.example/b/%20"] {
      let invitation = try #require(Invitation(server: server, code: Self.code))
      #expect(try Invitation(text: invitation.text) == invitation)
    }
  }

  @Test("line breaks, spaces and capitals from a mail program do no harm")
  func wrapped() throws {
    let invitation = try #require(Invitation(server: "https://regio.example", code: Self.code))
    let text = Array(invitation.text)
    let wrapped = stride(from: 0, to: text.count, by: 13).map {
      String(text[$0..<min($0 + 13, text.count)])
    }.joined(separator: "\r\n  ")
    #expect(try Invitation(text: "  " + wrapped.uppercased() + "\n") == invitation)
  }

  @Test("each lost or changed letter is noticed")
  func damaged() throws {
    let invitation = try #require(Invitation(server: "https://regio.example", code: Self.code))
    let text = Array(invitation.text)
    for index in Invitation.prefix.count..<text.count {
      var lost = text
      lost.remove(at: index)
      #expect(throws: InvitationError.damaged) { try Invitation(text: String(lost)) }
      var changed = text
      changed[index] = changed[index] == "a" ? "b" : "a"
      #expect(throws: InvitationError.damaged) { try Invitation(text: String(changed)) }
    }
  }

  @Test(
    "what is no invitation is told apart from one of a later version",
    arguments: [
      ("", InvitationError.notAnInvitation), ("hallo", .notAnInvitation),
      ("https://regio.example", .notAnInvitation), ("schakel:2:abc", .newer),
      ("schakel:1:", .damaged), ("schakel:1:aaaaaaa", .damaged), ("schakel:1:é", .damaged),
    ])
  func refusals(text: String, error: InvitationError) {
    #expect(throws: error) { try Invitation(text: text) }
  }

  @Test(
    "an address is a plain http or https one, without a slash at the end",
    arguments: [
      "", "regio.example", "ftp://regio.example", "https://", "https://regio.example/",
      "https://regio example", "https://région.example",
    ])
  func addresses(server: String) {
    #expect(Invitation(server: server, code: Self.code) == nil)
  }

  @Test("a code has its sixteen bytes")
  func codes() {
    #expect(Invitation(server: "https://regio.example", code: [1, 2, 3]) == nil)
  }

  /// RFC 4648 §10, in lower case and without its padding.
  @Test(
    "base32 spells the RFC's examples",
    arguments: [
      ("", ""), ("f", "my"), ("fo", "mzxq"), ("foo", "mzxw6"), ("foob", "mzxw6yq"),
      ("fooba", "mzxw6ytb"), ("foobar", "mzxw6ytboi"),
    ])
  func base32(plain: String, spelled: String) {
    #expect(Base32.encode(Array(plain.utf8)) == spelled)
    #expect(Base32.decode(spelled.utf8) == Array(plain.utf8))
    #expect(Base32.decode(spelled.uppercased().utf8) == Array(plain.utf8))
  }

  @Test(
    "a spelling that encoding never gives is refused", arguments: ["m", "mz", "mzxx", "m1", "mz="])
  func base32Strict(text: String) {
    #expect(Base32.decode(text.utf8) == nil)
  }
}
