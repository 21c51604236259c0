public import Hummingbird

/// Handles at most so many requests at once; the others are answered with 503 at once rather
/// than kept waiting, and told when to come back. Of one address it handles fewer, and answers the others
/// with 429: who lets no request come to its end does not take the places of everybody. A request counts
/// until its answer is out (``HeldPlaces``).
public struct RequestLimit<Device: Sendable>: RouterMiddleware {
  public typealias Context = EdgeContext<Device>

  private enum Everyone: Hashable { case everyone }

  /// Seconds after which a refused caller may try again. Clients add their own jitter.
  static var retryAfter: Int { 2 }

  private let gate: Gate<Everyone>
  private let perAddress: Gate<AddressKey>

  /// A middleware; place it inside ``HeldPlaces``, and register health checks before it.
  ///
  /// - Parameters:
  ///   - limit: requests at once.
  ///   - addressLimit: requests of one address at once.
  public init(_ limit: Int, perAddress addressLimit: Int) {
    gate = Gate(limit: limit)
    perAddress = Gate(limit: addressLimit)
  }

  public func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let refusal = Problem(
      .overloaded, "Too many requests are being handled; try again.", retryAfter: Self.retryAfter)
    context.places.hold(try gate.enter(.everyone, orThrow: refusal))
    let ownRefusal = Problem(
      .tooManyRequests, "Wait for the answers to this address's other requests.",
      retryAfter: Self.retryAfter)
    context.places.hold(try perAddress.enter(AddressKey(context.origin), orThrow: ownRefusal))
    return try await next(request, context)
  }
}
