import Crypto
package import Foundation
package import NIOSSL
import SwiftASN1
import X509

/// An authority that is made for one test, and what it certifies.
package struct TestAuthority {
  /// A certificate and its key, as files hold them.
  package struct Identity: Sendable {
    package let certificate: String
    package let key: String

    package init(certificate: String, key: String) {
      self.certificate = certificate
      self.key = key
    }
  }

  private let key = P256.Signing.PrivateKey()
  private let certificate: Certificate

  /// - Parameter days: before now and after now in which it vouches for anybody.
  package init(lasting days: Double = 30) throws {
    certificate = try Self.certificate(
      named: "Example authority", for: key.publicKey, by: key, issuer: "Example authority",
      from: .now - days * Self.day, to: .now + days * Self.day,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
        Critical(KeyUsage(keyCertSign: true))
      })
  }

  private static var day: TimeInterval { 86_400 }

  /// The authority's own certificate, in PEM.
  package var pem: String { get throws { try certificate.serializeAsPEM().pemString } }

  /// An identity for a name, `localhost` unless said.
  package func identity(
    of name: String = "localhost", from begin: Date = .now - day, to end: Date = .now + day
  ) throws -> Identity {
    let own = P256.Signing.PrivateKey()
    let certificate = try Self.certificate(
      named: name, for: own.publicKey, by: key, issuer: "Example authority", from: begin, to: end,
      extensions: Certificate.Extensions { SubjectAlternativeNames([.dnsName(name)]) })
    return Identity(
      certificate: try certificate.serializeAsPEM().pemString, key: own.pemRepresentation)
  }

  /// A caller that trusts this authority alone.
  package func client(offering protocols: [String] = []) throws -> TLSConfiguration {
    var client = TLSConfiguration.makeClientConfiguration()
    client.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)))
    client.applicationProtocols = protocols
    return client
  }

  private static func certificate(
    named name: String, for key: P256.Signing.PublicKey, by signer: P256.Signing.PrivateKey,
    issuer: String, from begin: Date, to end: Date, extensions: Certificate.Extensions
  ) throws -> Certificate {
    try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(),
      publicKey: Certificate.PublicKey(key), notValidBefore: begin, notValidAfter: end,
      issuer: DistinguishedName { CommonName(issuer) },
      subject: DistinguishedName { CommonName(name) }, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: extensions, issuerPrivateKey: Certificate.PrivateKey(signer))
  }
}
