import SchakelCore
import SchakelKeys

/// A region's audit file on a disk, of any size: it is read part by part, as often as is needed.
struct AuditFile {
  let path: String
  let context: CommandContext

  /// What an audit of it came to.
  enum Verdict {
    case holds(AuditReport)
    case fails(AuditFault)
  }

  /// Hands over the parts, one after another, until there are no more or `take` answers false.
  func parts(_ take: ([UInt8]) throws -> Bool) throws {
    let input = try InputFile(path, in: context)
    var frames = AuditFrames()
    while let piece = try input.piece(), !piece.isEmpty {
      frames.add(piece)
      while let part = try frames.next() {
        guard try take(part) else { return }
      }
    }
    try frames.finish()
  }

  /// Checks all of it.
  ///
  /// - Parameter trusted: the region's public key, where it is known from elsewhere.
  /// - Throws: a failure where it cannot be read, or is no audit file at all.
  func verdict(trusting trusted: [UInt8]?) throws -> Verdict {
    try ProgressLine(context).during(ProgressPhrase.auditing) {
      var verifier = AuditVerifier(trusting: trusted, hashing: context.hashing) {
        SignatureCheck.firstFalse(in: $0)
      }
      var hasBegun = false
      do {
        try parts { part in
          try verifier.take(part)
          hasBegun = true
          return true
        }
        return .holds(try verifier.finish())
      } catch let fault as AuditFault {
        guard hasBegun || fault.code == .otherRegion else {
          throw context.failure(AuditPhrase.noAuditFile, ["path": .text(path)])
        }
        return .fails(fault)
      }
    }
  }
}
