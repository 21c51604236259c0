import SchakelCore
import Synchronization

/// What must not run backwards, kept in a small file beside the database: how many changes this
/// incarnation has written.
///
/// A database that was put back, copied or restored without this file, or with another's, does not
/// match it, and is given a new incarnation before its first write: counters that were given out
/// once are never given out again. The file is written after each commit and not flushed, which
/// costs a microsecond and survives the death of the process; after a power cut it may lag behind
/// the database, which is harmless, since only a mark *ahead* of the database raises the alarm.
///
/// A copy of database and mark together has another file number than the mark says. Where even that
/// was preserved, the region notices: it knows more of the stream than the device does.
final class HighWaterMark: Sendable {
  /// What the file says.
  struct Mark: Hashable {
    var replica: UInt64
    var incarnation: UInt32
    /// Local changes written in this incarnation, over all spaces.
    var written: UInt64
    var device: UInt64
    var file: UInt64
  }

  private let descriptor: Int32

  init(path: String) throws(ReplicaError) {
    descriptor = System.openFile(path)
    guard descriptor >= 0 else {
      throw ReplicaError(
        .database, "\(path) cannot be opened for writing. Make its folder writable for this user.")
    }
  }

  deinit { System.close(descriptor) }

  /// The mark, or nil where the file is empty or not whole.
  func read() -> Mark? {
    var reader = CBORReader(System.read(descriptor, count: 128))
    return try? Self.mark(&reader)
  }

  private static func mark(_ reader: inout CBORReader) throws(CBORError) -> Mark {
    try reader.arrayHead(exactly: 5)
    let replica = try reader.fixed64()
    let incarnation = try reader.check()
    let written = try reader.fixed64()
    return Mark(
      replica: replica, incarnation: incarnation, written: written,
      device: try reader.fixed64(), file: try reader.fixed64())
  }

  /// Always the same length, so that a later mark overwrites an earlier one whole.
  func write(_ mark: Mark) {
    var out = CBORWriter(reserving: 48)
    out.arrayHead(5)
    out.fixed64(mark.replica)
    out.check(mark.incarnation)
    out.fixed64(mark.written)
    out.fixed64(mark.device)
    out.fixed64(mark.file)
    // A mark that cannot be written leaves the older one, which is no worse than a power cut.
    _ = System.write(descriptor, out.bytes)
  }
}
