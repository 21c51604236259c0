public import Foundation

/// A request as an ``HTTPCarrier`` takes it: whole, to one address.
public struct CarriedRequest: Sendable {
  /// In capitals.
  public let method: String
  /// Where to, and nowhere else.
  public let url: URL
  /// Names and values, in order. Among them is a credential: they are not to be logged.
  public var fields: [(name: String, value: String)]
  /// nil for a request without a body.
  public var body: Data?

  /// A request without a body.
  public init(method: String, url: URL, fields: [(name: String, value: String)]) {
    self.method = method
    self.url = url
    self.fields = fields
  }
}
