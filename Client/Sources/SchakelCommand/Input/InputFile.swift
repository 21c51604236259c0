import Foundation

/// A file that is read a piece at a time, or standard input for `-`.
struct InputFile {
  private let next: () throws -> [UInt8]?
  /// How many bytes there are; nil for what has no end yet, such as a pipe.
  private let size: UInt64?

  static let pieceBytes = 1 << 16

  init(_ path: String, in context: CommandContext) throws {
    if path == "-" {
      next = { context.input() }
      size = nil
      return
    }
    let file: FileHandle
    do {
      file = try FileHandle(forReadingFrom: URL(filePath: path))
    } catch {
      throw Self.unreadable(path, error, context)
    }
    let end = try? file.seekToEnd()
    if end != nil { try? file.seek(toOffset: 0) }
    size = end
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

  /// The whole content, at most `limit` bytes of it; nil where it is longer, of which nothing is
  /// read if that is known.
  func whole(limit: Int) throws -> [UInt8]? {
    if let size, size > UInt64(limit) { return nil }
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
