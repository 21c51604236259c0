/// Why bytes are no JSON that can be taken over exactly, and where.
public struct JSONError: Error, Hashable, Sendable {
  /// What stands in the way of reading.
  public enum Code: Hashable, Sendable {
    /// The text ends within a value.
    case truncated
    /// Something follows the value.
    case trailing
    /// Another sign was expected here.
    case unexpected
    /// Not valid UTF-8, or half of a surrogate pair.
    case unicode
    /// A control character stands in a string without its escape (RFC 8259 §7).
    case control
    case escape
    /// A member's name stands twice (RFC 7493 §2.3): which was meant?
    case duplicateName(String)
    /// A number that cannot be kept exactly: a whole number beyond 64 bits, or one that is not
    /// finite.
    case number
    case depth
  }

  /// The first thing that was met.
  public let code: Code
  /// In bytes from the start of the text.
  public let offset: Int

  public init(_ code: Code, at offset: Int) {
    self.code = code
    self.offset = offset
  }
}

extension JSONError: CustomStringConvertible {
  public var description: String { "\(reason) at byte \(offset)" }

  private var reason: String {
    switch code {
    case .truncated: "the text ends within a value"
    case .trailing: "something follows the value"
    case .unexpected: "this sign has no place here"
    case .unicode: "this is not valid UTF-8"
    case .control: "a control character must be written as an escape"
    case .escape: "this escape does not exist"
    case .duplicateName(let name): "the name \"\(name)\" stands twice"
    case .number: "this number cannot be kept exactly"
    case .depth: "values nest too deeply"
    }
  }
}
