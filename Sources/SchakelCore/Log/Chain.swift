/// The hash chain of a stream: each link covers the one before it, the change's header, and the
/// digest of its payload.
///
///     genesis = SHA-256("schakel/chain/1" ‖ space ‖ writer)
///     link    = SHA-256(previous ‖ payload digest ‖ header)
///
/// The link before a change is never sent: whoever has the stream recomputes it, and a stream that
/// was cut, reordered or altered anywhere comes out with another tip.
public enum Chain {
  /// What the first change of a stream links to.
  public static func genesis(of stream: Stream, hashing: Hashing) -> Digest {
    var bytes = Array("schakel/chain/1".utf8)
    BigEndian.append(stream.space.rawValue, count: 8, to: &bytes)
    stream.writer.append(to: &bytes)
    return hashing.sha256(bytes)
  }

  /// The link of the change with this header and payload, after `previous`.
  public static func link(
    after previous: Digest, header: [UInt8], payload: Digest, hashing: Hashing
  ) -> Digest {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(header.count + 64)
    previous.append(to: &bytes)
    payload.append(to: &bytes)
    bytes.append(contentsOf: header)
    return hashing.sha256(bytes)
  }
}

extension Change {
  /// This change's link in its stream's chain.
  public func link(after previous: Digest, hashing: Hashing) -> Digest {
    Chain.link(
      after: previous, header: headerBytes, payload: payload.digest(hashing), hashing: hashing)
  }
}

extension ChangeFrame {
  /// The link, whether or not the change can be read.
  public func link(after previous: Digest, hashing: Hashing) -> Digest {
    Chain.link(after: previous, header: header, payload: payload.digest(hashing), hashing: hashing)
  }
}
