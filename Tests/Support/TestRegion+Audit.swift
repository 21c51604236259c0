public import SchakelCore
import SchakelRegion
import Synchronization

extension TestRegion {
  /// All that the region has to show, as a file.
  public func auditFile(
    of spaces: [SpaceID]? = nil, for reader: PersonID? = nil
  ) async throws -> [UInt8] {
    let file = Mutex<[UInt8]>([])
    try await service.exportAudit(of: spaces, for: reader) { bytes in
      file.withLock { $0 += bytes }
    }
    let bytes = file.withLock { $0 }
    try Self.note(parts: bytes)
    return bytes
  }

  private static func note(parts file: [UInt8]) throws {
    var reader = CBORReader(file)
    while !reader.isAtEnd { SeenBodies.note("audit-part", try reader.byteString()) }
  }

  /// Checks such a file with nothing but itself and the region's key.
  public static func verify(_ file: [UInt8]) throws(AuditFault) -> AuditReport {
    var verifier = AuditVerifier(trusting: key, hashing: .portable) { checks in
      checks.firstIndex { !FakeSignature.verify($0.key, $0.message, $0.signature) }
    }
    return try verifier.verify(file)
  }
}
