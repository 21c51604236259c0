/// Why bytes were refused, and where.
public struct CBORError: Error, Equatable, Sendable {
  /// The refusals by name, as Protocol/spec/encoding.md lists them.
  public enum Code: Equatable, Sendable {
    /// The bytes end within an item.
    case truncated
    /// Bytes follow the item.
    case trailingBytes
    /// A length or integer is not in its shortest form (RFC 8949 §4.2.1), or something is written
    /// out that this protocol leaves out or abbreviates: each message has one encoding.
    case notShortest
    /// Map keys, dots, fields or entries are out of order, or the same one stands twice.
    case order
    /// Arrays and maps nest deeper than ``Limits/depth``.
    case depth
    /// Text is not valid UTF-8 (RFC 3629).
    case utf8
    /// Indefinite lengths have no place in deterministic encoding (RFC 8949 §4.2.1).
    case indefinite
    /// Tags have no use in this protocol.
    case tag
    /// `undefined`, or a simple value that has no use in this protocol.
    case simple
    /// NaN and the infinities have no use in this protocol.
    case notFinite
    /// Additional information 28 to 30 is reserved (RFC 8949 §3).
    case reserved
    /// The item is well-formed but of another shape than the protocol puts here.
    case shape
    /// A number, length or count is over its limit in ``Limits``.
    case limit
    /// A key or version that must be understood and is not: the sender is newer than the reader.
    case unsupported
  }

  /// The first rule that the bytes break, in the order in which they are read.
  public let code: Code
  /// The offset in bytes of the item that was refused, from the start of the input.
  public let offset: Int

  public init(_ code: Code, at offset: Int) {
    self.code = code
    self.offset = offset
  }
}

extension CBORError: CustomStringConvertible {
  /// One sentence, with the offset.
  public var description: String { reason + " at byte " + String(offset) }

  private var reason: String {
    switch code {
    case .truncated: "the bytes end within an item"
    case .trailingBytes: "bytes follow the end"
    case .notShortest: "something is not in its shortest form"
    case .order: "items are out of order or repeated"
    case .depth: "items nest too deeply"
    case .utf8: "text is not valid UTF-8"
    case .indefinite: "a length is indefinite"
    case .tag: "a tag is not allowed"
    case .simple: "undefined or an unknown simple value is not allowed"
    case .notFinite: "a number is not finite"
    case .reserved: "a reserved form is not allowed"
    case .shape: "an item of another type was expected"
    case .limit: "a number, length or count is over its limit"
    case .unsupported: "a newer form that this version does not understand"
    }
  }
}
