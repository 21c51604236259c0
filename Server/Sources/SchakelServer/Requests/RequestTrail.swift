import Synchronization

/// What is learned about a request on its way inward and told in its log line on the way out.
/// Contexts are copied inward, so this is the one part of them that is shared.
public final class RequestTrail: Sendable {
  private let storage = Mutex<String?>(nil)

  /// A trail with nothing on it.
  public init() {}

  /// Who made the request, as a pseudonym: a device's id, say. Never a name or a token.
  public var actor: String? {
    get { storage.withLock { $0 } }
    set { storage.withLock { $0 = newValue } }
  }
}
