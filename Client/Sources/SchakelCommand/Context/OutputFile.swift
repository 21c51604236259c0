import Foundation
import SchakelKeys

/// A new file that a command leaves for a person. There are contributions in it, so it is its owner's
/// alone from its first byte on, and in the home folder or elsewhere nothing gives way to it.
struct OutputFile {
  let path: String
  private let context: CommandContext

  /// - Throws: where there is something already.
  init(_ path: String, in context: CommandContext) throws {
    guard !FileManager.default.fileExists(atPath: path)
    else { throw context.failure(ErrorPhrase.fileExists, ["path": .text(path)]) }
    self.path = path
    self.context = context
  }

  /// All of it, or nothing.
  func write(_ content: [UInt8]) throws {
    do throws(SecretFileError) {
      try SecretFile(path: path).write(content)
    } catch {
      let reason =
        if case .unwritable(let number) = error.code {
          context.language.reason(systemError: number)
        } else { error.description }
      throw context.failure(
        ErrorPhrase.fileUnwritable, ["path": .text(path), "reason": .text(reason)])
    }
  }
}
