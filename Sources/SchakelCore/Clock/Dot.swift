/// The name of one change: its writer and the counter it got there. A document lives in one space
/// for ever, so within a document the space goes without saying.
public struct Dot: Hashable, Comparable, Sendable {
  /// Who made the change: one life of one replica.
  public let writer: Writer
  /// From 1, at most ``Limits/counter``.
  public let counter: UInt64

  public init(writer: Writer, counter: UInt64) {
    self.writer = writer
    self.counter = counter
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.writer != right.writer ? left.writer < right.writer : left.counter < right.counter
  }

  /// `writer:counter`, the form in which a dot is shown and typed.
  public var text: String { writer.text + ":" + String(counter) }

  /// Reads ``text``.
  public init?(text: String) {
    let utf8 = Array(text.utf8)
    guard utf8.count > 25, utf8[24] == 58,
      let bytes = Hex.decode(String(decoding: utf8[..<24], as: UTF8.self)),
      let writer = Writer(bytes: bytes), let counter = Self.counter(utf8[25...])
    else { return nil }
    self.init(writer: writer, counter: counter)
  }

  /// Digits alone, without a sign or a zero in front: a counter is typed in one way.
  private static func counter(_ digits: ArraySlice<UInt8>) -> UInt64? {
    guard digits.first != 48, digits.allSatisfy({ (48...57).contains($0) }),
      let counter = UInt64(String(decoding: digits, as: UTF8.self)), counter <= Limits.counter
    else { return nil }
    return counter
  }
}
