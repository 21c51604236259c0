import EdgeTesting
import Foundation
import RegionTesting
import SchakelCore
import SchakelDaemon
import SchakelRegion
import SchakelStore
import SchakelSync
import Testing

/// `schakeld device copies` and `device admit`, alone and beside a running server.
@Suite(.timeLimit(.minutes(10))) struct CopiedDeviceTests {
  /// The device that is copied in ``bench()``.
  static let device = "00000000000000a1"

  /// A region with a coordinator, dina, and a device of which a copy came that keeps three changes.
  static func bench(language: String = "C") async throws -> Bench {
    let (bench, space) = try await CommandSnapshotTests.region(language: language)
    let service = try await service(of: bench)
    let worker = try await enrol("w17", as: "contributor", 0xa1, bench, space, service)
    _ = try await enrol("dina", as: "coordinator", 0xd1, bench, space, service)
    let id = try #require(SpaceID(text: space))
    let tips = [(1, UInt64(0)), (2, 3)].map { incarnation, counter in
      StreamTip(
        writer: Writer(replica: worker.replica, incarnation: Incarnation(rawValue: incarnation)),
        counter: counter, tip: Hashing.portable.sha256([]))
    }
    for tip in tips {
      _ = try await service.sync(
        SyncRequest(
          agent: "", limit: 0,
          spaces: [SyncRequest.Space(space: id, cursor: nil, digest: 0, streams: [tip])]),
        from: worker)
    }
    try service.close()
    return bench
  }

  private static func service(of bench: Bench) async throws -> RegionService {
    try await RegionService(
      store: SQLiteRegionStore(bench.data + "/region.sqlite"),
      environment: RegionEnvironment(
        now: { UInt64(Bench.now) },
        randomBytes: { (0..<$0).map { _ in UInt8.random(in: 0...255) } },
        hashing: .portable, verify: { _, _, _ in true },
        sign: { _ in [UInt8](repeating: 0, count: 64) },
        publicKey: [UInt8](repeating: 0, count: 32)))
  }

  private static func enrol(
    _ person: String, as role: String, _ replica: UInt64, _ bench: Bench, _ space: String,
    _ service: RegionService
  ) async throws -> Device {
    let line = await bench.run(
      "invite", "--data", "DATA", "--space", space, "--role", role, "--person", person, "--name",
      "Example \(person)")
    let enrolment = try await service.enrol(
      code: try Invitation(text: line.output).code, deviceName: "Phone",
      replica: ReplicaID(rawValue: replica), publicKey: [UInt8](repeating: 1, count: 32))
    let token = Array((enrolment.token ?? "").utf8)
    return try #require(try await service.authenticate(token: token))
  }

  @Test("a copy that waits is listed, and admitted once, by a coordinator")
  func words() async throws {
    let bench = try await Self.bench()
    let later = Bench.now + 7_200_000
    let listed = await bench.run("device", "copies", "--data", "DATA", now: later)
    #expect(
      listed.output == """
          00000000000000a100000002  Phone  w17 (Example w17)  came 2 hours ago  keeps 3 changes  after 00000001
        """)
    let status = await bench.run("status", "--data", "DATA", now: later)
    #expect(status.output.contains("A copy of device 00000000000000a1 came 2 hours ago and waits"))
    let admit = ["device", "admit", "--data", "DATA"]
    let stranger = await bench.run(admit + [Self.device, "--by", "w17"])
    #expect(stranger.status == .refused && stranger.errors.contains("Only a coordinator"))
    for unknown in ["00000000000000a2", "x"] {
      let outcome = await bench.run(admit + [unknown, "--by", "dina"])
      #expect(outcome.status == .refused && outcome.errors.contains("no such device"))
    }
    let other = await bench.run(admit + [Self.device + "00000009", "--by", "dina"])
    #expect(other.status == .refused && other.errors.contains("No copy of that device has come"))
    let admitted = await bench.run(admit + [Self.device + "00000002", "--by", "dina"])
    #expect(
      admitted.output
        == "The copy of Phone (w17) goes on from now on. When it was last heard of it kept 3 changes."
    )
    let again = await bench.run(admit + [Self.device, "--by", "dina"])
    #expect(again.status == .done && again.output == "Somebody agreed to that before.")
    let none = await bench.run("device", "copies", "--data", "DATA")
    #expect(none.output == "No copy waits.")
    _ = await bench.run("device", "revoke", "--data", "DATA", Self.device)
    let late = await bench.run(admit + [Self.device, "--by", "dina"])
    #expect(late.status == .refused && late.errors.contains("out of use"))
  }

  @Test("who takes a device out of use may be named, and is a coordinator then")
  func decided() async throws {
    let bench = try await Self.bench()
    for command in ["revoke", "wipe"] {
      for nobody in ["w17", "somebody"] {
        let refused = await bench.run(
          "device", command, "--data", "DATA", Self.device, "--by", nobody)
        #expect(refused.status == .refused && refused.errors.contains("Only a coordinator"))
      }
    }
    let revoked = await bench.run(
      "device", "revoke", "--data", "DATA", Self.device, "--by", "dina", "--json")
    let dina = try #require(try await Self.service(of: bench).person(named: "dina"))
    #expect(revoked.output.contains(#""withdrawnBy": "\#(dina.text)""#), "\(revoked.output)")
    // Whoever has it emptied later is another, or the operator.
    let wiped = await bench.run("device", "wipe", "--data", "DATA", Self.device, "--json")
    #expect(wiped.output.contains(#""withdrawnBy": null"#), "\(wiped.output)")
  }

  @Test("so it is in Dutch")
  func dutch() async throws {
    let bench = try await Self.bench(language: "nl_NL")
    let listed = await bench.run("device", "copies", "--data", "DATA")
    #expect(listed.output.contains("zojuist gekomen  houdt 3 wijzigingen vast  na 00000001"))
    let status = await bench.run("status", "--data", "DATA")
    #expect(status.output.contains("wacht tot een coördinator ermee instemt"))
    let admitted = await bench.run(
      "device", "admit", "--data", "DATA", Self.device, "--by", "dina")
    #expect(admitted.output.contains("De kopie van Phone (w17) gaat voortaan door."))
  }

  @Test("beside a running server a coordinator lets a copy go on, and both sides' notes survive")
  func served() async throws {
    let scratch = try Scratch()
    let server = try await Running.founded(in: scratch)
    let space = try await server.status().space
    _ = try await server.device(of: "dina", role: "coordinator", in: space, scratch)
    let anna = try await server.device(of: "anna", in: space, scratch)
    let bram = try await server.device(of: "bram", in: space, scratch)
    try anna.note("samen", in: space)
    for device in [anna, bram] { #expect(try await device.sync().isSynchronised) }
    let copy = try TestDevice(copyOf: anna, in: try scratch.folder())
    try anna.note("van het apparaat", in: space)
    try copy.note("van de kopie", in: space)
    #expect(try await anna.sync().isSynchronised)
    let report = try await copy.sync()
    #expect(!report.isSynchronised && report.standing.isUnadmitted && report.waiting == 1)
    let id = anna.replica.identity.replica.text
    let listed = try await Running.command("device", "copies", "--data", server.data)
    #expect(listed.output.contains(copy.replica.identity.writer.text), "\(listed.output)")
    let refused = try await Running.command(
      "device", "admit", "--data", server.data, id, "--by", "bram")
    #expect(refused.status == 1)
    let admitted = try await Running.command(
      "device", "admit", "--data", server.data, id, "--by", "dina")
    #expect(admitted.status == 0, "\(admitted.errors)")
    for device in [copy, anna, bram] { #expect(try await device.sync().isSynchronised) }
    #expect(try await server.status().spaces[0].documents == 3)
    #expect(try bram.replica.states(in: space) == copy.replica.states(in: space))
    #expect(try bram.replica.states(in: space) == anna.replica.states(in: space))
    #expect(try await Running.command("audit", "verify", "--data", server.data).status == 0)
    await server.end(by: SIGTERM)
  }

  @Test("where the operator said so, copies go on by themselves")
  func byItself() async throws {
    let scratch = try Scratch()
    let server = try await Running.founded(in: scratch, ["--admit-copies"])
    let space = try await server.status().space
    let anna = try await server.device(of: "anna", in: space, scratch)
    try anna.note("samen", in: space)
    #expect(try await anna.sync().isSynchronised)
    let copy = try TestDevice(copyOf: anna, in: try scratch.folder())
    try copy.note("van de kopie", in: space)
    #expect(try await copy.sync().isSynchronised)
    let listed = try await Running.command("device", "copies", "--data", server.data)
    #expect(listed.output == "No copy waits.\n")
    #expect(try await Running.command("audit", "verify", "--data", server.data).status == 0)
    await server.end(by: SIGTERM)
  }
}
