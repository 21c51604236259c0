import NIOCore
import ServiceLifecycle

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A server that names its address when it cannot be listened on.
struct ListeningService<Server: Service>: Service {
  let setting: Setting
  let address: ListenAddress
  let server: Server

  func run() async throws {
    do {
      try await server.run()
    } catch let error as IOError {
      throw ListenError(
        setting: setting, address: address, code: error.errnoCode, reason: error.description)
    } catch is SocketAddressError.UnknownHost {
      // The name stands for no address: to the one who set it that is all the same.
      throw ListenError(
        setting: setting, address: address, code: EADDRNOTAVAIL, reason: "no such address")
    }
  }
}
