import Crypto
import Foundation
import SchakelCore
import SchakelKeys
import Testing

@Suite("Bundles to the region's key")
struct AddressedBundleTests {
  private static let region = DeviceKey()
  private static let secret = Curve25519.KeyAgreement.PrivateKey()
  private static let suite = HPKE.Ciphersuite(
    kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .AES_GCM_256)

  private static func sealed(_ bundle: SchakelCore.Bundle) throws -> [UInt8] {
    try #require(
      AddressedBundle(
        bundle, to: Array(secret.publicKey.rawRepresentation), of: region.publicKey)
    ).encoded
  }

  private static func opened(
    _ file: [UInt8], by secret: Curve25519.KeyAgreement.PrivateKey = secret,
    at region: [UInt8] = region.publicKey
  ) throws -> SchakelCore.Bundle {
    let sealed = try AddressedBundle(encoded: file)
    var recipient = try HPKE.Recipient(
      privateKey: secret, ciphersuite: suite, info: Data(AddressedBundle.info(region: region)),
      encapsulatedKey: Data(sealed.encapsulated))
    let head = AddressedBundle.associatedData(
      recipient: sealed.recipient, encapsulated: sealed.encapsulated)
    return try Bundle(
      body: Array(try recipient.open(sealed.sealed, authenticating: head)))
  }

  @Test("it opens with the region's secret, at that region, and is another file each time")
  func opens() throws {
    let bundle = Bundle(space: SpaceID(rawValue: 7), runs: [], devices: [])
    let file = try Self.sealed(bundle)
    #expect(try Self.opened(file) == bundle)
    #expect(try Self.sealed(bundle) != file)
    #expect(BundleEnvelope(of: file) == .region && BundleEnvelope(of: bundle.encoded) == .clear)
    #expect(throws: (any Error).self) {
      try Self.opened(file, by: Curve25519.KeyAgreement.PrivateKey())
    }
    #expect(throws: (any Error).self) { try Self.opened(file, at: DeviceKey().publicKey) }
    #expect(throws: CBORError.self) { try Bundle(encoded: file) }
    #expect(throws: CBORError.self) { try SealedBundle(encoded: file) }
  }

  @Test("every byte of the file counts, and all of them")
  func altered() throws {
    let file = try Self.sealed(Bundle(space: SpaceID(rawValue: 7), runs: [], devices: []))
    for place in file.indices {
      var altered = file
      altered[place] ^= 1
      // The recipient's key is named, and another's name does not make it another's.
      #expect((try? Self.opened(altered)) == nil, "byte \(place)")
      #expect((try? Self.opened(Array(file[..<place]))) == nil)
    }
    #expect((try? Self.opened(file + [0])) == nil)
  }

  @Test("nothing is sealed to what is no key")
  func noKey() {
    let bundle = Bundle(space: SpaceID(rawValue: 7), runs: [], devices: [])
    for key in [[], [UInt8](repeating: 1, count: 31), [UInt8](repeating: 1, count: 33)] {
      #expect(AddressedBundle(bundle, to: key, of: Self.region.publicKey) == nil)
    }
  }
}
