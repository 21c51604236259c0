/// How far a stream has come, and the chain's link there.
public struct StreamTip: Hashable, Sendable {
  /// Whose stream it is; the message names the space.
  public let writer: Writer
  /// The last change; 0 for a stream in which nothing was written.
  public let counter: UInt64
  /// The chain's link at ``counter``, the genesis at 0.
  public let tip: Digest

  public init(writer: Writer, counter: UInt64, tip: Digest) {
    self.writer = writer
    self.counter = counter
    self.tip = tip
  }

  /// A flat array, three items a stream.
  public static func encode(_ tips: [StreamTip], to out: inout CBORWriter) {
    out.arrayHead(tips.count * 3)
    for tip in tips {
      out.writer(tip.writer)
      out.unsigned(tip.counter)
      out.digest(tip.tip)
    }
  }

  /// Streams that are left out where there are none.
  static func readSome(_ reader: inout CBORReader) throws(CBORError) -> [StreamTip] {
    let start = reader.offset
    let tips = try read(&reader)
    guard !tips.isEmpty else { throw CBORError(.notShortest, at: start) }
    return tips
  }

  /// Reads ``encode(_:to:)``.
  public static func read(_ reader: inout CBORReader) throws(CBORError) -> [StreamTip] {
    var tips: [StreamTip] = []
    for _ in 0..<(try reader.groups(of: 3)) {
      let writer = try reader.writer()
      let counter = try reader.number(upTo: Limits.counter)
      tips.append(StreamTip(writer: writer, counter: counter, tip: try reader.digest()))
    }
    return tips
  }
}
