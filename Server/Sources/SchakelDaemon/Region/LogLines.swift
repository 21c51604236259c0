/// The lines of a log that name somebody, a piece of the file at a time.
struct LogLines {
  /// A line that is longer than this is none of ours.
  private static let longest = 1 << 16

  private let needles: [[UInt8]]

  /// - Parameter ids: of sixteen digits each; a line that has one of them counts.
  init(naming ids: [String]) { needles = ids.map { Array($0.utf8) } }

  func find(
    in path: String, _ context: DaemonContext, _ found: (String) throws -> Void
  ) throws {
    var rest: [UInt8] = []
    try context.readPieces(path) { piece in
      rest += piece
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        try take(rest[..<end], found)
        rest.removeSubrange(...end)
      }
      if rest.count > Self.longest { rest = [] }
    }
    try take(rest[...], found)
  }

  private func take(_ line: ArraySlice<UInt8>, _ found: (String) throws -> Void) throws {
    guard needles.contains(where: { line.holds($0) }) else { return }
    try found(String(decoding: line, as: UTF8.self))
  }
}

extension ArraySlice<UInt8> {
  fileprivate func holds(_ needle: [UInt8]) -> Bool {
    guard needle.count <= count else { return false }
    return (startIndex...endIndex - needle.count).contains { self[$0...].starts(with: needle) }
  }
}
