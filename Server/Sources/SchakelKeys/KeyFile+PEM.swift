import FoundationEssentials

private let header = "-----BEGIN PRIVATE KEY-----"
private let footer = "-----END PRIVATE KEY-----"

// RFC 8410 §7: OneAsymmetricKey, version 0, algorithm 1.3.101.112 (Ed25519), and the seed as
// an octet string in an octet string. With a seed of fixed length the DER around it is fixed.
private let derPrefix: [UInt8] = [
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
]

extension KeyFile {
  static func privateKeyPEM(seed: [UInt8]) -> [UInt8] {
    let body = Data(derPrefix + seed).base64EncodedString()
    return Array("\(header)\n\(body)\n\(footer)\n".utf8)
  }

  /// The seed in a PEM file as written above, line ends of any system; nil for all else.
  static func seed(fromPEM bytes: [UInt8]) -> [UInt8]? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    let lines = text.split(whereSeparator: \.isNewline)
    guard lines.count == 3, lines[0] == header, lines[2] == footer,
      let der = Data(base64Encoded: String(lines[1]))
    else { return nil }
    guard der.count == derPrefix.count + SigningKey.seedLength, der.starts(with: derPrefix)
    else { return nil }
    return Array(der.dropFirst(derPrefix.count))
  }
}
