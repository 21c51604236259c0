import HTTPTypes
public import Hummingbird

/// Bounds the bytes of bodies and answers that are in the memory at once, for one device and for
/// all together. Counts of requests alone would not: one may be a hundred bytes or eight million.
///
/// A body counts with the length that it says it has, or the longest that is taken, while the
/// handler is at work; an answer from then on until it is out. An answer for which there is no room
/// is thrown away: asked for again, it is made again.
public struct ByteLimit<Device: Sendable, Key: Hashable & Sendable>: RouterMiddleware {
  public typealias Context = EdgeContext<Device>

  private enum Everyone: Hashable { case everyone }

  private let longestBody: Int
  private let perDevice: Gate<Key>
  private let together: Gate<Everyone>
  private let key: @Sendable (Device) -> Key

  /// A middleware that tells devices apart by `key`; place it inside ``BearerAuthentication``.
  public init(_ limits: Limits, key: @escaping @Sendable (Device) -> Key) {
    longestBody = limits.bodyBytes
    perDevice = Gate(limit: limits.bytesPerDevice)
    together = Gate(limit: limits.bytesInFlight)
    self.key = key
  }

  public func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let key = key(try context.requireDevice())
    let body = try enter(key, bodyLength(of: request))
    defer { for place in body { place.giveUp() } }
    let response = try await next(request, context)
    for place in body { place.giveUp() }
    for place in try enter(key, response.body.contentLength ?? 0) { context.places.hold(place) }
    return response
  }

  private func bodyLength(of request: Request) -> Int {
    if let length = request.head.declaredLength { return max(0, length) }
    if request.headers[.transferEncoding] != nil { return longestBody }
    // Over HTTP/2 a body need not say that it comes (RFC 9113 §8.1): whoever may send one is taken to.
    return request.method == .get || request.method == .head ? 0 : longestBody
  }

  private func enter(_ key: Key, _ bytes: Int) throws(Problem) -> [Place] {
    guard bytes > 0 else { return [] }
    let own = try perDevice.enter(
      key, cost: bytes,
      orThrow: Problem(
        .tooManyRequests, "Take the answers to this device's other requests first.",
        retryAfter: DeviceLimit<Device, Key>.retryAfter))
    let shared = try together.enter(
      .everyone, cost: bytes,
      orThrow: Problem(
        .overloaded, "Too much is being sent at once; try again.",
        retryAfter: RequestLimit<Device>.retryAfter))
    return [own, shared]
  }
}
