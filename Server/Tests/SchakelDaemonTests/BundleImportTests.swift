import EdgeTesting
import Foundation
import RegionTesting
import SchakelCore
import SchakelKeys
import SchakelStore
import SchakelSync
import Testing

/// What comes to a region by file, at the built program.
@Suite(.timeLimit(.minutes(10))) struct BundleImportTests {
  /// A region with two devices, of which one has written something that the region does not have.
  private final class Town {
    let scratch: Scratch
    let running: Running
    let space: SpaceID
    let anna: TestDevice
    let bram: TestDevice

    init() async throws {
      scratch = try Scratch()
      running = try await Running.founded(in: scratch)
      space = try await running.status().space
      anna = try await running.device(of: "anna", in: space, scratch)
      bram = try await running.device(of: "bram", in: space, scratch)
      for device in [anna, bram] { #expect(try await device.sync().isSynchronised) }
      for number in 0..<3 { try anna.note("written without a network \(number)", in: space) }
    }

    var data: String { running.data }

    func key() throws -> [UInt8] {
      try KeyFile.loadBundleSecret(from: data + "/region.bundle.key").publicKey
    }

    func bundle() throws -> SchakelCore.Bundle {
      try anna.replica.exportBundle(of: space, signer: anna.signer).bundle
    }

    func sealed() throws -> [UInt8] {
      try RegionTesting.sealed(try bundle(), to: try key(), of: anna.regionKey)
    }

    /// Writes a file and has it taken in.
    func take(_ bytes: [UInt8], at data: String? = nil) async throws -> Running.Ended {
      let file = try scratch.folder() + "/brought.schakel"
      try Data(bytes).write(to: URL(fileURLWithPath: file))
      return try await Running.command(
        "bundle", "import", "--data", data ?? self.data, file, "--json")
    }
  }

  private static func counts(_ ended: Running.Ended) throws -> [String: Int] {
    let object = try JSONSerialization.jsonObject(with: Data(ended.output.utf8))
    return (object as? [String: Any] ?? [:]).compactMapValues { $0 as? Int }
  }

  @Test("what a device sealed to the region is the region's, and its writer's, whoever brings it")
  func taken() async throws {
    let town = try await Town()
    let ended = try await town.take(try town.sealed())
    #expect(ended.status == 0, "\(ended.errors)")
    let counts = try Self.counts(ended)
    #expect(counts["taken"] == 3 && counts["known"] == 0 && counts["waiting"] == 0)
    #expect(try await town.running.status().changes == 3)
    // A second time, and in the clear, nothing is new.
    for bytes in [try town.sealed(), try town.bundle().encoded] {
      let again = try Self.counts(try await town.take(bytes))
      #expect(again["taken"] == 0 && again["known"] == 3)
    }
    // The writer's own device hands in nothing new, and others get it from the region.
    #expect(try await town.anna.sync().isSynchronised)
    #expect(try await town.running.status().changes == 3)
    #expect(try await town.bram.sync().isSynchronised)
    let prints = try [town.anna, town.bram].map { try $0.replica.fingerprint(of: town.space) }
    #expect(prints[0] == prints[1])
    let verified = try await Running.command("audit", "verify", "--data", town.data)
    #expect(verified.status == 0, "\(verified.errors)")
  }

  @Test("a file that was altered or cut anywhere, or is none, changes nothing and is told")
  func altered() async throws {
    let town = try await Town()
    let whole = try town.sealed()
    var files = [[], Array("no bundle".utf8), whole + [0]]
    for place in stride(from: 0, to: whole.count, by: whole.count / 6) {
      var altered = whole
      altered[place] ^= 1
      files += [altered, Array(whole[..<place])]
    }
    for bytes in files {
      let ended = try await town.take(bytes)
      #expect(ended.status == 1 && ended.output.isEmpty && !ended.errors.isEmpty)
    }
    #expect(try await town.running.status().changes == 0)
    #expect(try await town.take(whole).status == 0)
  }

  @Test("another region opens nothing, and takes nothing of another region's")
  func otherRegion() async throws {
    let town = try await Town()
    let scratch = try Scratch()
    let other = try await Running.founded(in: scratch)
    let elsewhere = try await town.take(try town.sealed(), at: other.data)
    #expect(elsewhere.status == 1 && elsewhere.errors.contains("another key"))
    // Sealed to its key by somebody who belongs to another region.
    let key = try KeyFile.loadBundleSecret(from: other.data + "/region.bundle.key").publicKey
    let itsKey = try KeyFile.load(from: other.data + "/region.key").publicKey
    for region in [itsKey, town.anna.regionKey] {
      let foreign = try sealed(try town.bundle(), to: key, of: region)
      let ended = try await town.take(foreign, at: other.data)
      #expect(ended.status == 1 && ended.output.isEmpty)
    }
    #expect(try await other.status().changes == 0)
    await other.end(by: SIGTERM)
  }

  @Test("seals and rights are those of a push: what is forged or not allowed does not count")
  func rights() async throws {
    let town = try await Town()
    let bundle = try town.bundle()
    let forged = SchakelCore.Bundle(
      space: bundle.space,
      runs: bundle.runs.map { run in
        ChangeRun(
          writer: run.writer, first: run.first, changes: run.changes,
          seal: run.seal.map {
            Seal(
              writer: $0.writer, counter: $0.counter, tip: $0.tip,
              signature: [UInt8](repeating: 1, count: Seal.signatureBytes))
          })
      }, devices: bundle.devices)
    let refused = try await town.take(
      try sealed(forged, to: try town.key(), of: town.anna.regionKey))
    #expect(refused.status == 1)
    #expect(refused.errors.contains(town.anna.replica.identity.replica.text))
    #expect(try await town.running.status().changes == 0)
  }

  @Test(
    "what somebody brings by file counts by their role, as what they push does",
    arguments: ["reader", "contributor", "coordinator", "auditor", "left", "revoked", "elsewhere"])
  func roles(who: String) async throws {
    let town = try await Town()
    let isRole = Role(text: who) != nil
    let device = try await town.running.device(
      of: "rita", role: isRole ? who : "contributor", in: town.space, town.scratch)
    #expect(try await device.sync().isSynchronised)
    let person = try #require(device.replica.identity.person)
    var space = town.space
    switch who {
    case "left":
      let ended = try await Running.command(
        "member", "remove", "--data", town.data, "--space", space.text, "--person", "rita")
      #expect(ended.status == 0, "\(ended.errors)")
    case "revoked":
      let replica = device.replica.identity.replica.text
      let ended = try await Running.command("device", "revoke", "--data", town.data, replica)
      #expect(ended.status == 0, "\(ended.errors)")
    case "elsewhere":
      let ended = try await Running.command(
        "space", "add", "--data", town.data, "--name", "Elsewhere", "--json")
      let object = try JSONSerialization.jsonObject(with: Data(ended.output.utf8))
      let id = ((object as? [String: Any])?["space"] as? [String: Any])?["id"] as? String
      space = try #require(id.flatMap { SpaceID(text: $0) })
    default: break
    }
    // It takes itself for a coordinator's.
    try device.replica.adopt(
      Enrolment(
        person: person, name: "rita",
        spaces: [.init(id: space, name: "Example", role: .coordinator)]))
    try device.note("brought by \(who)", in: space)
    let bundle = try device.replica.exportBundle(of: space, signer: device.signer).bundle
    let ended = try await town.take(
      try RegionTesting.sealed(bundle, to: try town.key(), of: town.anna.regionKey))
    let mayWrite = ["contributor", "coordinator"].contains(who)
    #expect(ended.status == (who == "elsewhere" ? 1 : 0), "\(ended.errors)")
    #expect(try Self.counts(ended)["taken"] == (mayWrite ? 1 : 0))
    let reason =
      switch who {
      case "reader", "auditor", "left": "notAllowed"
      case "revoked": "held"
      case "elsewhere": device.replica.identity.replica.text
      default: nil as String?
      }
    #expect(ended.output.contains(reason ?? "\"voids\""), "\(ended.output)")
    #expect(ended.output.contains("\"reason\"") == (reason != nil && who != "elsewhere"))
    #expect(try await town.running.status().changes == (mayWrite ? 1 : 0))
  }

  @Test("a region from before there were such keys gets one when it is served, and keeps it")
  func older() async throws {
    let scratch = try Scratch()
    let data = scratch.path + "/data"
    try await Running.command("init", "--data", data)
    let path = data + "/region.bundle.key"
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    #expect(mode as? Int == 0o600)
    try FileManager.default.removeItem(atPath: path)
    var told: [String] = []
    for _ in 0..<2 {
      let running = try await Running.serve(data)
      let answer = try await Wire.connect(to: running.port) { try await $0.get("/v1/region") }
      let keys = try JSONDecoder().decode([String: String].self, from: Data(answer.bytes))
      let region = try KeyFile.load(from: data + "/region.key").publicKey
      let key = BundleKey(
        publicKey: Hex.decode(keys["bundleKey"] ?? "") ?? [],
        signature: Hex.decode(keys["bundleKeySignature"] ?? "") ?? [])
      #expect(SigningKey.isValid(key.signature, of: key.message, by: region))
      #expect(keys["regionKey"] == Hex.encode(region))
      told.append(keys["bundleKey"] ?? "")
      await running.end(by: SIGTERM)
    }
    #expect(told[0] == told[1])
    #expect(try Hex.encode(KeyFile.loadBundleSecret(from: path).publicKey) == told[0])
  }

  @Test("a bundle that was sealed before opens at a region that was put back with its keys")
  func restored() async throws {
    let town = try await Town()
    let file = try town.sealed()
    let backup = town.scratch.path + "/backup"
    try await Running.command("backup", "--data", town.data, backup)
    await town.running.end(by: SIGTERM)
    let restored = town.scratch.path + "/restored"
    let outcome = try await Running.command(
      "restore", "--data", restored, backup, "--key", town.data + "/region.key", "--ledger",
      town.data + "/region.ledger", "--bundle-key", town.data + "/region.bundle.key")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try Self.counts(try await town.take(file, at: restored))["taken"] == 3)
  }

  @Test("what is said of a bundle is said in the operator's language", arguments: ["C", "nl_NL"])
  func words(language: String) async throws {
    let town = try await Town()
    let file = try town.scratch.folder() + "/west.schakel"
    try Data(try town.sealed()).write(to: URL(fileURLWithPath: file))
    let ended = try await Running.command(
      ["bundle", "import", "--data", town.data, file], environment: ["LANG": language])
    let expected =
      language == "C" ? "3 changes taken in.\n" : "3 wijzigingen aangenomen.\n"
    #expect(ended.status == 0 && ended.output == expected)
  }
}
