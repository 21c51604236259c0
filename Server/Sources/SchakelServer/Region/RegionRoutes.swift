public import Hummingbird
import SchakelCore
public import SchakelRegion
public import ServiceLifecycle

/// The region over HTTP: everything below `/v1`.
///
/// ```swift
/// let routes = RegionRoutes(
///   service: service, publicKey: key.publicKey, limits: limits, metrics: metrics)
/// EdgeServer<Device>(…, streams: routes.services, addRoutes: routes.add)
/// ```
///
/// Sync and history are CBOR; all else is JSON. Everything but enrolment and the description needs
/// a device's token, and each device is held to its number of requests at once. What the region
/// refuses is answered as a ``Problem``.
public struct RegionRoutes: Sendable {
  /// The server that these routes are for.
  public typealias Edge = EdgeServer<Device>
  typealias Context = Edge.Context

  /// Bytes in the largest JSON body.
  static let jsonBytes = 16 * 1024
  /// Event streams of all devices of one person together.
  static let streamsPerPerson = 16

  let service: RegionService
  let publicKey: [UInt8]
  let limits: Limits
  /// The open event streams.
  let events: EventHub<EventTopic>

  /// - Parameters:
  ///   - service: the region.
  ///   - publicKey: what the region's receipts are verified with, Ed25519, thirty-two bytes.
  ///   - limits: those of the server.
  ///   - metrics: what counts the event streams.
  public init(
    service: RegionService, publicKey: [UInt8], limits: Limits, metrics: RegionMetrics
  ) {
    self.service = service
    self.publicKey = publicKey
    self.limits = limits
    let events = EventHub<EventTopic>(
      maximum: limits.eventStreams, onCount: metrics.note(streams:))
    self.events = events
    service.whenMoved { spaces in
      for space in spaces { events.publish(.moved(space), to: .space(space)) }
    }
  }

  /// What runs beside the requests: services of the server's.
  public var services: [any Service] { [OtherProcesses(region: service), events] }

  /// Adds the routes to a server's router.
  public func add(to routes: Edge.Routes) {
    let version = routes.group("v1")
    version.get("openapi.json") { _, _ in Self.description }
    version.group()
      .add(middleware: authentication(isRequired: false))
      .add(middleware: RequestLimit<Device>(limits.enrolments))
      .post("enrolments", use: enrol)
    version.group()
      .add(middleware: authentication(isRequired: true))
      .add(middleware: DeviceLimit<Device, ReplicaID>(limits.requestsPerDevice) { $0.replica })
      .add(middleware: ByteLimit<Device, ReplicaID>(limits) { $0.replica })
      .post("sync", use: sync)
      .post("history", use: history)
      .get("events", use: listen)
      .get("spaces", use: spaces)
      .get("documents", use: documents)
  }

  private func authentication(isRequired: Bool) -> BearerAuthentication<Device> {
    BearerAuthentication(isRequired: isRequired, pseudonym: { $0.replica.text }) { token in
      try await service.authenticate(token: token.bytes)
    }
  }
}
