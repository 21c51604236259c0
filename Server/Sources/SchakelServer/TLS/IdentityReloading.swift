public import Logging
import NIOCore
import NIOSSL
public import ServiceLifecycle
import Synchronization

/// The identity of a server that follows its files: looks at them at intervals, and shows callers
/// that come from then on what they hold. What cannot be used, such as a file that is half written
/// or a key that does not go with the certificate, leaves the identity as it was, and the log says so
/// once.
///
/// ```swift
/// let reloading = IdentityReloading(identity, every: .seconds(60), logger) { try read(files) }
/// EdgeServer(…, identity: reloading.identity, streams: [reloading])
/// ```
///
/// Not swift-nio-extras' reloader, whose mechanism this is (NIOSSL asks at each handshake): that takes
/// fewer kinds of key files than TLS does, and brings a second reader of certificates into the server.
public final class IdentityReloading: Service {
  /// What a look at the files came to.
  public enum Outcome: Equatable, Sendable {
    /// They hold what they held.
    case same
    /// Callers that come from now on see what they hold.
    case changed
    /// They cannot be used, and nothing changed.
    case unusable
  }

  private struct State {
    var current: ServerIdentity
    var complaint: String?
    /// For which the log was last told that the end is near.
    var warnedAt: Int64?
  }

  /// Days before a certificate's end from which the log says so, each day once.
  static let noticeDays: Int64 = 30

  private let state: Mutex<State>
  private let interval: Duration
  private let read: @Sendable () throws -> ServerIdentity
  private let now: @Sendable () -> UInt64
  private let logger: Logger

  /// - Parameters:
  ///   - identity: what callers are shown until the files change.
  ///   - interval: the time between two looks.
  ///   - logger: told what became of each change.
  ///   - now: milliseconds since 1970 (UTC).
  ///   - read: reads the files.
  public init(
    _ identity: ServerIdentity, every interval: Duration, _ logger: Logger,
    now: @escaping @Sendable () -> UInt64, read: @escaping @Sendable () throws -> ServerIdentity
  ) {
    state = Mutex(State(current: identity))
    self.interval = interval
    self.logger = logger
    self.now = now
    self.read = read
  }

  /// The identity that asks, at each handshake, what to show.
  public var identity: ServerIdentity {
    var identity = state.withLock { $0.current }
    identity.configuration.sslContextCallback = { [self] _, promise in
      promise.succeed(state.withLock { $0.current.shown })
    }
    return identity
  }

  /// Looks at the files until the server shuts down.
  public func run() async throws {
    state.withLock { warn(&$0) }
    await cancelWhenGracefulShutdown {
      while (try? await Task.sleep(for: self.interval)) != nil { self.reload() }
    }
  }

  /// Looks at the files now.
  @discardableResult
  public func reload() -> Outcome {
    let found = Result { try read() }
    return state.withLock { state in
      defer { warn(&state) }
      return switch found {
      case .success(let identity): take(identity, &state)
      case .failure(let error): complain("\(error)", &state)
      }
    }
  }

  private func take(_ identity: ServerIdentity, _ state: inout State) -> Outcome {
    state.complaint = nil
    guard identity.bytes != state.current.bytes else { return .same }
    state.current = identity
    state.warnedAt = nil
    let days = identity.daysLeft(at: now())
    logger.notice(
      "the certificate was renewed: callers that come from now on are shown the new one",
      metadata: metadata("\(days) days left", "done"))
    return .changed
  }

  private func complain(_ complaint: String, _ state: inout State) -> Outcome {
    defer { state.complaint = complaint }
    if state.complaint != complaint {
      logger.error(
        "the certificate's files changed and cannot be used: the one before is still shown",
        metadata: metadata("tls", "failed").merging(["error": "\(complaint)"]) { first, _ in first }
      )
    }
    return .unusable
  }

  private func warn(_ state: inout State) {
    let days = state.current.daysLeft(at: now())
    guard days < Self.noticeDays, days != state.warnedAt else { return }
    state.warnedAt = days
    logger.warning(
      "the certificate ends soon, or has ended: put a new one in its place",
      metadata: metadata("\(days) days left", "done"))
  }

  private func metadata(_ object: String, _ result: String) -> Logger.Metadata {
    [
      LogKey.action: "certificate", LogKey.object: "\(object)", LogKey.result: "\(result)",
      LogKey.origin: "process", LogKey.actor: "schakeld",
    ]
  }
}

extension ServerIdentity {
  /// What takes the place of the certificate and key that a server began with.
  fileprivate var shown: NIOSSLContextConfigurationOverride {
    var shown = NIOSSLContextConfigurationOverride()
    shown.certificateChain = configuration.certificateChain
    shown.privateKey = configuration.privateKey
    return shown
  }
}
