public import Hummingbird

/// Gives a responder so much time to come to its answer; then its task is cancelled and the answer
/// is 503, whether or not the responder heeds that.
///
/// The time covers reading the body and making the answer, not writing it, so that streams
/// (events) may stay open.
///
/// Work that goes on past its time ends by itself: a push that still commits is one that its device
/// sends again, without harm. Until then it keeps the places that the request took, so that memory
/// and number stay bounded, and it reads no more of the body, which is the connection's again.
public struct RequestDeadline<Device: Sendable>: RouterMiddleware {
  public typealias Context = EdgeContext<Device>

  /// Seconds after which the caller may try again.
  static var retryAfter: Int { 5 }

  private let time: Duration
  private let responder: any HTTPResponder<Context>

  /// A middleware that is the last of its router: it asks `responder`, and nothing after it. What
  /// comes after a middleware may not outlive its call, and work past its time does.
  ///
  /// Place it inside ``ProblemResponses`` and ``HeldPlaces``.
  public init(_ time: Duration, _ responder: any HTTPResponder<Context>) {
    self.time = time
    self.responder = responder
  }

  public func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let body = LentBody(request.body)
    var request = request
    request.body = RequestBody(asyncSequence: body)
    let outcome = Outcome()
    let work = start(request, context, outcome)
    do {
      return try await wait(for: outcome)
    } catch let end as Abandoned {
      work.cancel()
      await body.takeBack()
      throw end.problem
    }
  }

  private typealias Outcome = FirstResult<Response>

  private func start(
    _ request: Request, _ context: Context, _ outcome: Outcome
  ) -> Task<Void, Never> {
    context.places.workBegins()
    return Task { [responder] in
      let result: Result<Response, any Error>
      do {
        result = .success(try await responder.respond(to: request, context: context))
      } catch {
        result = .failure(error)
      }
      // First: whoever has the answer may count on the places being free.
      context.places.workEnded()
      outcome.set(result)
    }
  }

  /// The outcome, or that there was none in time or before the connection was given up.
  private func wait(for outcome: Outcome) async throws -> Response {
    let timer = Task { [time] in
      try await Task.sleep(for: time)
      outcome.set(.failure(Abandoned.late))
    }
    defer { timer.cancel() }
    return try await withTaskCancellationHandler {
      try await outcome.get()
    } onCancel: {
      outcome.set(.failure(Abandoned.unwanted))
    }
  }

  /// Why work is no longer waited for.
  private enum Abandoned: Error {
    case late, unwanted

    var problem: any Error {
      switch self {
      case .late:
        Problem(
          .timedOut, "The work took longer than the server allows; try again, in smaller parts.",
          retryAfter: RequestDeadline.retryAfter)
      case .unwanted: CancellationError()
      }
    }
  }
}
