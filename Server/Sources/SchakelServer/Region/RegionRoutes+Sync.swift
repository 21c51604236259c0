import Hummingbird
import SchakelCore
import SchakelRegion

extension RegionRoutes {
  /// `POST /v1/sync`. What the answer says of a push is on the disk.
  @Sendable func sync(_ request: Request, _ context: Context) async throws -> Response {
    let device = try context.requireDevice()
    let bytes = try await request.message(upTo: limits.bodyBytes)
    let answer = try await service.sync(try syncRequest(bytes), from: device)
    return .message(answer.encoded)
  }

  /// `POST /v1/history`: a page of the changes of one document.
  @Sendable func history(_ request: Request, _ context: Context) async throws -> Response {
    let device = try context.requireDevice()
    let bytes = try await request.message(upTo: Self.jsonBytes)
    let answer = try await service.history(try historyRequest(bytes), for: device)
    return .message(answer.encoded)
  }

  /// `GET /v1/events`: an event `moved` for each space of the device's person, at once and whenever
  /// its log grows. The first ones make good what moved before the stream was there.
  @Sendable func listen(_ request: Request, _ context: Context) async throws -> Response {
    let device = try context.requireDevice()
    var topics: Set<EventTopic> = [.person(device.person), .device(device.replica)]
    if let token = device.token { topics.insert(.token(token.number)) }
    let subscription = try events.subscribe(to: topics, perTopic: Self.streamsPerPerson)
    // Had it been taken out of use before the hub knew of it, nobody would end its stream.
    guard try service.isInUse(device.replica) else { throw Problem.deviceRevoked }
    let spaces = try service.memberships(of: device).map(\.space)
    events.extend(readersOf: .person(device.person), with: spaces.map { .space($0) })
    // Nor would anybody take a space away from it that its person left before the hub knew.
    guard try Set(service.memberships(of: device).map(\.space)).isSuperset(of: spaces) else {
      throw Problem(.overloaded, "Your spaces change just now; try again.", retryAfter: 1)
    }
    return subscription.response(to: request, greeting: spaces.map { .moved($0) })
  }

  func syncRequest(_ bytes: [UInt8]) throws(Problem) -> SyncRequest {
    do throws(CBORError) {
      return try SyncRequest(encoded: bytes)
    } catch {
      throw .unreadable("sync request", error)
    }
  }

  private func historyRequest(_ bytes: [UInt8]) throws(Problem) -> HistoryRequest {
    do throws(CBORError) {
      return try HistoryRequest(encoded: bytes)
    } catch {
      throw .unreadable("history request", error)
    }
  }
}
