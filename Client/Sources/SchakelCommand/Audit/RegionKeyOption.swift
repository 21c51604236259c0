import Foundation
import SchakelCore
import SchakelKeys

/// Where the region's public key is known from, with which a file is checked.
enum RegionKeySource: String {
  /// It was typed.
  case given
  /// This device is enrolled there.
  case home
  /// The file says so itself.
  case file
}

/// The public key that somebody trusts: typed as hexadecimal digits, or the file that holds it.
enum RegionKeyOption {
  /// A file with a key has hardly more.
  private static let largest = 4_096

  static func key(typed text: String, in context: CommandContext) throws -> [UInt8] {
    if let key = key(text) { return key }
    var content: [UInt8]?
    if FileManager.default.fileExists(atPath: text) {
      content = try InputFile(text, in: context).whole(limit: largest)
    }
    if let content, content.count == DeviceKey.publicKeyBytes { return content }
    let spelled = String(decoding: content ?? [], as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    guard let key = key(spelled)
    else { throw context.failure(AuditPhrase.noKey, ["key": .text(text)], status: .usage) }
    return key
  }

  /// As people read it aloud: spaces between the digits mean nothing.
  private static func key(_ text: String) -> [UInt8]? {
    guard let key = Hex.decode(text.replacing(" ", with: "")),
      key.count == DeviceKey.publicKeyBytes
    else { return nil }
    return key
  }

  /// In groups of four digits, to be compared by eye or ear.
  static func shown(_ key: [UInt8]) -> String {
    stride(from: 0, to: key.count, by: 2)
      .map { Hex.encode(Array(key[$0..<min($0 + 2, key.count)])) }.joined(separator: " ")
  }
}
