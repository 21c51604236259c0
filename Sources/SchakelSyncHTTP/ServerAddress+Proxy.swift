import SchakelSync

extension ServerAddress {
  /// Refuses what would carry a token in the clear to a proxy: on Linux, plain http goes to the
  /// proxy that the environment names, even when it is meant for this machine.
  ///
  /// - Parameter environment: the process's environment variables.
  func refuseProxy(in environment: [String: String]) throws(TransportFailure) {
    guard text.lowercased().hasPrefix("http:") else { return }
    let proxies = ["http_proxy", "all_proxy", "ALL_PROXY"]
    guard let proxy = proxies.first(where: { environment[$0]?.isEmpty == false }),
      !isExempt(by: environment["no_proxy"] ?? environment["NO_PROXY"] ?? "")
    else { return }
    throw TransportFailure(
      .badAddress,
      "The variable \(proxy) would send what is meant for this machine to a proxy: "
        + "unset it, or name this machine in no_proxy.")
  }

  private func isExempt(by list: String) -> Bool {
    let names = list.split { $0 == "," || $0 == " " }
    return names.contains { $0 == "*" || $0 == host }
  }

  /// Without brackets and port.
  private var host: Substring {
    let rest = text.dropFirst("http://".count).prefix { $0 != "/" }
    guard rest.first == "[" else { return rest.prefix { $0 != ":" } }
    return rest.dropFirst().prefix { $0 != "]" }
  }
}
