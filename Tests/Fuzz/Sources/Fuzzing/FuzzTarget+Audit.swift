import SchakelCore

extension FuzzTarget {
  /// An audit file whose signatures are all taken to hold: it is as it should be or it is not, the same each
  /// time; and what is only the beginning of one, or more than one, is none.
  static let audit = FuzzTarget("audit") { bytes throws(Broken) in
    guard let report = verified(bytes) else { return false }
    guard verified(bytes) == report else { throw Broken("the same file, and another report") }
    for other in [Array(bytes.dropLast()), bytes + bytes, bytes + [0x40]]
    where verified(other) != nil {
      throw Broken("a file that ends elsewhere is accepted")
    }
    return true
  }

  private static func verified(_ file: [UInt8]) -> AuditReport? {
    var verifier = AuditVerifier(hashing: .portable) { _ in nil }
    return try? verifier.verify(file)
  }
}
