import Foundation
import SchakelSync
import Testing

@testable import SchakelSyncHTTP

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@Suite("What a URL session breaks off for")
struct SessionFailureTests {
  @Test("the system's own patience ends as ours does, before an answer and within it")
  func systemPatience() {
    for answered in [false, true] {
      let late = CarrierFailure(URLError(.timedOut))
      #expect(TransportFailure(late, answered: answered).code == .timedOut)
    }
    let broken = CarrierFailure(URLError(.unknown))
    #expect(TransportFailure(broken, answered: true).code == .interrupted)
  }

  @Test("an answer that is an empty line and nothing more is no Schakel server's")
  func emptyLine() async throws {
    let server = RawServer(.answer("\r\n\r\n"))
    defer { server.stop() }
    #expect(try await failure(at: server)?.code == .notSchakel)
  }
}
