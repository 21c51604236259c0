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
/// was preserved, the region notices: it knows more of the stream than the device does. The number
/// of the volume says nothing: some file systems are given another at each mount.
///
/// Two processes may write after their commits in the other order than they committed. So marks lie
/// in slots that they take in turn, and the greatest of them counts: one that is written late takes
/// its own slot, and would have to be late by all the slots to overwrite another.
final class HighWaterMark: Sendable {
  /// What the file says.
  struct Mark: Hashable {
    var replica: UInt64
    var incarnation: UInt32
    /// Local changes written in this incarnation, over all spaces.
    var written: UInt64
    var file: UInt64

    /// Whether both are of one incarnation of one database.
    func isOfLife(of other: Mark) -> Bool {
      replica == other.replica && incarnation == other.incarnation && file == other.file
    }
  }

  private static let slots = 16
  /// More than a mark takes.
  private static let slotBytes = 64

  private let descriptor: Int32

  init(path: String) throws(ReplicaError) {
    descriptor = System.openFile(path)
    guard descriptor >= 0 else {
      throw ReplicaError(
        .database, "\(path) cannot be opened for writing. Make its folder writable for this user.")
    }
  }

  deinit { System.close(descriptor) }

  /// The greatest mark, or nil where there is none, one of them is not whole, or they are of
  /// several lives.
  func read() -> Mark? {
    let bytes = System.read(descriptor, count: Self.slots * Self.slotBytes)
    var greatest: Mark?
    for start in stride(from: 0, to: bytes.count, by: Self.slotBytes) {
      let slot = Array(bytes[start..<min(start + Self.slotBytes, bytes.count)])
      // Where nothing was written yet a file reads as zeros.
      guard slot.contains(where: { $0 != 0 }) else { continue }
      var reader = CBORReader(slot)
      guard let mark = try? Self.mark(&reader) else { return nil }
      guard let other = greatest else {
        greatest = mark
        continue
      }
      guard mark.isOfLife(of: other) else { return nil }
      if mark.written > other.written { greatest = mark }
    }
    return greatest
  }

  private static func mark(_ reader: inout CBORReader) throws(CBORError) -> Mark {
    try reader.arrayHead(exactly: 4)
    let replica = try reader.fixed64()
    let incarnation = try reader.check()
    return Mark(
      replica: replica, incarnation: incarnation, written: try reader.fixed64(),
      file: try reader.fixed64())
  }

  /// Writes the first mark of a life, and forgets those of others.
  func begin(_ mark: Mark) {
    System.empty(descriptor)
    write(mark)
  }

  /// Writes a mark of the life that the file is of. Always the same length, so that a later mark
  /// overwrites an earlier one whole.
  func write(_ mark: Mark) {
    var out = CBORWriter(reserving: Self.slotBytes)
    out.arrayHead(4)
    out.fixed64(mark.replica)
    out.check(mark.incarnation)
    out.fixed64(mark.written)
    out.fixed64(mark.file)
    // A mark that cannot be written leaves the older one, which is no worse than a power cut.
    let slot = Int(mark.written % UInt64(Self.slots))
    _ = System.write(descriptor, out.bytes, at: slot * Self.slotBytes)
  }
}
