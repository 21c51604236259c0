/// The hash over a space's log on the server, entry by entry.
///
///     genesis = SHA-256("schakel/log/1" ‖ space ‖ epoch)
///     next    = SHA-256(previous ‖ entry)
///
/// `entry` is ``LogEntry/hashedBytes``, in which a change stands with its link instead of its
/// content: erasing a payload leaves the log's hash as it was.
public enum LogHash {
  /// The hash at position 0, with the log's first epoch.
  public static func genesis(space: SpaceID, epoch: EpochID, hashing: Hashing) -> Digest {
    var bytes = Array("schakel/log/1".utf8)
    BigEndian.append(space.rawValue, count: 8, to: &bytes)
    BigEndian.append(epoch.rawValue, count: 8, to: &bytes)
    return hashing.sha256(bytes)
  }

  /// The hash one position on: `previous` is that before `entry`.
  public static func next(after previous: Digest, entry: [UInt8], hashing: Hashing) -> Digest {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32 + entry.count)
    previous.append(to: &bytes)
    bytes.append(contentsOf: entry)
    return hashing.sha256(bytes)
  }
}
