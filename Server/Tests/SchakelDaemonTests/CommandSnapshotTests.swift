import EdgeTesting
import Foundation
import SchakelCore
import SchakelDaemon
import SchakelRegion
import Testing

/// What each command says to people, word for word.
@Suite(.timeLimit(.minutes(10))) struct CommandSnapshotTests {
  /// A region with a space, and with a device of somebody who was invited.
  static func region(language: String = "C") async throws -> (Bench, space: String) {
    let bench = try Bench()
    bench.environment["LANG"] = language
    let made = await bench.run("init", "--data", "DATA", "--region", "Noord", "--json")
    let object = try JSONSerialization.jsonObject(with: Data(made.output.utf8)) as? [String: Any]
    let space = (object?["space"] as? [String: String])?["id"]
    return (bench, try #require(space))
  }

  static func enrol(_ bench: Bench, _ space: String) async throws {
    let line = await bench.run(
      "invite", "--data", "DATA", "--space", space, "--role", "contributor", "--person", "w17",
      "--name", "Example worker")
    let store = try SQLiteRegionStore(bench.data + "/region.sqlite")
    let service = try await RegionService(
      store: store,
      environment: RegionEnvironment(
        now: { UInt64(Bench.now) }, randomBytes: { [UInt8](repeating: 7, count: $0) },
        hashing: .portable, verify: { _, _, _ in true },
        sign: { _ in [UInt8](repeating: 0, count: 64) },
        publicKey: [UInt8](repeating: 0, count: 32)))
    let enrolment = try await service.enrol(
      code: try Invitation(text: line.output).code, deviceName: "Phone",
      replica: ReplicaID(rawValue: 0xa1), publicKey: [UInt8](repeating: 1, count: 32))
    _ = try await service.authenticate(token: Array((enrolment.token ?? "").utf8))
    try service.close()
  }

  @Test("init says what it made and what to type next")
  func initialise() async throws {
    let bench = try Bench()
    let english = await bench.run("init", "--data", "DATA", "--region", "Noord")
    #expect(english.status == .done && english.errors.isEmpty)
    #expect(
      english.output == """
        Region Noord is ready in DATA.
        Its first space is aff44fec9beae13c.

        Now start the server:
          schakeld serve --data DATA
        and invite somebody, from another window:
          schakeld invite --data DATA --space aff44fec9beae13c --role contributor --person anna
        """)
    let again = await bench.run("init", "--data", "DATA")
    #expect(again.status == .refused && again.output.isEmpty)
    #expect(
      again.errors == """
        Error: There is a region in DATA already. Serve it with: schakeld serve --data DATA

        """)
  }

  @Test("init speaks Dutch where the environment does")
  func initialiseInDutch() async throws {
    let bench = try Bench()
    bench.environment = ["LANG": "nl_NL.UTF-8"]
    let dutch = await bench.run("init", "--data", "DATA")
    #expect(
      dutch.output == """
        Regio Schakel staat in DATA.
        De eerste ruimte is aff44fec9beae13c.

        Start nu de server:
          schakeld serve --data DATA
        en nodig iemand uit, uit een ander venster:
          schakeld invite --data DATA --space aff44fec9beae13c --role contributor --person anna
        """)
    let again = await bench.run("init", "--data", "DATA")
    #expect(
      again.errors == """
        Fout: Er is al een regio in DATA. Start hem met: schakeld serve --data DATA

        """)
  }

  @Test("status says what an operator asks first")
  func status() async throws {
    let (bench, space) = try await Self.region()
    try await Self.enrol(bench, space)
    let status = await bench.run("status", "--data", "DATA", now: Bench.now + 10_800_000)
    #expect(
      status.sized == """
        Region Noord, since 2026-03-02

        1 space
          aff44fec9beae13c  Noord  1 person  0 documents  0 changes  0 open conflicts  not signed yet

        1 device
          00000000000000a1  Phone  w17 (Example worker)  3 hours ago

        Disk: SIZE, 52 GB free
        Nothing needs attention.
        """)
    bench.environment = ["LC_ALL": "nl_NL"]
    let late = await bench.run(
      "status", "--data", "DATA", "--fingerprint", now: Bench.now + 3_456_000_000)
    #expect(
      late.sized == """
        Regio Noord, sinds 2026-03-02

        1 ruimte
          aff44fec9beae13c  Noord  1 mens  0 documenten  0 wijzigingen  0 open botsingen  nog niet ondertekend

        1 apparaat
          00000000000000a1  Phone  w17 (Example worker)  40 dagen geleden

        Vingerafdrukken
          aff44fec9beae13c  e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855

        Schijf: SIZE, 52 GB vrij

        Vraagt aandacht
          Apparaat 00000000000000a1 meldde zich 40 dagen geleden voor het laatst.
        """)
  }

  @Test("status for programs keeps its shape")
  func statusAsJSON() async throws {
    let (bench, space) = try await Self.region(language: "nl_NL")
    try await Self.enrol(bench, space)
    let status = await bench.run("status", "--data", "DATA", "--json")
    #expect(
      status.sized == """
        {
          "region": {
            "name": "Noord",
            "epoch": "c3a609f67b2f19ab",
            "created": "2026-03-02T09:30:00.000Z"
          },
          "spaces": [
            {
              "id": "aff44fec9beae13c",
              "name": "Noord",
              "members": 1,
              "documents": 0,
              "changes": 0,
              "position": 3,
              "digest": "0000000000000000",
              "waiting": 0,
              "voids": 0,
              "forks": 0,
              "openConflicts": 0,
              "lastCheckpoint": null
            }
          ],
          "devices": [
            {
              "id": "00000000000000a1",
              "name": "Phone",
              "person": "b029f7c383a1df29",
              "personName": "Example worker",
              "handle": "w17",
              "status": "active",
              "enrolled": "2026-03-02T09:30:00.000Z",
              "lastContact": "2026-03-02T09:30:00.000Z",
              "agent": "",
              "tokenRenewed": "2026-03-02T09:30:00.000Z",
              "emptied": null,
              "withdrawnBy": null
            }
          ],
          "changes": 0,
          "documents": 0,
          "disk": {
            "databaseBytes": SIZE,
            "freeBytes": 52400000000
          },
          "backups": [],
          "warnings": []
        }
        """)
  }

  @Test("a device is renamed and taken out of use, in both languages")
  func devices() async throws {
    for (language, renamed, news, known, row) in [
      (
        "C", "Device 00000000000000a1 is called Spare phone now.",
        "Spare phone (w17) is out of use from now on.", "Spare phone (w17) was out of use already.",
        "  00000000000000a1  Spare phone  w17 (Example worker)  out of use"
      ),
      (
        "nl_NL", "Apparaat 00000000000000a1 heet nu Spare phone.",
        "Spare phone (w17) is voortaan buiten gebruik.", "Spare phone (w17) was al buiten gebruik.",
        "  00000000000000a1  Spare phone  w17 (Example worker)  buiten gebruik"
      ),
    ] {
      let (bench, space) = try await Self.region(language: language)
      try await Self.enrol(bench, space)
      let id = ["--data", "DATA", "00000000000000a1"]
      let rename = await bench.run(["device", "rename"] + id + ["--name", "Spare phone"])
      #expect(rename.output == renamed)
      #expect(await bench.run(["device", "revoke"] + id).output == news)
      #expect(await bench.run(["device", "revoke"] + id).output == known)
      #expect(await bench.run("device", "list", "--data", "DATA").output == row)
      for stranger in ["00000000000000a2", "phone"] {
        let refused = await bench.run("device", "revoke", "--data", "DATA", stranger)
        #expect(refused.status == .refused && refused.errors.contains("schakeld device list"))
      }
    }
  }

  @Test("spaces and devices are listed, a line each")
  func lists() async throws {
    let (bench, space) = try await Self.region()
    #expect(
      await bench.run("space", "add", "--data", "DATA", "--name", "Team West").output
        == "Added space 558664acd70d6a4c, Team West.")
    #expect(
      await bench.run("device", "list", "--data", "DATA").output
        == "No devices yet; let one in with schakeld invite.")
    try await Self.enrol(bench, space)
    #expect(
      await bench.run("space", "list", "--data", "DATA").output == """
          aff44fec9beae13c  Noord      1 person  0 documents  0 changes  0 open conflicts  not signed yet
          558664acd70d6a4c  Team West  0 people  0 documents  0 changes  0 open conflicts  not signed yet
        """)
    #expect(
      await bench.run("device", "list", "--data", "DATA").output == """
          00000000000000a1  Phone  w17 (Example worker)  just now
        """)
    for command in ["space", "device"] {
      let json = await bench.run(command, "list", "--data", "DATA", "--json").output
      let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
      #expect(object?.keys.sorted() == [command + "s"])
    }
  }

  @Test("an invitation is one line, that names the server and a code")
  func invite() async throws {
    let (bench, space) = try await Self.region()
    func invited(_ more: String...) async throws -> Invitation {
      let outcome = await bench.invite(space, more)
      #expect(outcome.status == .done && !outcome.output.contains("\n"))
      return try Invitation(text: outcome.output)
    }
    #expect(try await invited().server == "http://127.0.0.1:8080")
    #expect(
      try await invited("--server", "https://schakel.example/").server == "https://schakel.example")
    bench.environment = ["SCHAKELD_LISTEN": "127.0.0.1:9000"]
    #expect(try await invited().server == "http://127.0.0.1:9000")
    bench.environment["SCHAKELD_SERVER"] = "https://noord.example"
    let (first, second) = (try await invited(), try await invited())
    #expect(first.server == "https://noord.example" && first.code != second.code)
    // A certificate is for a name, which only the operator knows.
    bench.environment = ["SCHAKELD_TLS_CERTIFICATE": "/c.pem", "SCHAKELD_TLS_KEY": "/k.pem"]
    let nameless = await bench.invite(space, [])
    #expect(nameless.status == .refused && nameless.errors.contains("--server https://NAME"))
  }

  @Test("what cannot be done is refused with what to do instead")
  func refusals() async throws {
    let bench = try Bench()
    let absent = await bench.run("status", "--data", "DATA")
    #expect(
      absent.errors == """
        Error: There is no folder at DATA. Make a region in it with: schakeld init --data DATA

        """)
    try FileManager.default.createDirectory(atPath: bench.data, withIntermediateDirectories: false)
    for command in ["serve", "status"] {
      let empty = await bench.run(command, "--data", "DATA")
      #expect(empty.status == .refused)
      #expect(
        empty.errors == """
          Error: There is no region in DATA. Make one with: schakeld init --data DATA

          """)
    }
  }

  @Test("a wrong space, role or address is refused before a code is made")
  func wrongInvitations() async throws {
    let (bench, space) = try await Self.region()
    #expect(await bench.invite("x", []).status == .usage)
    #expect(await bench.invite(space, ["--role", "king"]).status == .usage)
    let unknown = await bench.invite("00000000000000ff", [])
    #expect(unknown.status == .refused && unknown.errors.contains("schakeld space list"))
    let address = await bench.invite(space, ["--server", "ftp://a"])
    #expect(address.status == .refused && address.errors.contains("ftp://a is no address"))
    bench.environment = ["SCHAKELD_LISTEN": "127.0.0.1:0"]
    let port = await bench.invite(space, [])
    #expect(port.status == .refused && port.errors.contains("--server https://NAME"))
  }

  @Test("folder, database and key are their owner's alone")
  func permissions() async throws {
    let (bench, _) = try await Self.region()
    #expect(try permissions(bench.data) == 0o700)
    for file in ["region.sqlite", "region.key"] {
      #expect(try permissions(bench.data + "/" + file) == 0o600)
    }
  }

  private func permissions(_ path: String) throws -> Int {
    let facts = try FileManager.default.attributesOfItem(atPath: path)
    return facts[.posixPermissions] as? Int ?? 0
  }
}

extension Bench {
  func invite(_ space: String, _ more: [String]) async -> Outcome {
    let usual = ["--data", data, "--space", space, "--person", "w17"]
    let role = more.contains("--role") ? [] : ["--role", "contributor"]
    return await run(["invite"] + usual + role + more)
  }
}
