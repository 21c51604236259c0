public import Hummingbird
public import SchakelCore
public import SchakelRegion
public import ServiceLifecycle

/// The region over HTTP: everything below `/v1`.
///
/// ```swift
/// let routes = RegionRoutes(
///   service: service, publicKey: key.publicKey, bundleKey: bundleKey, limits: limits,
///   exportFolder: folder, metrics: metrics)
/// EdgeServer<Device>(…, streams: routes.services, addRoutes: routes.add)
/// ```
///
/// Sync and history are CBOR; all else is JSON. Everything but enrolment, renewals and the description
/// needs a device's token, and each device is held to its number of requests at once. What the region
/// refuses is answered as a ``Problem``.
public struct RegionRoutes: Sendable {
  /// The server that these routes are for.
  public typealias Edge = EdgeServer<Device>
  typealias Context = Edge.Context

  /// The media types that are answered, besides that of sync.
  private static let json = "application/json"
  private static let eventStream = "text/event-stream"
  static let auditFile = "application/vnd.schakel.audit"
  /// Bytes in the largest JSON body.
  static let jsonBytes = 16 * 1024
  /// Event streams of all devices of one person together.
  static let streamsPerPerson = 16
  /// Audit files that are made or taken at once, one of each person: fewer than there are connections to
  /// read on, of which each takes one while it is made.
  static let exportsAtOnce = 2

  enum Everyone: Hashable { case everyone }

  let service: RegionService
  let publicKey: [UInt8]
  let bundleKey: BundleKey
  let limits: Limits
  let exportFolder: String
  let exports = Gate<Everyone>(limit: exportsAtOnce)
  let exportsOfOne = Gate<PersonID>(limit: 1)
  let pace: InvitationPace
  let renewals: RenewalPace
  private let others: OtherProcesses
  /// The open event streams.
  let events: EventHub<EventTopic>

  /// - Parameters:
  ///   - service: the region.
  ///   - publicKey: what the region's receipts are verified with, Ed25519, thirty-two bytes.
  ///   - bundleKey: what bundles for the region are sealed to.
  ///   - limits: those of the server.
  ///   - exportFolder: a folder on a disk with room for audit files, which wait there for whoever
  ///     takes them.
  ///   - metrics: what counts the event streams, and the conflicts that are open.
  public init(
    service: RegionService, publicKey: [UInt8], bundleKey: BundleKey, limits: Limits,
    exportFolder: String, metrics: RegionMetrics
  ) {
    self.init(
      service: service, publicKey: publicKey, bundleKey: bundleKey, limits: limits,
      exportFolder: exportFolder, metrics: metrics, pace: InvitationPace(limits))
  }

  /// With a pace of its own.
  init(
    service: RegionService, publicKey: [UInt8], bundleKey: BundleKey, limits: Limits,
    exportFolder: String, metrics: RegionMetrics, pace: InvitationPace
  ) {
    self.pace = pace
    renewals = RenewalPace(limits)
    self.service = service
    self.publicKey = publicKey
    self.bundleKey = bundleKey
    self.limits = limits
    self.exportFolder = exportFolder
    let events = EventHub<EventTopic>(
      maximum: limits.eventStreams, onCount: metrics.note(streams:))
    self.events = events
    let others = OtherProcesses(
      region: service, events: events, onCount: metrics.note(openConflicts:))
    self.others = others
    service.whenMoved { spaces in
      others.noteMove()
      for space in spaces { events.publish(.moved(space), to: .space(space)) }
    }
  }

  /// What runs beside the requests: services of the server's.
  public var services: [any Service] { [others, events] }

  /// Adds the routes to a server's router.
  public func add(to routes: Edge.Routes) {
    let version = routes.group("v1")
    version.group()
      .add(middleware: Acceptance(Self.json))
      .get("openapi.json") { _, _ in Self.description }
      .get("region", use: region)
    version.group()
      .add(middleware: authentication(isRequired: false))
      .add(
        middleware: RequestLimit<Device>(limits.enrolments, perAddress: limits.enrolmentsPerAddress)
      )
      .add(middleware: Acceptance(Self.json))
      .post("enrolments", use: enrol)
    version.group()
      .add(
        middleware: RequestLimit<Device>(limits.enrolments, perAddress: limits.enrolmentsPerAddress)
      )
      .add(middleware: Acceptance(Self.json))
      .post("wipe-confirmations", use: confirmWipe)
      .post("token-challenges", use: challengeToken)
      .post("token-renewals", use: renewToken)
    held(to: version.group().add(middleware: handingIn))
      .add(middleware: Acceptance(ProtocolVersion.mediaType))
      .post("hand-ins", use: handIn)
    let devices = held(to: version.group().add(middleware: authentication(isRequired: true)))
    devices.group()
      .add(middleware: Acceptance(ProtocolVersion.mediaType))
      .post("sync", use: sync)
      .post("history", use: history)
      .post("held-changes", use: heldChanges)
    devices.group()
      .add(middleware: Acceptance(Self.eventStream))
      .get("events", use: listen)
    devices.group()
      .add(middleware: Acceptance(Self.auditFile))
      .get("audit/export", use: exportAudit)
    devices.group()
      .add(middleware: Acceptance(Self.json))
      .get("spaces", use: spaces)
      .get("documents", use: documents)
      .post("audit/conflicts", use: searchConflicts)
      .get("audit/conflicts", use: conflicts)
      .get("audit/conflicts/{id}", use: conflict)
      .post("held-dismissals", use: dismissHeld)
      .post("invitations", use: invite)
      .post("role-changes", use: changeRole)
  }

  /// Holds devices to their number of requests and bytes.
  private func held(to group: RouterGroup<Context>) -> RouterGroup<Context> {
    group
      .add(middleware: rate)
      .add(middleware: DeviceLimit<Device, ReplicaID>(limits.requestsPerDevice) { $0.replica })
      .add(middleware: ByteLimit<Device, ReplicaID>(limits) { $0.replica })
  }

  private var rate: RequestRate<Device, ReplicaID> {
    RequestRate(limits.requestsPerDeviceMinute, of: "this device") {
      try $0.requireDevice().replica
    }
  }

  /// Lets in what was taken out of use, and nothing else: to hand in what it still has.
  private var handingIn: BearerAuthentication<Device> {
    BearerAuthentication(
      isRequired: true, pseudonym: { "\($0.replica.text)/\($0.person.text)" },
      explain: { token in
        try service.wipeOrder(token: token.bytes).map { Problem.deviceWiped($0) }
      },
      lookup: { token in try service.revokedDevice(token: token.bytes) })
  }

  private func authentication(isRequired: Bool) -> BearerAuthentication<Device> {
    BearerAuthentication(
      isRequired: isRequired, pseudonym: { "\($0.replica.text)/\($0.person.text)" },
      explain: { token in
        if let order = try service.wipeOrder(token: token.bytes) { return .deviceWiped(order) }
        if try service.wasRevoked(token: token.bytes) { return .deviceRevoked }
        return try service.hasEnded(token: token.bytes) ? .tokenExpired : nil
      },
      lookup: { token in try await service.authenticate(token: token.bytes) })
  }
}
