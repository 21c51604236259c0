public import HTTPTypes

/// An error as the outside may see it (RFC 9457): thrown anywhere in a handler, answered as
/// `application/problem+json`.
///
/// ```swift
/// throw Problem(.notFound, "There is no space with this id.")
/// ```
///
/// `detail` tells the caller what to do about it, and nothing about the inside: no paths of
/// this machine, no statements, no types. `instance` is never sent; the answer's
/// `X-Request-Id` finds the log line.
public struct Problem: Error, Equatable, Sendable {
  /// What kind of problem, which sets type, status and title.
  public var kind: ProblemKind
  /// One or two sentences on this occurrence, for the person who builds the client; nil for those
  /// that fit every problem of its kind.
  public var detail: String?
  /// The places in the input that are at fault, all of them at once.
  public var faults: [Fault]
  /// Whole seconds after which to try again; also sent as the header `Retry-After`.
  public var retryAfter: Int?
  /// Header fields that belong to the answer, such as `Allow`.
  public var fields: HTTPFields
  /// What a device that is to erase all needs to check the order with.
  public var wipe: Wipe?

  /// A problem of `kind`.
  public init(
    _ kind: ProblemKind, _ detail: String? = nil, faults: [Fault] = [], retryAfter: Int? = nil,
    fields: HTTPFields = [:]
  ) {
    self.kind = kind
    self.detail = detail
    self.faults = faults
    self.retryAfter = retryAfter
    self.fields = fields
  }
}

extension Problem {
  /// The region's order to a device to erase all that it holds.
  public struct Wipe: Equatable, Sendable, Encodable {
    /// When it was decided, milliseconds since 1970 (UTC).
    public var time: UInt64
    /// The region's Ed25519 signature over the order, sixty-four bytes in hexadecimal.
    public var signature: String

    /// An order of that time.
    public init(time: UInt64, signature: String) {
      self.time = time
      self.signature = signature
    }
  }

  /// One place in the input that is at fault.
  public struct Fault: Equatable, Sendable, Encodable {
    /// The part of the request a fault lies in.
    public enum Part: String, Equatable, Sendable, Encodable {
      /// The body; the location is a JSON Pointer.
      case body
      /// The query; the location is a parameter's name.
      case query
      /// The path; the location is the part's name in the description.
      case path
      /// The header; the location is a field's name.
      case header
    }

    /// The part of the request.
    public var part: Part
    /// A JSON Pointer (RFC 6901) into the body, or the name of the parameter or header.
    public var location: String
    /// A short word that stays the same, for programs.
    public var code: String
    /// A sentence, for people. It does not repeat the value.
    public var detail: String

    /// A fault at `location` in `part`.
    public init(_ part: Part, at location: String, code: String, _ detail: String) {
      self.part = part
      self.location = location
      self.code = code
      self.detail = detail
    }

    enum CodingKeys: String, CodingKey {
      case part = "in"
      case location, code, detail
    }
  }
}
