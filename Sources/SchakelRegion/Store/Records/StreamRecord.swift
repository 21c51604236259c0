public import SchakelCore

/// A stream as far as the region has it.
public struct StreamRecord: Sendable {
  /// Its short name in the rows of the store.
  public let number: Int64
  /// Whose stream it is.
  public let writer: Writer
  /// The last change that the region has; 0 before the first.
  public var counter: UInt64
  /// The chain's link at ``counter``, the genesis at 0.
  public var tip: Digest

  public init(number: Int64, writer: Writer, counter: UInt64, tip: Digest) {
    self.number = number
    self.writer = writer
    self.counter = counter
    self.tip = tip
  }

  /// As an answer tells a device.
  public var streamTip: StreamTip { StreamTip(writer: writer, counter: counter, tip: tip) }
}
