import EdgeTesting
import Foundation
import Logging
import NIOSSL
import Synchronization
import Testing

@testable import SchakelServer

@Suite(.timeLimit(.minutes(10))) struct IdentityReloadingTests {
  /// A pair of files that a test writes.
  final class Files: Sendable {
    private let content: Mutex<TestAuthority.Identity>

    init(_ content: TestAuthority.Identity) {
      self.content = Mutex(content)
    }

    func write(_ identity: TestAuthority.Identity) { content.withLock { $0 = identity } }
    func read() throws -> ServerIdentity { try ServerIdentity(content.withLock { $0 }) }
  }

  struct Setting {
    let authority: TestAuthority
    let files: Files
    let log = Recorder<String>()
    let reloading: IdentityReloading
    let begin: [UInt8]

    init(to end: Date = .now + 86_400 * 60) throws {
      authority = try TestAuthority()
      let first = try authority.identity(to: end)
      let files = Files(first)
      self.files = files
      begin = try Self.der(first)
      reloading = IdentityReloading(
        try files.read(), every: .seconds(3_600), .recording(to: log),
        now: { UInt64(Date.now.timeIntervalSince1970 * 1000) }, read: { try files.read() })
    }

    static func der(_ identity: TestAuthority.Identity) throws -> [UInt8] {
      try NIOSSLCertificate.fromPEMBytes(Array(identity.certificate.utf8))[0].toDERBytes()
    }

    /// The certificate that a caller is shown now.
    func shown(by server: TestServer) async throws -> [UInt8] {
      try await Handshake.with(server.port, by: authority.client()).certificate
    }
  }

  @Test("a certificate that is renewed is shown to whoever comes then, and those before go on")
  func renewed() async throws {
    let setting = try Setting()
    try await TestServer.run(identity: setting.reloading.identity) { server in
      try await Wire.connect(to: server.port, by: setting.authority.client()) { wire in
        #expect(try await setting.shown(by: server) == setting.begin)
        let next = try setting.authority.identity()
        setting.files.write(next)
        #expect(try await setting.shown(by: server) == setting.begin)
        #expect(setting.reloading.reload() == .changed)
        #expect(try await setting.shown(by: server) == Setting.der(next))
        #expect(setting.reloading.reload() == .same)
        #expect(try await wire.get("/livez").status == 200)
      }
    }
    #expect(setting.log.all.filter { $0.contains("was renewed") }.count == 1)
  }

  @Test("what cannot be used leaves the old one in its place, and the log says so once")
  func unusable() async throws {
    let setting = try Setting()
    let (one, other) = (try setting.authority.identity(), try setting.authority.identity())
    let chain = try one.certificate + "\n" + setting.authority.pem
    try await TestServer.run(identity: setting.reloading.identity) { server in
      for wrong in Self.wrong(one, other, chain) {
        setting.files.write(wrong)
        #expect(setting.reloading.reload() == .unusable)
        #expect(setting.reloading.reload() == .unusable)
        let shown = try await setting.shown(by: server)
        #expect(shown == setting.begin)
      }
      setting.files.write(one)
      #expect(setting.reloading.reload() == .changed)
      let shown = try await setting.shown(by: server)
      #expect(try shown == Setting.der(one))
    }
    // The kinds of faults that follow each other: not a pair, no certificate, no key, and so on.
    let complaints = setting.log.all.filter { $0.contains("cannot be used") }
    #expect(complaints.count == 5, "\(complaints)")
    #expect(complaints.allSatisfy { $0.contains("certificate") && !$0.contains("PRIVATE") })
  }

  /// What lies there while somebody renews the two, or fails to.
  private static func wrong(
    _ one: TestAuthority.Identity, _ other: TestAuthority.Identity, _ chain: String
  ) -> [TestAuthority.Identity] {
    typealias Identity = TestAuthority.Identity
    let cut = String(one.certificate.dropLast(80))
    let cutChain = String(chain.dropLast(80))
    let cutKey = String(one.key.dropLast(60))
    return [
      // The new key is not there yet, or the new certificate.
      Identity(certificate: one.certificate, key: other.key),
      Identity(certificate: "", key: one.key),
      Identity(certificate: one.certificate, key: ""),
      Identity(certificate: cut, key: one.key),
      Identity(certificate: cutChain, key: one.key),
      Identity(certificate: one.certificate, key: cutKey),
    ]
  }

  @Test("the end of a certificate is told of from thirty days before, each day once")
  func ending() throws {
    for (days, count) in [(31.0, 0), (29.5, 1), (0.5, 1)] {
      let setting = try Setting(to: .now + days * 86_400)
      setting.reloading.reload()
      setting.reloading.reload()
      #expect(setting.log.all.filter { $0.contains("ends soon") }.count == count)
      setting.files.write(try setting.authority.identity(to: .now + 86_400 * 90))
      #expect(setting.reloading.reload() == .changed)
      #expect(setting.log.all.filter { $0.contains("ends soon") }.count == count)
    }
  }
}
