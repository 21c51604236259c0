import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import SchakelSync
import SchakelSyncHTTP
import Synchronization

/// Passes on what async-http-client says of one request.
final class CarrierDelegate: HTTPClientResponseDelegate {
  typealias Response = Void

  private let listener: @Sendable (CarrierEvent) -> Void
  private let certificateFault: @Sendable () async -> CertificateFault?
  private let hasHead = Mutex(false)

  /// - Parameter certificateFault: finds out what is the matter with the server's certificate.
  init(
    _ listener: @escaping @Sendable (CarrierEvent) -> Void,
    certificateFault: @escaping @Sendable () async -> CertificateFault?
  ) {
    self.listener = listener
    self.certificateFault = certificateFault
  }

  func didSendRequestPart(task: HTTPClient.Task<Void>, _ part: IOData) {
    listener(.sent)
  }

  func didReceiveHead(
    task: HTTPClient.Task<Void>, _ head: HTTPResponseHead
  ) -> EventLoopFuture<Void> {
    hasHead.withLock { $0 = true }
    let place = head.headers.first(name: "location")
    if (300...399).contains(head.status.code), let place { listener(.redirected(to: place)) }
    let fields = head.headers.map { ($0.name.lowercased(), $0.value) }
    listener(
      .head(
        status: Int(head.status.code), fields: Dictionary(fields) { first, _ in first }))
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveBodyPart(
    task: HTTPClient.Task<Void>, _ buffer: ByteBuffer
  ) -> EventLoopFuture<Void> {
    listener(.bytes(Data(buffer: buffer)))
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didFinishRequest(task: HTTPClient.Task<Void>) {
    listener(.ended(nil))
  }

  func didReceiveError(task: HTTPClient.Task<Void>, _ error: any Error) {
    let answered = hasHead.withLock { $0 }
    if !answered, Self.isGivenUp(error) { return listener(.connectionGivenUp) }
    let failure = CarrierFailure(describing: error)
    guard failure.code == .certificate, failure.fault == nil else {
      return listener(.ended(failure))
    }
    Task { [listener, certificateFault] in
      listener(
        .ended(CarrierFailure(.certificate, failure.cause, fault: await certificateFault())))
    }
  }

  /// Whether this is what becomes of a request that meets a connection which the server had closed:
  /// that depends on how far the news of it had come, through the kernel, the channel and the pool.
  private static func isGivenUp(_ error: any Error) -> Bool {
    switch error {
    case let error as HTTPClientError: error == .remoteConnectionClosed
    case let error as ChannelError: error == .ioOnClosedChannel
    case let error as IOError: [EPIPE, ECONNRESET].contains(error.errnoCode)
    default: false
    }
  }
}
