import Foundation

/// What was said in tests, for whoever holds it against the wire's grammar.
///
/// With the environment variable `SCHAKEL_BODIES` each body lies in the folder that it names, in a file
/// of its own that begins with the rule it is to satisfy; without it nothing is written. Of what a sync
/// says only one in sixteen, as its bytes decide: these tests say some twenty thousand.
public enum SeenBodies {
  private static let folder = ProcessInfo.processInfo.environment["SCHAKEL_BODIES"]

  /// Notes what one side said and the other took.
  public static func note(_ rule: String, _ bytes: [UInt8]) {
    guard let folder else { return }
    let sum = hash(bytes)
    if rule.hasPrefix("sync-"), sum % 16 != 0 { return }
    let path = "\(folder)/\(rule)-\(String(sum, radix: 16)).cbor"
    guard !FileManager.default.fileExists(atPath: path) else { return }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(bytes).write(to: URL(filePath: path))
    } catch {
      fatalError("\(path) cannot be written: \(error)")
    }
  }

  /// FNV-1a, 64 bits: the same bytes have one file, whoever says them.
  private static func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
