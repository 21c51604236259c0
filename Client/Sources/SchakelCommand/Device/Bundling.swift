import Foundation
import SchakelCore
import SchakelKeys
import SchakelStore

/// Passing contributions on in a file.
struct Bundling {
  let device: Device

  /// A longer file is no bundle of ours.
  static let largest = 1 << 30

  func export(_ space: Membership, to path: String) throws -> BundleExportReport {
    guard !FileManager.default.fileExists(atPath: path)
    else { throw device.context.failure(ErrorPhrase.fileExists, ["path": .text(path)]) }
    let key = try device.key()
    let export = try device.replica.exportBundle(of: space.id) { key.sign($0) }
    let bytes = export.bundle.encoded
    do {
      try Data(bytes).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw device.context.failure(
        ErrorPhrase.fileUnwritable,
        ["path": .text(path), "reason": .text(device.context.language.reason(error))])
    }
    let changes = export.bundle.runs.reduce(0) { $0 + $1.changes.count }
    return BundleExportReport(
      space: space, path: path, changes: changes, bytes: bytes.count,
      omitted: export.omitted.count)
  }

  func `import`(from path: String) throws -> BundleImportReport {
    let content = try InputFile(path, in: device.context).whole(limit: Self.largest)
    guard let content, let bundle = try? Bundle(encoded: content)
    else { throw device.context.failure(ErrorPhrase.notABundle, ["path": .text(path)]) }
    guard try device.replica.spaces().contains(where: { $0.id == bundle.space })
    else { throw device.context.failure(ErrorPhrase.otherSpacesBundle) }
    let credential = try Credential.load(from: device.home)
    let report = try device.replica.importBundle(
      bundle, verifier: { SignatureCheck.holds($2, over: $1, by: $0) },
      region: { message, signature in
        credential.map { SignatureCheck.holds(signature, over: message, by: $0.regionKey) } ?? false
      })
    return BundleImportReport(report: report)
  }
}
