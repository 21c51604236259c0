import HummingbirdCore
import Logging
import NIOCore

/// Bounds the connections of one address, so that nobody takes up all there are. Those beyond are
/// closed as soon as they come: an answer would hold what there is too little of.
///
/// Behind a proxy all connections are the proxy's, and are not counted.
struct CountedChannel<Base: ServerChildChannel>: ServerChildChannel {
  typealias Value = Base.Value

  private struct TooMany: Error {}

  private let base: Base
  private let gate: Gate<AddressKey>
  private let onRefusal: @Sendable (String) -> Void

  /// - Parameters:
  ///   - base: what a connection becomes that may be.
  ///   - gate: counts them.
  ///   - onRefusal: hears of the address of each that may not.
  init(_ base: Base, _ gate: Gate<AddressKey>, onRefusal: @escaping @Sendable (String) -> Void) {
    self.base = base
    self.gate = gate
    self.onRefusal = onRefusal
  }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    let origin = channel.remoteAddress?.ipAddress ?? "-"
    guard let place = try? gate.enter(AddressKey(origin), orThrow: Problem(.tooManyRequests)) else {
      onRefusal(origin)
      channel.close(promise: nil)
      return channel.eventLoop.makeFailedFuture(TooMany())
    }
    channel.closeFuture.whenComplete { _ in place.giveUp() }
    return base.setup(channel: channel, logger: logger)
  }

  func handle(value: Value, logger: Logger) async {
    await base.handle(value: value, logger: logger)
  }
}
