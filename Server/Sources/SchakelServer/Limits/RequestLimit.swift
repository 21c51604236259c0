public import Hummingbird

/// Handles at most so many requests at once; the others are answered with 503 at once rather
/// than kept waiting, and told when to come back. A request counts until its answer is out
/// (``HeldPlaces``).
public struct RequestLimit<Device: Sendable>: RouterMiddleware {
  public typealias Context = EdgeContext<Device>

  private enum Everyone: Hashable { case everyone }

  /// Seconds after which a refused caller may try again. Clients add their own jitter.
  static var retryAfter: Int { 2 }

  private let gate: Gate<Everyone>

  /// A middleware; place it inside ``HeldPlaces``, and register health checks before it.
  public init(_ limit: Int) {
    gate = Gate(limit: limit)
  }

  public func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let refusal = Problem(
      .overloaded, "Too many requests are being handled; try again.", retryAfter: Self.retryAfter)
    context.places.hold(try gate.enter(.everyone, orThrow: refusal))
    return try await next(request, context)
  }
}
