import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import SchakelSync
import SchakelSyncHTTP

/// Finds out what is the matter with a certificate that did not hold: looks at it on a connection over
/// which nothing is sent but the question what time it is there.
///
/// The connection is made without verifying anything, as there is nothing that holds; so what comes of
/// it is a stranger's word (``CertificateFault``), and it never carries a token.
struct CertificateProbe: Sendable {
  /// What was seen.
  struct Sight: Sendable {
    /// Seconds since 1970 (UTC), of the server's own certificate.
    let span: ClosedRange<Int64>
    /// What the server has for the time, seconds since 1970 (UTC); nil where it did not say.
    let serverTime: Int64?
  }

  let url: URL
  let authority: Authority
  /// Milliseconds since 1970 (UTC), as this device's clock says.
  let now: UInt64

  /// nil where the server would not show its certificate again.
  func fault() async -> CertificateFault? {
    await CertificateSight.of(url).map { Self.fault($0, now: Int64(clamping: now / 1_000)) }
  }

  /// - Parameter now: seconds since 1970 (UTC), as this device's clock says.
  static func fault(_ sight: Sight, now: Int64) -> CertificateFault {
    if now < sight.span.lowerBound {
      // Nobody shows a certificate before it begins, unless the clock there is wrong too.
      let isThereToo = sight.serverTime.map { $0 < sight.span.lowerBound } ?? false
      return isThereToo ? .notYetValid : .clockBehind
    }
    if now > sight.span.upperBound {
      let wasThere = sight.serverTime.map { sight.span.contains($0) } ?? false
      return wasThere ? .clockAhead : .expired
    }
    return .unknownIssuer
  }
}
