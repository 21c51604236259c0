import EdgeTesting
import Foundation
import NIOSSL
import RegionTesting
import SchakelDaemon
import SchakelSync
import Testing

/// The built program, started as an operator starts it.
@Suite(.timeLimit(.minutes(10))) struct ServeTests {
  @Test("it says where it listens, answers, and ends cleanly", arguments: [SIGTERM, SIGINT])
  func serves(signal: Int32) async throws {
    let scratch = try Scratch()
    let running = try await Running.founded(in: scratch, ["--log-format", "json"])
    try await Wire.connect(to: running.port) { wire in
      let answer = try await wire.get("/readyz")
      #expect(answer.status == 200)
    }
    let log = await running.end(by: signal)
    #expect(running.process.terminationReason == .exit && running.process.terminationStatus == 0)
    let lines = log.split(separator: "\n")
    #expect(lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
    let last = try #require(lines.last { $0.contains(#""action":"stop""#) })
    #expect(last.contains(#""result":"done","origin":"process","actor":"schakeld""#))
  }

  @Test("every file of a region that serves, and that served, is its owner's alone")
  func modes() async throws {
    let scratch = try Scratch()
    let running = try await Running.founded(in: scratch)
    let space = try await running.status().space
    let device = try await running.device(of: "anna", in: space, scratch)
    try device.note("lindelaan", in: space)
    #expect(try await device.sync().isSynchronised)
    let kept: Set = [
      "region.sqlite", "region.sqlite.high-water", "region.ledger", "region.key",
      "region.bundle.key", "serve.lock",
    ]
    let served = try Self.expectOwnersAlone(running.data)
    #expect(served.isSuperset(of: kept.union(["region.sqlite-wal", "region.sqlite-shm"])))
    await running.end(by: SIGTERM)
    #expect(try Self.expectOwnersAlone(running.data).isSuperset(of: kept))
  }

  /// Nobody else reads or writes a folder or any file in it; the files' names.
  private static func expectOwnersAlone(_ folder: String) throws -> Set<String> {
    let files = FileManager.default
    func mode(_ path: String) throws -> Int? {
      try files.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(folder) == 0o700)
    let names = try files.contentsOfDirectory(atPath: folder)
    for name in names { #expect(try mode(folder + "/" + name) == 0o600, "\(name)") }
    return Set(names)
  }

  @Test("a second server on the same address is refused, and says what to do")
  func occupied() async throws {
    let (scratch, bench) = (try Scratch(), try Bench())
    let running = try await Running.founded(in: scratch)
    #expect(await bench.run("init", "--data", "DATA").status == .done)
    let address = "127.0.0.1:\(running.port)"
    let refused = await bench.run("serve", "--data", "DATA", "--listen", address)
    #expect(refused.status == .refused)
    #expect(
      refused.errors.hasSuffix(
        "Error: \(address) is in use by another program; stop it, or choose another with "
          + "--listen.\n"), "\(refused.errors)")
    _ = await running.end(by: SIGTERM)
  }

  @Test("a folder is served by one server at a time, and free again however that one ends")
  func servedTwice() async throws {
    let scratch = try Scratch()
    let bench = try Bench()
    let first = try await Running.founded(in: scratch)
    let arguments = ["serve", "--data", first.data, "--listen", "127.0.0.1:0"]
    let refused = await bench.run(arguments)
    #expect(refused.status == .refused && refused.output.isEmpty)
    #expect(
      refused.errors
        == "Error: Another schakeld is serving \(first.data) already. Stop that one first.\n")
    bench.environment["LANG"] = "nl_NL"
    #expect(
      await bench.run(arguments).errors
        == "Fout: Een andere schakeld is al bezig met \(first.data). Stop die eerst.\n")
    await first.end(by: SIGKILL)
    let second = try await Running.serve(first.data)
    #expect(try await Wire.connect(to: second.port) { try await $0.get("/readyz") }.status == 200)
    await second.end(by: SIGTERM)
  }

  @Test("serving makes its registry the one of the process, once; other commands do not")
  func adoptsMetrics() async throws {
    let (scratch, bench) = (try Scratch(), try Bench())
    let running = try await Running.founded(in: scratch)
    #expect(await bench.run("init", "--data", "DATA").status == .done)
    #expect(bench.adopted.all.isEmpty)
    let address = "127.0.0.1:\(running.port)"
    #expect(await bench.run("serve", "--data", "DATA", "--listen", address).status == .refused)
    #expect(bench.adopted.all == ["MetricRegistry"])
    await running.end(by: SIGTERM)
  }

  @Test("an address for metrics that is taken is named, and the flag that chose it")
  func occupiedMetrics() async throws {
    let bench = try Bench()
    let scratch = try Scratch()
    let running = try await Running.founded(in: scratch)
    #expect(await bench.run("init", "--data", "DATA").status == .done)
    let address = "127.0.0.1:\(running.port)"
    let refused = await bench.run(
      "serve", "--data", "DATA", "--listen", "127.0.0.1:0", "--metrics-listen", address)
    #expect(refused.status == .refused)
    #expect(
      refused.errors.hasSuffix(
        "Error: \(address) is in use by another program; stop it, or choose another with "
          + "--metrics-listen.\n"), "\(refused.errors)")
    bench.environment["LANG"] = "nl_NL"
    let dutch = await bench.run("serve", "--data", "DATA", "--listen", address)
    #expect(
      dutch.errors.hasSuffix(
        "Fout: \(address) is al in gebruik; stop het andere programma, of kies een ander met "
          + "--listen.\n"), "\(dutch.errors)")
    _ = await running.end(by: SIGTERM)
  }

  @Test(
    "an address that this machine does not have is refused", arguments: ["192.0.2.1", "x.invalid"])
  func absentAddress(host: String) async throws {
    let bench = try Bench()
    #expect(await bench.run("init", "--data", "DATA").status == .done)
    let refused = await bench.run(
      "serve", "--data", "DATA", "--listen", "\(host):0", "--insecure-behind-proxy")
    #expect(refused.status == .refused)
    #expect(
      refused.errors.hasSuffix(
        "Error: This machine has no address \(host); choose another with --listen.\n"),
      "\(refused.errors)")
  }

  /// Starts the program with a file and an environment; answers the statuses of a request with four
  /// header fields and of one with eight, and the log.
  private static func statuses(
    file: String?, environment: [String: String]
  ) async throws -> ([Int], log: String) {
    let scratch = try Scratch()
    let data = scratch.path + "/data"
    try await Running.command("init", "--data", data)
    if let file {
      try Data(file.utf8).write(to: URL(fileURLWithPath: data + "/schakeld.json"))
    }
    let running = try await Running.serve(data, environment: environment)
    var statuses: [Int] = []
    for count in [3, 7] {
      let fields = (0..<count).map { "X-\($0): 1" }
      let answer = try await Wire.connect(to: running.port) { try await $0.get("/livez", fields) }
      statuses.append(answer.status)
    }
    return (statuses, await running.end(by: SIGTERM))
  }

  @Test("the environment and the file in the data folder are heeded, the environment first")
  func settings() async throws {
    let variable = ["SCHAKELD_LIMITS_HEADER_FIELDS": "3"]
    let file = #"{"limits": {"header-fields": 6}, "log": {"format": "json", "level": "debug"}}"#
    let (plain, _) = try await Self.statuses(file: nil, environment: [:])
    #expect(plain == [200, 200])
    let (fromFile, log) = try await Self.statuses(file: file, environment: [:])
    #expect(fromFile == [200, 431])
    let lines = log.split(separator: "\n")
    #expect(!lines.isEmpty && lines.allSatisfy { $0.hasPrefix("{\"time\":") })
    #expect(lines.contains { $0.contains(#""object":"/livez""#) })
    let (fromVariable, _) = try await Self.statuses(file: file, environment: variable)
    #expect(fromVariable == [431, 431])
  }

  @Test("with a certificate and a key it takes requests over TLS, and says so")
  func secure() async throws {
    let scratch = try Scratch()
    let (certificate, key) = try Self.identityFiles(in: scratch, key: TestIdentity.key)
    let running = try await Running.founded(
      in: scratch, ["--tls-certificate", certificate, "--tls-key", key])
    #expect(running.address == "https://127.0.0.1:\(running.port)")
    var client = TLSConfiguration.makeClientConfiguration()
    client.trustRoots = .file(certificate)
    let answer = try await Wire.connect(to: running.port, by: client) {
      try await $0.get("/readyz")
    }
    #expect(answer.status == 200)
    await running.end(by: SIGTERM)
    #expect(running.process.terminationStatus == 0)
  }

  @Test("a certificate that is renewed while it serves is shown without a restart")
  func renewed() async throws {
    let scratch = try Scratch()
    let authority = try TestAuthority()
    let (first, second) = (try authority.identity(), try authority.identity())
    let (certificate, key) = try Self.files(of: first, in: scratch)
    let running = try await Running.founded(
      in: scratch,
      [
        "--tls-certificate", certificate, "--tls-key", key, "--tls-reload-seconds", "0.02",
        "--log-format", "json",
      ])
    let before = try await Handshake.with(running.port, by: authority.client())
    // The certificate alone does not go with the key that is there, and says so.
    try Data(second.certificate.utf8).write(to: URL(fileURLWithPath: certificate))
    _ = try await running.logLine { $0.contains("cannot be used") }
    let between = try await Handshake.with(running.port, by: authority.client())
    #expect(between.certificate == before.certificate)
    try Data(second.key.utf8).write(to: URL(fileURLWithPath: key))
    _ = try await running.logLine { $0.contains("the certificate was renewed") }
    let after = try await Handshake.with(running.port, by: authority.client())
    #expect(after.certificate != before.certificate && !after.certificate.isEmpty)
    await running.end(by: SIGTERM)
  }

  @Test("a certificate that cannot be used is refused before the server listens, in two languages")
  func insecure() async throws {
    let bench = try Bench()
    #expect(await bench.run("init", "--data", "DATA").status == .done)
    let (certificate, key) = try Self.identityFiles(
      in: bench.scratch, key: TestIdentity.otherKey)
    let serve = ["serve", "--data", "DATA", "--listen", "127.0.0.1:0"]
    let pair = ["--tls-certificate", certificate, "--tls-key", key]
    #expect(
      await bench.run(serve + pair).errors
        == "Error: The key in \(key) does not go with the first certificate in \(certificate), or is of "
        + "a kind that TLS does not take.\n")
    let missing = await bench.run(
      serve + ["--tls-certificate", certificate, "--tls-key", key + "x"])
    #expect(missing.errors == "Error: There is no file \(key)x.\n")
    let swapped = ["--tls-certificate", key, "--tls-key", certificate]
    #expect(
      await bench.run(serve + swapped).errors == "Error: \(key) holds no certificate in PEM.\n")
    bench.environment["LANG"] = "nl_NL"
    #expect(
      await bench.run(serve + pair).errors
        == "Fout: De sleutel in \(key) hoort niet bij het eerste certificaat in "
        + "\(certificate), of is van een soort die TLS niet aanneemt.\n")
    let alone = await bench.run(serve + ["--tls-key", key])
    #expect(alone.status == .refused && alone.errors.contains("niet zonder --tls-certificate"))
  }

  private static func identityFiles(
    in scratch: Scratch, key: String
  ) throws -> (certificate: String, key: String) {
    try files(of: .init(certificate: TestIdentity.certificate, key: key), in: scratch)
  }

  private static func files(
    of identity: TestAuthority.Identity, in scratch: Scratch
  ) throws -> (certificate: String, key: String) {
    let folder = try scratch.folder()
    let paths = (certificate: folder + "/chain.pem", key: folder + "/key.pem")
    try Data(identity.certificate.utf8).write(to: URL(fileURLWithPath: paths.certificate))
    try Data(identity.key.utf8).write(to: URL(fileURLWithPath: paths.key))
    return paths
  }
}
