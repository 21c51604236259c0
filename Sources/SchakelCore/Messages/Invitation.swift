/// What `schakeld invite` gives and `schakel enrol` takes: where the region is, and a code that
/// lets one device in, once and for a short time.
///
///     schakel:1:ucd5o2dc…
///
/// The line is made to be pasted, read aloud or scanned. White space within it does not count, nor
/// does upper or lower case, and four bytes of its own hash tell a line that was copied in part
/// from one that the server refuses.
///
/// *Format*: `schakel:1:` and, in base32 (RFC 4648 §6, no padding), the array `[server, code]` in
/// deterministic CBOR and the first four bytes of its SHA-256.
public struct Invitation: Hashable, Sendable {
  /// The server's address, `https://…`, without a slash at the end.
  public let server: String
  /// The secret that the server knows by its hash: ``codeBytes`` random bytes.
  public let code: [UInt8]

  /// The length of ``code``.
  public static let codeBytes = 16
  /// The longest address that an invitation carries, in bytes.
  public static let serverBytes = 1_024

  static let prefix = "schakel:1:"
  private static let checkBytes = 4

  /// nil unless the address is `http://` or `https://` with a host, at most ``serverBytes`` of
  /// printable ASCII, and the code has ``codeBytes`` bytes.
  public init?(server: String, code: [UInt8]) {
    guard code.count == Self.codeBytes, Self.isAddress(server) else { return nil }
    self.server = server
    self.code = code
  }

  /// The line that a person is sent.
  public var text: String {
    var out = CBORWriter()
    out.arrayHead(2)
    out.text(server)
    out.byteString(code)
    let check = Hashing.portable.sha256(out.bytes).bytes.prefix(Self.checkBytes)
    return Self.prefix + Base32.encode(out.bytes + check)
  }

  /// Reads ``text``, however it was wrapped or capitalised.
  public init(text: String) throws(InvitationError) {
    let visible = text.utf8.filter { $0 > 32 }.map { (65...90).contains($0) ? $0 + 32 : $0 }
    guard visible.starts(with: "schakel:".utf8) else { throw .notAnInvitation }
    guard visible.starts(with: Self.prefix.utf8) else { throw .newer }
    guard let bytes = Base32.decode(visible.dropFirst(Self.prefix.utf8.count)),
      bytes.count > Self.checkBytes
    else { throw .damaged }
    let body = Array(bytes.dropLast(Self.checkBytes))
    let check = Hashing.portable.sha256(body).bytes.prefix(Self.checkBytes)
    guard check.elementsEqual(bytes.suffix(Self.checkBytes)), let read = Self.read(body)
    else { throw .damaged }
    self = read
  }

  private static func read(_ body: [UInt8]) -> Invitation? {
    var reader = CBORReader(body)
    guard (try? reader.arrayHead(exactly: 2)) != nil,
      let server = try? reader.text(limit: serverBytes),
      let code = try? reader.byteString(count: codeBytes),
      reader.isAtEnd
    else { return nil }
    return Invitation(server: server, code: code)
  }

  private static func isAddress(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let schemes = [Array("https://".utf8), Array("http://".utf8)]
    guard let scheme = schemes.first(where: { bytes.starts(with: $0) }) else { return false }
    return bytes.count > scheme.count && bytes.count <= serverBytes && bytes.last != 47
      && bytes.allSatisfy { (33...126).contains($0) }
  }
}
