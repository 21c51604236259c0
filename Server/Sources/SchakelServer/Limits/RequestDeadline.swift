public import Hummingbird

/// Gives a handler so much time to come to its answer; then its task is cancelled and the
/// answer is 503. A handler that does not heed cancellation is waited for.
///
/// The time covers reading the body and making the answer, not writing it, so that streams
/// (events) may stay open.
public struct RequestDeadline<Context: RequestContext>: RouterMiddleware {
  private enum Outcome {
    case answered(Response)
    case expired
  }

  /// Seconds after which the caller may try again.
  static var retryAfter: Int { 5 }

  private let time: Duration

  /// A middleware; place it inside ``ProblemResponses``.
  public init(_ time: Duration) {
    self.time = time
  }

  public func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    try await withoutActuallyEscaping(next) { next in
      // SAFETY: one child task calls it, once, and the group ends before this scope does.
      nonisolated(unsafe) let next = next
      return try await race { unsafe try await next(request, context) }
    }
  }

  private func race(_ handler: @escaping @Sendable () async throws -> Response) async throws
    -> Response
  {
    try await withThrowingTaskGroup(of: Outcome.self) { group in
      defer { group.cancelAll() }
      group.addTask { .answered(try await handler()) }
      group.addTask {
        try await Task.sleep(for: time)
        return .expired
      }
      guard case .answered(let response) = try await group.next() else {
        throw Problem(
          .timedOut, "The work took longer than the server allows; try again, in smaller parts.",
          retryAfter: Self.retryAfter)
      }
      return response
    }
  }
}
