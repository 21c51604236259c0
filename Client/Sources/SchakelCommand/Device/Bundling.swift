import Foundation
import SchakelCore
import SchakelKeys
import SchakelStore

/// Passing contributions on in a file.
struct Bundling {
  let device: Device

  /// Bytes of a bundle at most, written or read.
  static let largest = 1 << 30

  /// Who can read a bundle.
  enum Readers {
    /// Anybody who has the file.
    case anybody
    /// Whoever knows the passphrase.
    case knowing(Passphrase)
    /// The region with this key, and nobody else.
    case region(Credential, key: [UInt8])

    var areAnybody: Bool { if case .anybody = self { true } else { false } }
  }

  func export(
    _ space: Membership, to path: String, for readers: Readers
  ) throws -> BundleExportReport {
    let file = try OutputFile(path, in: device.context)
    let key = try device.key()
    let (export, bytes) = try ProgressLine(device.context).during(ProgressPhrase.exporting) {
      let export = try device.replica.exportBundle(of: space.id) { key.sign($0) }
      return (export, try encoded(export.bundle, readers))
    }
    guard bytes.count <= Self.largest else { throw tooLarge(path, bytes: bytes.count) }
    try file.write(bytes)
    let changes = export.bundle.runs.reduce(0) { $0 + $1.changes.count }
    return BundleExportReport(
      space: space, path: path, changes: changes, bytes: bytes.count,
      omitted: export.omitted.count, isPlain: readers.areAnybody)
  }

  private func encoded(_ bundle: SchakelCore.Bundle, _ readers: Readers) throws -> [UInt8] {
    switch readers {
    case .anybody: return bundle.encoded
    case .knowing(let passphrase):
      let cost = device.context.passphraseCost(ScryptCost.freshSalt())
      guard let sealed = cost.flatMap({ SealedBundle(bundle, under: passphrase, $0) })
      else { throw device.context.failure(LockPhrase.noMemory) }
      return sealed.encoded
    case .region(let credential, let key):
      guard let sealed = AddressedBundle(bundle, to: key, of: credential.regionKey)
      else { throw device.context.failure(LockPhrase.noRegionKey) }
      return sealed.encoded
    }
  }

  private func tooLarge(_ path: String, bytes: Int) -> Failure {
    device.context.failure(
      ErrorPhrase.bundleTooLarge,
      ["path": .text(path), "most": .count(Self.largest >> 20), "size": .count(bytes >> 20)])
  }

  /// Of what comes by standard input no more is known than that it is too large.
  private static func size(of path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return max(largest, (attributes?[.size] as? NSNumber)?.intValue ?? 0)
  }

  /// - Parameter passphraseFile: where the passphrase of a sealed bundle is; nil asks for it.
  func `import`(
    from path: String, passphraseFile: String? = nil
  ) throws -> BundleImportReport {
    let content = try InputFile(path, in: device.context).whole(limit: Self.largest)
    guard let content else { throw tooLarge(path, bytes: Self.size(of: path)) }
    let bundle = try bundle(content, path, passphraseFile)
    return try ProgressLine(device.context).during(ProgressPhrase.importing, [:]) {
      try take(bundle)
    }
  }

  private func bundle(
    _ content: [UInt8], _ path: String, _ passphraseFile: String?
  ) throws -> SchakelCore.Bundle {
    let noBundle = device.context.failure(ErrorPhrase.notABundle, ["path": .text(path)])
    switch BundleEnvelope(of: content) {
    case .clear:
      guard let bundle = try? Bundle(encoded: content) else { throw noBundle }
      return bundle
    case .passphrase: break
    case .region:
      throw device.context.failure(LockPhrase.forRegion, ["path": .text(path)])
    case nil: throw noBundle
    }
    let sealed: SealedBundle
    do throws(CBORError) {
      sealed = try SealedBundle(encoded: content)
    } catch {
      guard error.code != .limit else {
        throw device.context.failure(LockPhrase.costlyFile, ["path": .text(path)])
      }
      throw noBundle
    }
    let passphrase = try PassphraseInput(context: device.context)
      .existing(from: passphraseFile, asking: .askBundle)
    guard let bundle = try? sealed.opened(by: passphrase) else {
      throw device.context.failure(LockPhrase.wrongForBundle, ["path": .text(path)])
    }
    return bundle
  }

  private func take(_ bundle: SchakelCore.Bundle) throws -> BundleImportReport {
    guard try device.replica.spaces().contains(where: { $0.id == bundle.space })
    else { throw device.context.failure(ErrorPhrase.otherSpacesBundle) }
    let credential = try device.credentialIfEnrolled()
    let report = try device.replica.importBundle(
      bundle, verifier: { SignatureCheck.holds($2, over: $1, by: $0) },
      region: { message, signature in
        credential.map { SignatureCheck.holds(signature, over: message, by: $0.regionKey) } ?? false
      })
    return BundleImportReport(report: report)
  }
}
