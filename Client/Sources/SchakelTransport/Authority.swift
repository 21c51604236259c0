import NIOSSL

/// Who vouches for the region's server: the authorities that the system trusts, or those of one file
/// and nobody else.
///
/// A region that has an authority of its own gives its file along with an invitation. With one no
/// other authority in the world can vouch for a server that calls itself the region.
public struct Authority: Sendable {
  let roots: NIOSSLTrustRoots
  /// In the order of the file; none where the system's authorities are those.
  public let certificates: [Certificate]

  /// The authorities that the system trusts.
  public static let system = Authority(roots: .default, certificates: [])

  /// The authorities in a file's bytes.
  ///
  /// - Parameter pem: one or more certificates in PEM.
  /// - Throws: ``AuthorityError`` for what holds none, or is no certificate.
  public init(pem: [UInt8]) throws(AuthorityError) {
    guard let certificates = try? NIOSSLCertificate.fromPEMBytes(pem), !certificates.isEmpty
    else { throw AuthorityError() }
    roots = .certificates(certificates)
    self.certificates = certificates.map {
      Certificate(
        der: (try? $0.toDERBytes()) ?? [], end: UInt64(max(0, $0.notValidAfter)) * 1_000)
    }
  }

  private init(roots: NIOSSLTrustRoots, certificates: [Certificate]) {
    self.roots = roots
    self.certificates = certificates
  }

  /// TLS 1.2 and 1.3, towards a server for which these vouch.
  var tls: TLSConfiguration {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    tls.trustRoots = roots
    return tls
  }
}
