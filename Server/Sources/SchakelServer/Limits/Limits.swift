import SchakelRegion

/// How much of the server one caller, or all of them together, may take up.
///
/// Every limit has a default that suits a small machine and slow mobile networks; each can be
/// set (``EdgeConfiguration``). All must be positive.
public struct Limits: Equatable, Sendable {
  /// Bytes in the largest request body; more is answered with 413.
  public var bodyBytes = 8 * 1024 * 1024
  /// Changes in one sync request, which the region counts (`RegionLimits`); more is answered with
  /// 413, and nothing of it is taken. A device then halves what it sends, down to a few kilobytes:
  /// with less than a hundred it may never get there.
  public var batchChanges = RegionLimits().changesPerRequest
  /// Bytes in all of a request's header fields; more is answered with 431. Over HTTP/2 they are those of
  /// all streams of a connection together, whose further ones are refused; the protocol's handler holds one
  /// stream's to 16 KiB, and ends the connection beyond that.
  public var headerBytes = 32 * 1024
  /// Fields in a request's header; more is answered with 431.
  public var headerFields = 100

  /// Time for a request's header to arrive, from its first byte or, on a new connection, from
  /// the connection on; then 408.
  public var headerTime = Duration.seconds(10)
  /// Time spent waiting for a request's body, over what ``bytesPerSecond`` allows; then 408.
  public var bodyTime = Duration.seconds(20)
  /// The slowest caller that is borne with, either way, once the times above are used up.
  public var bytesPerSecond = 256
  /// Time in which a caller that takes no answer must take some of it; then the connection is
  /// closed.
  public var stallTime = Duration.seconds(30)
  /// Time a connection may lie idle between requests.
  public var idleTime = Duration.seconds(75)
  /// Time for which a refused caller is still listened to, so that it can read the refusal.
  public var lingerTime = Duration.seconds(2)
  /// Time for a handler to come to its answer; then 503.
  public var requestTime = Duration.seconds(60)
  /// Time that requests in flight get when the server shuts down.
  public var drainTime = Duration.seconds(20)

  /// Open connections; further ones wait in the system's queue.
  public var connections = 2048
  /// Requests and event streams at once on one connection of HTTP/2: what one device may have under
  /// way, and its event stream beside that.
  var streamsPerConnection: Int { requestsPerDevice + 2 }
  /// Open connections of one address, where no proxy stands before the server; further ones are
  /// closed.
  public var connectionsPerAddress = 256
  /// Requests being handled at once; more are answered with 503.
  public var requests = 256
  /// Requests being handled at once for one address; more are answered with 429. Half of ``requests``
  /// unless it is set, so that nobody takes all of them from one machine. Many devices may share an
  /// address: an office's, or that of a mobile network.
  public var requestsPerAddress: Int {
    get { setRequestsPerAddress ?? max(1, requests / 2) }
    set { setRequestsPerAddress = newValue }
  }
  private var setRequestsPerAddress: Int?
  /// Requests being handled at once for one device; more are answered with 429.
  public var requestsPerDevice = 8
  /// Requests of one device in a minute, all of them at once if need be; more are answered with 429.
  public var requestsPerDeviceMinute = 600
  /// Requests of one address in a minute; more are answered with 429. Many devices may share one: an
  /// office's, or that of a mobile network.
  public var requestsPerAddressMinute = 6_000
  /// Enrolments of one address in a minute whose invitation is not valid; more are answered with 429.
  public var failedEnrolmentsPerAddress = 20
  /// Enrolments in a minute with one invitation that is not valid; more are answered with 429.
  public var failedEnrolmentsPerInvitation = 5
  /// Renewals of tokens in a minute from one address that are not under a device's key; more are
  /// answered with 429.
  public var failedRenewalsPerAddress = 20
  /// Renewals of one device's token in a minute; more are answered with 429.
  public var renewalsPerDevice = 10
  /// Bytes of bodies and answers in the memory at once; more are answered with 503.
  public var bytesInFlight = 128 * 1024 * 1024
  /// The same for one device; more are answered with 429.
  public var bytesPerDevice = 32 * 1024 * 1024
  /// Enrolments being handled at once; more are answered with 503.
  public var enrolments = 64
  /// Enrolments being handled at once for one address; more are answered with 429.
  var enrolmentsPerAddress: Int { max(1, enrolments / 2) }
  /// Open event streams; more are answered with 503.
  public var eventStreams = 1024

  /// The defaults.
  public init() {}
}
