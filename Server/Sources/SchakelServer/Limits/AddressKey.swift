#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An address as limits count it: of IPv6 the first sixty-four bits, since whoever has one address of
/// a network has them all (RFC 6177).
struct AddressKey: Hashable, Sendable {
  private static let networkBytes = 8
  /// ::ffff:0:0/96, an IPv4 address in the clothes of IPv6 (RFC 4291 §2.5.5.2): a caller of its own.
  private static let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255]

  private let bytes: [UInt8]

  /// The key of an origin (``EdgeContext/origin``).
  init(_ origin: String) {
    var address = [UInt8](repeating: 0, count: 16)
    // SAFETY: inet_pton writes the sixteen bytes of an in6_addr into the array, which has them.
    guard
      unsafe address.withUnsafeMutableBytes({ unsafe inet_pton(AF_INET6, origin, $0.baseAddress) })
        == 1
    else {
      bytes = Array(origin.utf8)
      return
    }
    bytes = Array(
      address.starts(with: Self.mapped) ? address[...] : address.prefix(Self.networkBytes))
  }
}
