import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A TCP socket, closed when nobody holds it. Calls block.
final class Socket: Sendable {
  let descriptor: Int32
  private let hasEnded = Mutex(false)

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Listens on a free port of 127.0.0.1.
  static func listening() -> Socket {
    let socket = bound()
    precondition(listen(socket.descriptor, 64) == 0, "the port cannot be listened on")
    return socket
  }

  /// Has a free port of 127.0.0.1 to itself, where nobody listens.
  static func bound() -> Socket {
    #if canImport(Darwin)
      let stream = SOCK_STREAM
    #else
      let stream = Int32(SOCK_STREAM.rawValue)
    #endif
    let socket = Socket(self.socket(stream))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    // Unsafe: the address lives for the call, and is as large as is said.
    let bound = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe bind(socket.descriptor, address, size)
      }
    }
    precondition(bound == 0, "no port is free")
    return socket
  }

  private static func socket(_ type: Int32) -> Int32 {
    #if canImport(Glibc)
      Glibc.socket(AF_INET, type, 0)
    #elseif canImport(Musl)
      Musl.socket(AF_INET, type, 0)
    #else
      Darwin.socket(AF_INET, type, 0)
    #endif
  }

  var port: UInt16 {
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    // Unsafe: address and size live for the call, and the size is the address's.
    _ = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe getsockname(descriptor, address, &size)
      }
    }
    return UInt16(bigEndian: address.sin_port)
  }

  /// The next connection; nil when the socket was ended.
  func accepted() -> Socket? {
    let descriptor = accept(descriptor, nil, nil)
    return descriptor < 0 ? nil : Socket(descriptor)
  }

  /// Some bytes; nil at the end.
  func read() -> [UInt8]? {
    // Unsafe: at most the buffer's size is written to it.
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
      unsafe count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
    }
    return bytes.isEmpty ? nil : bytes
  }

  /// - Returns: whether all of it left.
  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      // Unsafe: what is sent lies within the array. A closed connection is no signal.
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe send(descriptor, buffer.baseAddress! + sent, buffer.count - sent, Self.noSignal)
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// Ends both ways; whoever blocks on it goes on.
  func end() {
    let isFirst = hasEnded.withLock { ended in
      defer { ended = true }
      return !ended
    }
    guard isFirst else { return }
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  /// From now on closing the socket breaks the connection instead of ending it.
  func breakWhenClosed() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    // Unsafe: the value lives for the call, and is as large as is said.
    unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
  }

  private static var noSignal: Int32 {
    #if canImport(Darwin)
      0
    #else
      Int32(MSG_NOSIGNAL)
    #endif
  }
}
