import Testing

@testable import SchakelTransport

@Suite("The proxy that an environment names")
struct ProxyTests {
  static let cases: [(environment: [String: String], proxy: String?)] = [
    ([:], nil), (["https_proxy": ""], nil),
    (["https_proxy": "http://proxy.example:3128"], "proxy.example:3128"),
    (["HTTPS_PROXY": "proxy.example"], "proxy.example:1080"),
    (["all_proxy": "http://10.0.0.1:80/"], "10.0.0.1:80"),
    (["https_proxy": "", "ALL_PROXY": "http://b.example:1"], "b.example:1"),
    (["http_proxy": "http://proxy.example:3128"], nil),
    (["https_proxy": "socks5://proxy.example"], nil),
    (["https_proxy": "http://p.example:1", "no_proxy": "*"], nil),
    (["https_proxy": "http://p.example:1", "no_proxy": "x.example, Region.Example"], nil),
    (["https_proxy": "http://p.example:1", "NO_PROXY": ".example"], nil),
    (["https_proxy": "http://p.example:1", "no_proxy": "ion.example"], "p.example:1"),
    (["https_proxy": "http://p.example:1", "no_proxy": ""], "p.example:1"),
  ]

  @Test("it is read as curl reads it", arguments: cases)
  func reading(_ case: (environment: [String: String], proxy: String?)) {
    let proxy = Proxy(in: `case`.environment, towards: "region.example")
    #expect(proxy.map { "\($0.host):\($0.port)" } == `case`.proxy)
  }
}
