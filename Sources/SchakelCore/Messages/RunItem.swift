/// What stands at one place of a run: a change as it came, or, where its bytes are not at hand, its
/// link alone.
///
/// Nobody but its writer has the bytes of a change that was refused on the record. Its link takes
/// their place, so that others can hand the stream on: the chain goes through it, and the seal at the
/// run's end covers it. It applies nowhere. What became of the change is told by its void entry,
/// which goes along.
public enum RunItem: Hashable, Sendable {
  /// An encoded change, which may prove to be none.
  case change([UInt8])
  case link(Digest)

  /// - Parameter item: an item of a run, unread.
  public init(_ item: [UInt8]) {
    var reader = CBORReader(item)
    if let link = try? reader.digest(), reader.isAtEnd {
      self = .link(link)
    } else {
      self = .change(item)
    }
  }

  /// The item, as ``ChangeRun/changes`` holds it.
  public var encoded: [UInt8] {
    switch self {
    case .change(let bytes): return bytes
    case .link(let link):
      var out = CBORWriter(reserving: Digest.byteCount + 2)
      out.digest(link)
      return out.bytes
    }
  }

  /// The stream's link here; nil for bytes that are not even framed as a change.
  public func link(after previous: Digest, hashing: Hashing) -> Digest? {
    switch self {
    case .change(let bytes):
      (try? ChangeFrame(encoded: bytes))?.link(after: previous, hashing: hashing)
    case .link(let link): link
    }
  }
}
