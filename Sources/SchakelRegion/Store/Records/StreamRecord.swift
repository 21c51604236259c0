public import SchakelCore

/// A stream as far as the region has it.
public struct StreamRecord: Sendable {
  public let number: Int64
  public let writer: Writer
  public var counter: UInt64
  public var tip: Digest

  public init(number: Int64, writer: Writer, counter: UInt64, tip: Digest) {
    self.number = number
    self.writer = writer
    self.counter = counter
    self.tip = tip
  }

  public var streamTip: StreamTip { StreamTip(writer: writer, counter: counter, tip: tip) }
}
