@testable import SchakelCore

extension VectorSuite {
  static let invitation = VectorSuite(
    name: "invitation", about: "Invitations, as lines that people copy (spec/enrolment.md).",
    flags: [.init("Copied", "Wrapped or capitalised on its way.")],
    scenarios: { try invitations() + refusedInvitations() },
    answer: { input in
      guard let line = input.text else { throw BadInput(input) }
      let invitation = try Invitation(text: line)
      return .object(
        .init("server", .string(invitation.server)), .init("code", .hex(invitation.code)))
    })

  private static let code: [UInt8] = (0..<16).map { $0 * 17 }

  private static func line(_ server: String) throws -> String {
    guard let invitation = Invitation(server: server, code: code)
    else { throw BadInput(.string(server)) }
    return invitation.text
  }

  private static func scenario(
    _ comment: String, _ line: String, _ flags: [String] = []
  ) -> Scenario {
    Scenario(comment, flags, .string(line))
  }

  private static func invitations() throws -> [Scenario] {
    let plain = try line("https://region.example")
    return [
      scenario("a line", plain),
      scenario("a server on another port", try line("http://127.0.0.1:8080")),
      scenario("the shortest address", try line("http://a")),
      scenario("in capitals", plain.uppercased(), ["Copied"]),
      scenario(
        "wrapped, with spaces around it",
        "  " + plain.prefix(31) + "\r\n\t" + plain.dropFirst(31) + " \n", ["Copied"]),
    ]
  }

  /// A line over these bytes, whatever they are, with the right hash.
  private static func line(over body: String) -> String {
    let bytes = Hex.decode(body) ?? []
    let check = Hashing.portable.sha256(bytes).bytes.prefix(4)
    return "schakel:1:" + Base32.encode(bytes + check)
  }

  private static func refusedInvitations() throws -> [Scenario] {
    let plain = try line("https://region.example")
    let code = "50" + Hex.encode(code)
    let server = "66" + "687474703a2f2f61".prefix(12)
    return [
      scenario("nothing", ""), scenario("an address", "https://region.example"),
      scenario("a later version", "schakel:2:abc"), scenario("its first word alone", "schakel:"),
      scenario("nothing after the version", "schakel:1:"),
      scenario("cut", String(plain.dropLast())), scenario("a letter too many", plain + "a"),
      scenario("a letter that base32 has not", String(plain.dropLast()) + "1"),
      scenario("a letter changed", String(plain.dropLast(9)) + "a" + plain.suffix(8)),
      scenario("four bytes", "schakel:1:aaaaaaa"),
      scenario("no address", line(over: "8260" + code)),
      scenario("an address without a host", line(over: "82" + "67" + "687474703a2f2f" + code)),
      scenario("an address of another scheme", line(over: "82" + server + code)),
      scenario(
        "an address that ends in a slash", line(over: "82" + "69" + "687474703a2f2f612f" + code)),
      scenario(
        "an address with a space", line(over: "82" + "6a" + "687474703a2f2f612062" + code)),
      scenario(
        "a code of fifteen bytes",
        line(over: "82" + "68" + "687474703a2f2f61" + "4f" + String(code.dropFirst(4)))),
      scenario("no code", line(over: "81" + "68" + "687474703a2f2f61")),
      scenario(
        "bytes after the code", line(over: "82" + "68" + "687474703a2f2f61" + code + "00")),
    ]
  }
}
