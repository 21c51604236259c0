import Dispatch
import Synchronization

/// A server on 127.0.0.1 that does to its clients what its scripts say, byte for byte, and nothing
/// else: the n-th connection gets the n-th script, and those after the last the last one.
final class RawServer: Sendable {
  private struct State {
    var connections: [Socket] = []
    var requests: [RawRequest] = []
    /// Connections whose script is over.
    var ended = 0
    var waiting: [(isDone: @Sendable (State) -> Bool, goOn: CheckedContinuation<Void, Never>)] = []

    /// Takes out whoever need not wait any longer.
    mutating func released() -> [CheckedContinuation<Void, Never>] {
      let all = waiting
      waiting = all.filter { !$0.isDone(self) }
      return all.filter { $0.isDone(self) }.map(\.goOn)
    }
  }

  private let listener: Socket
  private let scripts: [Script]
  private let state = Mutex(State())

  let address: String

  init(_ scripts: Script...) {
    self.scripts = scripts
    listener = Socket.listening()
    address = "http://127.0.0.1:\(listener.port)"
    Self.thread { [weak self, listener] in
      while let socket = listener.accepted() {
        guard let self else { return }
        self.serve(socket)
      }
    }
  }

  deinit { stop() }

  /// Ends every connection, and takes no more.
  func stop() {
    let open = state.withLock { state in
      state.connections
    }
    listener.end()
    for socket in open { socket.end() }
  }

  /// How many connections there were.
  var connections: Int { state.withLock { $0.connections.count } }
  /// How many of them are over.
  var ended: Int { state.withLock { $0.ended } }
  /// What was asked, whole requests only.
  var requests: [RawRequest] { state.withLock { $0.requests } }

  /// Waits for that many requests.
  func requested(_ count: Int) async { await wait { $0.requests.count >= count } }

  /// Waits until that many connections are over.
  func ended(_ count: Int) async { await wait { $0.ended >= count } }

  private func wait(until isDone: @escaping @Sendable (State) -> Bool) async {
    await withCheckedContinuation { goOn in
      change { $0.waiting.append((isDone, goOn)) }
    }
  }

  private func change(_ body: (inout State) -> Void) {
    let released = state.withLock { state in
      body(&state)
      return state.released()
    }
    for goOn in released { goOn.resume() }
  }

  /// A thread of its own, so that a connection that blocks holds up nothing.
  private static func thread(_ body: @escaping @Sendable () -> Void) {
    DispatchQueue(label: "raw-server").async(execute: body)
  }

  private func serve(_ socket: Socket) {
    let index = state.withLock { state in
      state.connections.append(socket)
      return state.connections.count - 1
    }
    let script = scripts[min(index, scripts.count - 1)]
    Self.thread { [weak self] in
      Connection(socket: socket) { request in
        self?.change { $0.requests.append(request) }
      }.run(script)
      if !script.breaksOff { socket.end() }
      self?.change { state in
        state.connections[index] = Socket(-1)
        state.ended += 1
      }
    }
  }
}

/// One connection's side of a script.
private struct Connection {
  let socket: Socket
  let note: (RawRequest) -> Void

  func run(_ script: Script) {
    var next = 0
    while next < script.steps.count {
      guard take(script.steps[next]) else { return }
      if case .again = script.steps[next] { next = 0 } else { next += 1 }
    }
  }

  /// - Returns: whether to go on.
  private func take(_ step: Script.Step) -> Bool {
    switch step {
    case .read:
      guard let request = RawRequest(from: socket, withBody: true) else { return false }
      note(request)
      return true
    case .readHead: return RawRequest(from: socket, withBody: false) != nil
    case .send(let text): return socket.write(Array(text.utf8))
    case .sendBytes(let bytes): return socket.write(bytes)
    case .drip(let text, let milliseconds): return drip(text, milliseconds)
    case .hang:
      while socket.read() != nil {}
      return true
    case .again: return true
    case .breakOff:
      socket.breakWhenClosed()
      return false
    }
  }

  private func drip(_ text: String, _ milliseconds: Int) -> Bool {
    while socket.write(Array(text.utf8)) {
      // Nothing ever signals it: a pause.
      let pause = DispatchSemaphore(value: 0)
      _ = pause.wait(timeout: .now() + .milliseconds(milliseconds))
    }
    return false
  }
}
