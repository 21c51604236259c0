import Foundation
import SchakelCore
import SchakelKeys
import SchakelStore

/// Passing contributions on in a file.
struct Bundling {
  let device: Device

  /// Bytes of a bundle at most, written or read.
  static let largest = 1 << 30

  func export(_ space: Membership, to path: String) throws -> BundleExportReport {
    guard !FileManager.default.fileExists(atPath: path)
    else { throw device.context.failure(ErrorPhrase.fileExists, ["path": .text(path)]) }
    let key = try device.key()
    let (export, bytes) = try ProgressLine(device.context).during(ProgressPhrase.exporting) {
      let export = try device.replica.exportBundle(of: space.id) { key.sign($0) }
      return (export, export.bundle.encoded)
    }
    guard bytes.count <= Self.largest else { throw tooLarge(path, bytes: bytes.count) }
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

  func `import`(from path: String) throws -> BundleImportReport {
    try ProgressLine(device.context).during(ProgressPhrase.importing) { try take(path) }
  }

  private func take(_ path: String) throws -> BundleImportReport {
    let content = try InputFile(path, in: device.context).whole(limit: Self.largest)
    guard let content else { throw tooLarge(path, bytes: Self.size(of: path)) }
    guard let bundle = try? Bundle(encoded: content)
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
