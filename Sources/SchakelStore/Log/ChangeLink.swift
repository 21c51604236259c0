import SchakelCore

/// A change's link in its stream's chain, as far as it is known here: whole where the stream was
/// followed, its first four bytes where the region sent a document's history and no more.
enum ChangeLink: Hashable {
  case whole(Digest)
  case check(UInt32)

  var check: UInt32 {
    switch self {
    case .whole(let digest): digest.check
    case .check(let check): check
    }
  }

  var digest: Digest? {
    if case .whole(let digest) = self { digest } else { nil }
  }

  /// Thirty-two bytes, or four.
  var bytes: [UInt8] {
    switch self {
    case .whole(let digest): digest.bytes
    case .check(let check):
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: check >> UInt32($0)) }
    }
  }

  init(stored bytes: [UInt8]) {
    if let digest = Digest(bytes: bytes) {
      self = .whole(digest)
    } else {
      self = .check(bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
    }
  }
}
