public import Hummingbird

/// Handles at most so many requests at once for one device, so that a device that goes round in
/// circles holds up nobody but itself; the others are answered with 429. A request counts until its answer
/// is out (``HeldPlaces``).
public struct DeviceLimit<Device: Sendable, Key: Hashable & Sendable>: RouterMiddleware {
  public typealias Context = EdgeContext<Device>

  /// Seconds after which a refused device may try again.
  static var retryAfter: Int { 5 }

  private let gate: Gate<Key>
  private let key: @Sendable (Device) -> Key

  /// A middleware that tells devices apart by `key`; place it inside ``BearerAuthentication``.
  public init(_ limit: Int, key: @escaping @Sendable (Device) -> Key) {
    gate = Gate(limit: limit)
    self.key = key
  }

  public func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let refusal = Problem(
      .tooManyRequests, "Wait for the answers to this device's other requests.",
      retryAfter: Self.retryAfter)
    context.places.hold(try gate.enter(key(try context.requireDevice()), orThrow: refusal))
    return try await next(request, context)
  }
}
