import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Passes on what a URL session says of its tasks to whoever listens.
///
/// A data delegate, and not the session's asynchronous methods, as those take in a whole answer
/// before anyone can tell that it is too large, and have no way to follow a stream on Linux.
///
/// Unchecked Sendable, as a subclass of NSObject cannot be Sendable otherwise; its one property is.
final class SessionDelegate: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  /// By task identifier, which a session gives out once.
  private let listeners = Mutex<[Int: Listener]>([:])

  typealias Listener = @Sendable (CarrierEvent) -> Void

  func add(_ listener: @escaping Listener, for task: URLSessionTask) {
    listeners.withLock { $0[task.taskIdentifier] = listener }
  }

  func remove(_ task: URLSessionTask) {
    _ = listeners.withLock { $0.removeValue(forKey: task.taskIdentifier) }
  }

  private func tell(_ task: URLSessionTask, _ event: CarrierEvent) {
    listeners.withLock { $0[task.taskIdentifier] }?(event)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didSendBodyData sent: Int64,
    totalBytesSent: Int64, totalBytesExpectedToSend: Int64
  ) {
    tell(task, .sent)
  }

  /// Never followed: on Linux the token would go along. There the exchange's end cancels the task,
  /// and to answer after that, or just before it, would end the process.
  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse, newRequest: URLRequest,
    completionHandler: @escaping (URLRequest?) -> Void
  ) {
    tell(task, .redirected(to: newRequest.url?.absoluteString))
    #if !canImport(FoundationNetworking)
      completionHandler(nil)
    #endif
  }

  /// Asked for on Linux when a connection that was kept open turns out to be gone after part of the
  /// request went into it. A body that was handed in as data is not sent again there: the request
  /// would go out without one, and wait for an answer that cannot come. This is called on the
  /// session's inner queue, where a task must not be cancelled.
  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    needNewBodyStream completionHandler: @escaping (InputStream?) -> Void
  ) {
    session.delegateQueue.addOperation { self.tell(task, .connectionGivenUp) }
    completionHandler(nil)
  }

  /// No credential but the token: a name and password that a server asks for are never looked for.
  /// What the system asks itself, such as whether a certificate holds, it answers itself.
  func urlSession(
    _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
    completionHandler: @escaping (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
  ) {
    switch challenge.protectionSpace.authenticationMethod {
    case NSURLAuthenticationMethodHTTPBasic, NSURLAuthenticationMethodHTTPDigest,
      NSURLAuthenticationMethodNTLM, NSURLAuthenticationMethodNegotiate:
      completionHandler(.rejectProtectionSpace, nil)
    default: completionHandler(.performDefaultHandling, nil)
    }
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    tell(of: response, dataTask)
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    tell(dataTask, .bytes(data))
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    // A redirection without a place to go is announced nowhere else on Linux.
    if error == nil, let response = task.response { tell(of: response, task) }
    tell(task, .ended(error.map { CarrierFailure(Self.urlError($0)) }))
    remove(task)
  }

  private func tell(of response: URLResponse, _ task: URLSessionTask) {
    guard let response = response as? HTTPURLResponse else { return }
    let names = ["Content-Type", "Date", "Retry-After"]
    let fields = names.compactMap { name in
      response.value(forHTTPHeaderField: name).map { (name.lowercased(), $0) }
    }
    tell(
      task,
      .head(status: response.statusCode, fields: Dictionary(fields) { first, _ in first }))
  }

  private static func urlError(_ error: any Error) -> URLError {
    error as? URLError ?? URLError(.unknown)
  }
}
