public import Hummingbird
import NIOCore

/// Keeps the places that a request took in ``RequestLimit``, ``DeviceLimit`` and ``ByteLimit`` until
/// the system has taken the last byte of the answer: an answer that its caller is slow to take is in
/// the memory for all that time. Work that outlasts its answer (``RequestDeadline``) keeps them too.
///
/// An answer of unknown length is a stream; it gives its places up as it begins, since streams have
/// limits of their own (``EventHub``).
public struct HeldPlaces<Device: Sendable>: RouterMiddleware {
  public typealias Context = EdgeContext<Device>

  /// Bytes that the system takes at once: an answer no longer than this is as good as written.
  static var atOnce: Int { 16 * 1024 }

  /// A middleware; place it inside ``ProblemResponses`` and outside the limits.
  public init() {}

  public func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    var isHeld = false
    defer { if !isHeld { context.places.answered() } }
    let response = try await next(request, context)
    guard let length = response.body.contentLength, length > Self.atOnce else { return response }
    isHeld = true
    return holding(context.places, response, context.channel)
  }

  private func holding(
    _ places: Places, _ response: Response, _ channel: any Channel
  ) -> Response {
    var response = response
    let body = response.body
    response.body = ResponseBody(contentLength: body.contentLength) { writer in
      do {
        try await body.write(writer)
      } catch {
        places.answered()
        throw error
      }
      // What was written is on its way to the connection's guard, and this comes after it.
      channel.triggerUserOutboundEvent(AnswerEnd(places: places), promise: nil)
    }
    return response
  }
}

/// Tells ``ConnectionGuard`` that the answer written last holds places until it is out.
struct AnswerEnd: Sendable {
  let places: Places
}
