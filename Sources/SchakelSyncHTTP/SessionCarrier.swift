import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Carries requests by a URL session.
final class SessionCarrier: HTTPCarrier {
  /// Never reached: ``Exchange`` keeps the time, as Linux counts whole seconds and has no bound on
  /// an answer that drips.
  private static let timeout = 86_400.0

  private let session: URLSession
  private let delegate = SessionDelegate()

  init() {
    session = URLSession(configuration: Self.configuration, delegate: delegate, delegateQueue: nil)
  }

  func carry(
    _ request: CarriedRequest, _ listener: @escaping @Sendable (CarrierEvent) -> Void
  ) -> @Sendable () -> Void {
    var asked = URLRequest(url: request.url, timeoutInterval: Self.timeout)
    asked.httpMethod = request.method
    for (name, value) in request.fields { asked.setValue(value, forHTTPHeaderField: name) }
    asked.httpBody = request.body
    let task = session.dataTask(with: asked)
    delegate.add(listener, for: task)
    task.resume()
    return { task.cancel() }
  }

  func close() { session.invalidateAndCancel() }

  /// Nothing is kept beyond an exchange but the connection.
  private static var configuration: URLSessionConfiguration {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    configuration.httpCookieStorage = nil
    configuration.httpCookieAcceptPolicy = .never
    configuration.httpShouldSetCookies = false
    configuration.urlCredentialStorage = nil
    return configuration
  }
}
