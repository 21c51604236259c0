import SchakelCore
import SchakelKeys
import SchakelStore
import SchakelSync

extension Device {
  /// Keeps this device's token in its credential, sealed where the home is.
  ///
  /// - Parameters:
  ///   - regionKey: the region's, as in the credential.
  ///   - key: the device's.
  func tokenKeeper(regionKey: [UInt8], _ key: DeviceKey) -> TokenKeeper {
    TokenKeeper(
      replica: replica.identity.replica, regionKey: regionKey, signer: { key.sign($0) },
      hashing: context.hashing, load: { try credentialIfEnrolled()?.token },
      save: { token in try change { $0.with(token: token) } })
  }

  func keep(bundleKey: [UInt8]) throws(SecretFileError) {
    try change { credential in
      var credential = credential
      credential.bundleKey = bundleKey
      return credential
    }
  }

  /// Changes the credential. A home that was sealed or opened since this process began is left as it is:
  /// what this one writes the next could not read, or others could.
  private func change(_ body: (Credential) -> Credential) throws(SecretFileError) {
    let file = secretFile(Credential.fileName)
    guard let credential = try credentialIfEnrolled(), try file.isSealed() == isSealed
    else { throw SecretFileError(.locked, file.path) }
    try save(body(credential))
  }
}
