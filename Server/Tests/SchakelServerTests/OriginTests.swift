import HTTPTypes
import Testing

@testable import SchakelServer

@Suite struct OriginTests {
  @Test(
    "the origin is the address that the proxy itself saw, the last one",
    arguments: [
      ("198.51.100.7", "198.51.100.7"), ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
      ("203.0.113.9,2001:DB8:0::7", "2001:db8::7"), ("[2001:db8::7]:4711", "2001:db8::7"),
      ("198.51.100.7:4711", "198.51.100.7"), ("198.51.100.7, unknown", nil), ("anna", nil),
      ("", nil), ("198.51.100.7,", nil), ("<x>", nil),
    ])
  func forwardedFor(value: String, origin: String?) {
    #expect(ProxyHeader.forwardedFor.origin([.forwardedFor: value]) == origin)
    #expect(ProxyHeader.forwarded.origin([.forwardedFor: value]) == nil)
  }

  @Test(
    "and so it is where it is said by RFC 7239",
    arguments: [
      ("for=198.51.100.7", "198.51.100.7"), ("for=203.0.113.9, for=198.51.100.7", "198.51.100.7"),
      ("proto=https; For=\"[2001:db8::7]:4711\";by=10.0.0.1", "2001:db8::7"),
      ("for=\"198.51.100.7:80\"", "198.51.100.7"), ("for=_hidden", nil), ("for=unknown", nil),
      ("by=10.0.0.1", nil), ("", nil),
    ])
  func forwarded(value: String, origin: String?) {
    #expect(ProxyHeader.forwarded.origin([.forwarded: value]) == origin)
    #expect(ProxyHeader.forwardedFor.origin([.forwarded: value]) == nil)
  }

  @Test("of a header that comes twice the later one is the proxy's")
  func twice() {
    var fields = HTTPFields()
    fields.append(HTTPField(name: .forwardedFor, value: "203.0.113.9"))
    fields.append(HTTPField(name: .forwardedFor, value: "198.51.100.7"))
    #expect(ProxyHeader.forwardedFor.origin(fields) == "198.51.100.7")
  }

  @Test(
    "the log has addresses and ids, and no words that a caller put in a path",
    arguments: [
      ("/v1/sync", "/v1/sync", "/v1/sync"), ("/v1/anna", nil, "unknown"),
      ("/v1/things/9f3a6b656c000001", "/v1/things/{id}", "/v1/things/9f3a6b656c000001"),
      ("/v1/things/Anna%20Jansen", "/v1/things/{id}", "/v1/things/{id}"),
      ("/v1/things/" + String(repeating: "0f", count: 32), "/v1/things/{id}", "/v1/things/{id}"),
      ("/", "/", "/"),
    ] as [(String, String?, String)])
  func paths(path: String, pattern: String?, logged: String) {
    #expect(LoggedPath(path, pattern: pattern).text == logged)
  }
}
