import SchakelCore
import SchakelKeys
import SchakelSync

/// The key to which bundles for the region are sealed. The device asks for it once, when it is online,
/// and believes the region's signature alone: it is there when there is no network.
struct BundleKeys {
  let device: Device

  /// The region as the one reader of a bundle.
  func readers() async throws -> Bundling.Readers {
    var credential = try device.credential()
    if credential.bundleKey == nil {
      await fetchIfMissing()
      credential = try device.credential()
    }
    guard let key = credential.bundleKey
    else { throw device.context.failure(LockPhrase.noRegionKey) }
    return .region(credential, key: key)
  }

  /// Asks for the key where the device does not have it. It is no failure if there is none to be had
  /// now: nobody waits for it.
  func fetchIfMissing() async {
    guard let credential = try? device.credentialIfEnrolled(), credential.bundleKey == nil,
      let key = try? await fetch(for: credential)
    else { return }
    try? device.keep(bundleKey: key)
  }

  /// nil for a key that the region did not sign.
  private func fetch(for credential: Credential) async throws -> [UInt8]? {
    let key = try await device.context.network.bundleKey(
      of: credential.server, authority: device.authority.load())
    guard key.publicKey.count == AddressedBundle.keyBytes,
      SignatureCheck.holds(key.signature, over: key.message, by: credential.regionKey)
    else { return nil }
    return key.publicKey
  }
}
