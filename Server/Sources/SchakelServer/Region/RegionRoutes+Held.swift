import Hummingbird
import SchakelCore
import SchakelRegion

// What devices bring that were taken out of use, and what coordinators make of it.
extension RegionRoutes {
  /// `POST /v1/hand-ins`: takes what a revoked device still has, for a coordinator, and says nothing else.
  @Sendable func handIn(_ request: Request, _ context: Context) async throws -> Response {
    let device = try context.requireDevice()
    let bytes = try await request.message(upTo: limits.bodyBytes)
    let answer = try await service.handIn(try syncRequest(bytes), from: device)
    return .message(answer.encoded)
  }

  /// `POST /v1/held-changes`: a page of what is held in a space, for a coordinator of it.
  @Sendable func heldChanges(_ request: Request, _ context: Context) async throws -> Response {
    let device = try context.requireDevice()
    let bytes = try await request.message(upTo: Self.jsonBytes)
    let asked: HeldRequest
    do throws(CBORError) {
      asked = try HeldRequest(encoded: bytes)
    } catch {
      throw Problem.unreadable("request for held changes", error)
    }
    return .message(try await service.heldChanges(asked, for: device).encoded)
  }

  /// `POST /v1/held-dismissals`: lets a change go that is held. It may be said again.
  @Sendable func dismissHeld(_ request: Request, _ context: Context) async throws -> Response {
    let device = try context.requireDevice()
    let message = try await request.json(as: HeldDismissal.self, upTo: Self.jsonBytes)
    let (space, dot) = try message.read()
    let isNews = try await service.dismissHeld(dot, in: space, by: device)
    return .json(["dismissed": .bool(isNews)])
  }
}

/// The body: a space, and the writer and counter of a change, as `schakel held --json` has them.
private struct HeldDismissal: Decodable {
  let space: String
  let writer: String
  let counter: UInt64

  func read() throws(Problem) -> (SpaceID, Dot) {
    let bytes = Hex.decode(writer).flatMap(Writer.init(bytes:))
    guard let space = SpaceID(text: space) else { throw Self.invalid("/space") }
    guard let bytes else { throw Self.invalid("/writer") }
    guard (1...SchakelCore.Limits.counter).contains(counter) else { throw Self.invalid("/counter") }
    return (space, Dot(writer: bytes, counter: counter))
  }

  private static func invalid(_ place: String) -> Problem {
    Problem(
      .invalidInput, "See errors for the places.",
      faults: [.init(.body, at: place, code: "invalid", "This value is not valid.")])
  }
}
