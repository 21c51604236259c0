public import Hummingbird
import Logging
import NIOCore

/// What is known of one request besides the request itself.
///
/// `Device` is whatever the region's enrolment says of the device behind a token; this layer
/// only carries it from ``BearerAuthentication`` to the handlers.
public struct EdgeContext<Device: Sendable>: RequestContext {
  public var coreContext: CoreRequestContextStorage
  /// The other end of the connection, an address without its port; "-" where there is none.
  public internal(set) var origin: String
  /// The name of this request in the log and in the answer's `X-Request-Id`.
  public internal(set) var requestID: String
  /// The device behind the request's token; nil before ``BearerAuthentication`` has run.
  public internal(set) var device: Device?
  /// What the request's log line is to say of it.
  public let trail: RequestTrail
  /// What the request takes up of the server's limits.
  let places = Places()
  /// The connection that the answer goes out on.
  let channel: any Channel

  /// The context of a request that has just come in.
  public init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
    origin = source.channel.remoteAddress?.ipAddress ?? "-"
    requestID = ""
    device = nil
    trail = RequestTrail()
  }

  /// The device behind the request; throws the 401 problem where there is none.
  public func requireDevice() throws(Problem) -> Device {
    guard let device else { throw .noCredential }
    return device
  }
}
