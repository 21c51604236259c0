import Foundation

/// The proxy that an environment names for https, as curl reads it.
struct Proxy: Hashable, Sendable {
  let host: String
  let port: Int

  private static let standardPort = 1080

  /// - Parameters:
  ///   - environment: the process's environment variables.
  ///   - host: whom the request is for.
  /// - Returns: nil where none is named, where `no_proxy` exempts the host, and where what is named is
  ///   a proxy of another kind than HTTP.
  init?(in environment: [String: String], towards host: String) {
    let names = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
    guard let named = names.lazy.compactMap({ environment[$0] }).first(where: { !$0.isEmpty }),
      !Self.isExempt(host, by: environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""),
      let parts = URLComponents(string: named.contains("://") ? named : "http://" + named),
      parts.scheme?.lowercased() == "http", let proxy = parts.host, !proxy.isEmpty
    else { return nil }
    self.host = proxy
    port = parts.port ?? Self.standardPort
  }

  /// A name exempts itself and all names below it.
  private static func isExempt(_ host: String, by list: String) -> Bool {
    let host = host.lowercased()
    return list.lowercased().split { $0 == "," || $0 == " " }.contains { name in
      let bare = name.drop { $0 == "." }
      return name == "*" || bare == host || host.hasSuffix("." + bare)
    }
  }
}
