import Foundation

/// A file that is read a piece at a time, or standard input for `-`.
struct InputFile {
  private let next: () throws -> [UInt8]?

  static let pieceBytes = 1 << 16

  init(_ path: String, in context: CommandContext) throws {
    if path == "-" {
      next = { context.input() }
      return
    }
    let file: FileHandle
    do {
      file = try FileHandle(forReadingFrom: URL(filePath: path))
    } catch {
      throw Self.unreadable(path, error, context)
    }
    next = {
      do {
        return try file.read(upToCount: Self.pieceBytes).map(Array.init)
      } catch {
        throw Self.unreadable(path, error, context)
      }
    }
  }

  /// The next bytes; nil or none at the end.
  func piece() throws -> [UInt8]? { try next() }

  /// The whole content, at most `limit` bytes of it; nil where it is longer.
  func whole(limit: Int) throws -> [UInt8]? {
    var content: [UInt8] = []
    while let piece = try next(), !piece.isEmpty {
      content += piece
      if content.count > limit { return nil }
    }
    return content
  }

  private static func unreadable(
    _ path: String, _ error: any Error, _ context: CommandContext
  ) -> Failure {
    context.failure(
      ErrorPhrase.fileUnreadable,
      ["path": .text(path), "reason": .text(context.language.reason(error))])
  }
}
