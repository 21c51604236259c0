import SchakelSync
import Testing

@testable import SchakelSyncHTTP

@Suite("Where a token may go")
struct AddressTests {
  @Test(
    "https goes anywhere, and plain http to this machine alone",
    arguments: [
      "https://region.example", "https://region.example:8443/schakel", "HTTPS://region.example",
      "https://[2001:db8::1]:8443", "http://localhost:8080", "http://LocalHost",
      "http://127.0.0.1:8080", "http://127.255.0.9", "http://[::1]:8080",
    ])
  func taken(_ text: String) throws {
    #expect(try ServerAddress(text).text == text)
    #expect(try ServerAddress(text + "/").text == text)
  }

  @Test(
    "no other address is sent anything",
    arguments: [
      "", "region.example", "region.example:8080", "https://", "https:///v1",
      "ftp://region.example",
      "file:///etc/passwd", "http://region.example", "http://10.0.0.1", "http://128.0.0.1",
      "http://localhost.example", "http://127.0.0.1.example", "http://127.1", "http://0x7f000001",
      "http://2130706433", "http://0127.0.0.1", "http://127.0.0.256", "http://127.0.0",
      "http://[::2]", "http://0.0.0.0", "https://anna@region.example",
      "https://anna:secret@region.example", "http://127.0.0.1@region.example",
      "https://region.example?x=1", "https://region.example#x", "https://region example",
      "http://127.0.0.1:8080:90",
    ])
  func refused(_ text: String) {
    do throws(TransportFailure) {
      let address = try ServerAddress(text)
      Issue.record("taken as \(address.text)")
    } catch {
      #expect(error.code == .badAddress)
      #expect(!error.isPassing)
      #expect(!error.message.contains("secret"))
    }
  }

  struct Proxy: Sendable {
    let address: String
    let environment: [String: String]
    let isRefused: Bool

    init(_ address: String, _ environment: [String: String], isRefused: Bool) {
      self.address = address
      self.environment = environment
      self.isRefused = isRefused
    }
  }

  private static let local = "http://127.0.0.1:8080"
  private static let proxy = ["http_proxy": "http://proxy.example:3128"]

  static let proxies = [
    Proxy(local, [:], isRefused: false),
    Proxy(local, ["http_proxy": ""], isRefused: false),
    Proxy(local, ["https_proxy": "http://proxy.example"], isRefused: false),
    Proxy(local, proxy, isRefused: true),
    Proxy(local, ["all_proxy": "socks5://proxy.example"], isRefused: true),
    Proxy(local, ["ALL_PROXY": "socks5://proxy.example"], isRefused: true),
    Proxy(local, proxy.merging(["no_proxy": "x.example,127.0.0.1"]) { $1 }, isRefused: false),
    Proxy(local, proxy.merging(["NO_PROXY": "*"]) { $1 }, isRefused: false),
    Proxy(local, proxy.merging(["no_proxy": "localhost"]) { $1 }, isRefused: true),
    Proxy("http://[::1]:8080/a", proxy.merging(["no_proxy": "::1"]) { $1 }, isRefused: false),
    Proxy("https://region.example", proxy, isRefused: false),
  ]

  @Test("a proxy hears no token in the clear", arguments: proxies)
  func throughProxy(_ case: Proxy) throws {
    let address = try ServerAddress(`case`.address)
    do throws(TransportFailure) {
      try address.refuseProxy(in: `case`.environment)
      #expect(!`case`.isRefused)
    } catch {
      #expect(`case`.isRefused && error.code == .badAddress)
    }
  }
}
