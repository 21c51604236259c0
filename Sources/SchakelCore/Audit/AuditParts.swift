/// The parts of an audit file that is in memory, one after another.
///
///     var parts = AuditParts(bytes)
///     while let part = try parts.next() { try verifier.take(part) }
public struct AuditParts {
  private var reader: CBORReader

  /// - Parameter bytes: the file, from its first byte.
  public init(_ bytes: [UInt8]) { reader = CBORReader(bytes) }

  /// The next part; nil at the end of the file. Throws `unreadable` where what comes is no byte
  /// string, or breaks off.
  public mutating func next() throws(AuditFault) -> [UInt8]? {
    guard !reader.isAtEnd else { return nil }
    do throws(CBORError) {
      return try reader.byteString()
    } catch {
      throw AuditFault(.unreadable, "the file breaks off, or is no audit file: \(error.code)")
    }
  }
}

extension AuditVerifier {
  /// Checks a file that is in memory.
  public mutating func verify(_ file: [UInt8]) throws(AuditFault) -> AuditReport {
    var parts = AuditParts(file)
    while true {
      let part: [UInt8]?
      do throws(AuditFault) {
        part = try parts.next()
      } catch {
        throw first(error)
      }
      guard let part else { return try finish() }
      try take(part)
    }
  }
}
