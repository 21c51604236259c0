import NIOCore
import NIOPosix
import Synchronization

/// A way to a server on this machine that is as bad as it is told to be: it passes bytes on, and delays,
/// slows, cuts, stalls, resets or refuses as each connection's ``Fate`` says.
final class FaultProxy: Sendable {
  private struct State {
    var weather = Weather.clear
    var draws: Draws
    var counts: [String: Int] = [:]
    var listener: (any Channel)?
  }

  private let state: Mutex<State>
  private let target: @Sendable () -> Int
  let port: Int

  var address: String { "http://127.0.0.1:\(port)" }
  /// What is blown at connections from now on; those that are there keep what they have.
  var weather: Weather {
    get { state.withLock(\.weather) }
    set { state.withLock { $0.weather = newValue } }
  }
  /// How many connections were made, and what befell them.
  var counts: [String: Int] { state.withLock(\.counts) }

  /// Listens on a free port of this machine.
  ///
  /// - Parameter target: the server's port, asked for at each connection.
  init(seed: UInt64, to target: @escaping @Sendable () -> Int) throws(DemoError) {
    self.target = target
    state = Mutex(State(draws: Draws(seed: seed)))
    let accept = Mutex<(@Sendable (any Channel) -> EventLoopFuture<Void>)?>(nil)
    do {
      let listener = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.allowRemoteHalfClosure, value: true)
        .childChannelInitializer { channel in
          accept.withLock { $0 }?(channel) ?? channel.close()
        }
        .bind(host: "127.0.0.1", port: 0).wait()
      port = listener.localAddress?.port ?? 0
      state.withLock { $0.listener = listener }
    } catch {
      throw DemoError(.noServer, "The proxy cannot listen: \(error)")
    }
    accept.withLock { $0 = { [weak self] in self?.accept($0) ?? $0.close() } }
  }

  /// Listens no more; connections that are there go on.
  func stop() { _ = state.withLock(\.listener)?.close() }

  private func accept(_ device: any Channel) -> EventLoopFuture<Void> {
    let fate = state.withLock { state in
      let fate = Fate(state.weather, &state.draws)
      state.counts["connections", default: 0] += 1
      return fate
    }
    if fate.isRefused {
      note("refused")
      return device.close()
    }
    let (up, down) = (Conduit(fate, isDownward: false, note), Conduit(fate, isDownward: true, note))
    return ClientBootstrap(group: device.eventLoop)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .channelInitializer { server in
        server.eventLoop.makeCompletedFuture {
          try server.pipeline.syncOperations.addHandler(down.handler(to: device))
        }
      }
      .connect(host: "127.0.0.1", port: target())
      .flatMapThrowing { server in
        try device.pipeline.syncOperations.addHandler(up.handler(to: server))
      }
      .flatMapError { _ in device.close() }
  }

  private func note(_ what: String) { state.withLock { $0.counts[what, default: 0] += 1 } }
}
