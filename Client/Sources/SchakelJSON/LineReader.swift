/// The lines of a stream of bytes, one at a time: a file of any size takes the memory of its
/// longest line, and a line beyond the limit is told of and passed over.
///
///     var reader = LineReader(limit: 1 << 20) { try file.read(upToCount: 1 << 16) }
///     while let line = try reader.next() { … }
public struct LineReader {
  /// What stands between two line feeds.
  public enum Line: Hashable, Sendable {
    case whole([UInt8])
    /// It has more bytes than the limit.
    case tooLong
  }

  private let limit: Int
  private let read: () throws -> [UInt8]?
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  /// The number of the line that ``next()`` gave last, from 1.
  public private(set) var number = 0

  /// - Parameters:
  ///   - limit: the bytes of a line, its line feed not counted.
  ///   - read: the next bytes, of any count but none; nil or none at the end.
  public init(limit: Int, read: @escaping () throws -> [UInt8]?) {
    self.limit = limit
    self.read = read
  }

  /// The next line without its line feed; nil at the end. A last line needs no line feed. Throws what
  /// reading throws.
  public mutating func next() throws -> Line? {
    var scanned = start
    var skipped = false
    while true {
      if let end = buffer[scanned...].firstIndex(of: 10) { return take(to: end, skipped) }
      scanned = buffer.count
      if scanned - start > limit {
        skipped = true
        drop()
        scanned = 0
      }
      guard try fill(&scanned) else { return last(skipped) }
    }
  }

  private mutating func take(to end: Int, _ skipped: Bool) -> Line {
    number += 1
    defer { start = end + 1 }
    return skipped || end - start > limit ? .tooLong : .whole(content(start..<end))
  }

  private mutating func last(_ skipped: Bool) -> Line? {
    guard skipped || start < buffer.count else { return nil }
    number += 1
    defer { drop() }
    return skipped || buffer.count - start > limit
      ? .tooLong : .whole(content(start..<buffer.count))
  }

  /// The first line may begin with a byte order mark (RFC 8259 §8.1).
  private func content(_ range: Range<Int>) -> [UInt8] {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let line = Array(buffer[range])
    return number == 1 && line.starts(with: mark) ? Array(line.dropFirst(mark.count)) : line
  }

  private mutating func drop() {
    buffer.removeAll(keepingCapacity: true)
    start = 0
  }

  /// Reads on, after moving what is left to the front. False at the end.
  private mutating func fill(_ scanned: inout Int) throws -> Bool {
    guard !isAtEnd, let bytes = try read(), !bytes.isEmpty else {
      isAtEnd = true
      return false
    }
    buffer.removeFirst(start)
    scanned -= start
    start = 0
    buffer += bytes
    return true
  }
}
