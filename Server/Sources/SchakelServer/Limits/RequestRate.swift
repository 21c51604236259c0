import Hummingbird

/// Lets a caller make so many requests a minute; the others are answered with 429, and told when to
/// come back. Whatever one caller does, it takes up no more of the server than so many requests.
struct RequestRate<Device: Sendable, Key: Hashable & Sendable>: RouterMiddleware {
  typealias Context = EdgeContext<Device>

  private let limit: RateLimit<Key>
  private let whose: String
  private let key: @Sendable (Context) throws -> Key

  /// - Parameters:
  ///   - amount: requests a minute.
  ///   - whose: `this device`, say, for the person who builds the client.
  ///   - key: tells callers apart.
  init(_ amount: Int, of whose: String, key: @escaping @Sendable (Context) throws -> Key) {
    limit = RateLimit(amount)
    self.whose = whose
    self.key = key
  }

  func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    if let wait = limit.take(try key(context)) {
      throw Problem.tooOften("There are too many requests of \(whose); make fewer.", wait: wait)
    }
    return try await next(request, context)
  }
}
