import FoundationEssentials

private let header = "-----BEGIN PRIVATE KEY-----"
private let footer = "-----END PRIVATE KEY-----"

extension KeyFile {
  /// RFC 8410 §3: the last byte of the algorithm's identifier, 1.3.101.x.
  enum Algorithm: UInt8 {
    case x25519 = 0x6e
    case ed25519 = 0x70

    /// §7: OneAsymmetricKey, version 0, the algorithm, and the seed as an octet string in an octet
    /// string. With a seed of fixed length the DER around it is fixed.
    var derPrefix: [UInt8] {
      [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, rawValue]
        + [0x04, 0x22, 0x04, 0x20]
    }
  }

  static func privateKeyPEM(seed: [UInt8], of algorithm: Algorithm = .ed25519) -> [UInt8] {
    let body = Data(algorithm.derPrefix + seed).base64EncodedString()
    return Array("\(header)\n\(body)\n\(footer)\n".utf8)
  }

  /// The seed in a PEM file as written above, line ends of any system; nil for all else.
  static func seed(fromPEM bytes: [UInt8], of algorithm: Algorithm = .ed25519) -> [UInt8]? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    let lines = text.split(whereSeparator: \.isNewline)
    guard lines.count == 3, lines[0] == header, lines[2] == footer,
      let der = Data(base64Encoded: String(lines[1]))
    else { return nil }
    let prefix = algorithm.derPrefix
    guard der.count == prefix.count + SigningKey.seedLength, der.starts(with: prefix)
    else { return nil }
    return Array(der.dropFirst(prefix.count))
  }
}
