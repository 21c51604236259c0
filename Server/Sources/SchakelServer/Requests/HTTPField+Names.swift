public import HTTPTypes

extension HTTPField.Name {
  /// The header that names a request.
  public static let requestID = known("X-Request-Id")
  /// The header that says which version of the interface answered.
  public static let apiVersion = known("API-Version")
  static let forwardedFor = known("X-Forwarded-For")
  static let forwarded = known("Forwarded")
  static let frameOptions = known("X-Frame-Options")
  /// Tells nginx to pass on what it gets as it gets it.
  static let accelBuffering = known("X-Accel-Buffering")
  static let referrerPolicy = known("Referrer-Policy")

  private static func known(_ name: String) -> HTTPField.Name {
    guard let field = HTTPField.Name(name) else {
      preconditionFailure("\(name) is not a header field name")
    }
    return field
  }
}
