/// The parts of an audit file that comes in pieces, such as from a disk: a file of any size takes the
/// memory of its longest part.
///
///     var frames = AuditFrames()
///     while let piece = try file.read() {
///       frames.add(piece)
///       while let part = try frames.next() { try verifier.take(part) }
///     }
///     try frames.finish()
public struct AuditFrames {
  /// A part of more bytes is none of a region's.
  public static let largest = 1 << 28

  private var buffer: [UInt8] = []
  /// Where in ``buffer`` the next part begins.
  private var start = 0

  /// - Parameter bytes: the first bytes of the file, or all of them.
  public init(_ bytes: [UInt8] = []) { buffer = bytes }

  /// Takes the next bytes of the file, of any count.
  public mutating func add(_ piece: [UInt8]) {
    buffer.removeFirst(start)
    start = 0
    buffer += piece
  }

  /// The next part that is here as a whole, without the head of the byte string around it; nil until
  /// more was added. Throws `unreadable` where what comes is no byte string.
  public mutating func next() throws(AuditFault) -> [UInt8]? {
    guard let range = try nextRange() else { return nil }
    start = range.upperBound
    return Array(buffer[range])
  }

  private func nextRange() throws(AuditFault) -> Range<Int>? {
    guard start < buffer.count else { return nil }
    var reader = CBORReader(buffer, in: start..<buffer.count)
    do throws(CBORError) {
      return try reader.byteStringRange()
    } catch {
      guard error.code == .truncated, buffer.count - start <= Self.largest
      else { throw AuditFault(.unreadable, "this is no audit file: \(error.code)") }
      return nil
    }
  }

  /// There are no more bytes. Throws `unreadable` where a part has only begun.
  public func finish() throws(AuditFault) {
    guard start == buffer.count else { throw AuditFault(.unreadable, "the file breaks off") }
  }
}

extension AuditVerifier {
  /// Checks a file that is in memory.
  public mutating func verify(_ file: [UInt8]) throws(AuditFault) -> AuditReport {
    var frames = AuditFrames(file)
    while let part = try framed({ () throws(AuditFault) in try frames.next() }) { try take(part) }
    try framed { () throws(AuditFault) in try frames.finish() }
    return try finish()
  }

  /// A file that breaks off is told of after what does not hold before.
  private mutating func framed<Value>(
    _ read: () throws(AuditFault) -> Value
  ) throws(AuditFault) -> Value {
    do throws(AuditFault) {
      return try read()
    } catch {
      throw first(error)
    }
  }
}
