import EdgeTesting
import Foundation
import RegionTesting
import SchakelCore
import SchakelStore
import SchakelSync
import Testing

/// Devices and the real program, over real sockets.
@Suite(.timeLimit(.minutes(10))) struct EndToEndTests {
  @Test("devices hold, byte for byte, what the region's own status says it holds")
  func convergence() async throws {
    let scratch = try Scratch()
    let running = try await Running.founded(in: scratch)
    let space = try await running.status().space
    let anna = try await running.device(of: "anna", in: space, scratch)
    let bram = try await running.device(of: "bram", in: space, scratch)
    let shared = try anna.note("bench", in: space)
    for device in [anna, bram] { _ = try await device.sync() }
    for (device, title) in [(anna, "bench gone"), (bram, "bench back")] {
      try device.replica.edit(shared, [.set("title", Value(title))])
      for index in 0..<20 { try device.note("\(title) \(index)", in: space) }
    }
    for device in [anna, bram, anna] { #expect(try await device.sync().isSynchronised) }
    let status = try await running.status()
    #expect(status.spaces[0].documents == 41 && status.changes == 43)
    for device in [anna, bram] {
      #expect(try device.replica.fingerprint(of: space).text == status.spaces[0].fingerprint)
    }
    #expect(
      Set(status.devices.map(\.id)) == Set([anna, bram].map { $0.replica.identity.replica.text }))
    await running.end(by: SIGTERM)
    #expect(running.process.terminationStatus == 0)
  }

  @Test("nothing that was acknowledged is lost when the server is killed")
  func killed() async throws {
    let scratch = try Scratch()
    var running = try await Running.founded(in: scratch)
    let space = try await running.status().space
    let anna = try await running.device(of: "anna", in: space, scratch)
    var acknowledged = 0
    for round in 0..<4 {
      // Killed at a moment of its own choosing, in the middle of pushes of one note each.
      let killer = Task.detached { [process = running.process] in
        try await Task.sleep(for: .milliseconds(60 + 45 * round))
        kill(process.processIdentifier, SIGKILL)
      }
      while true {
        try anna.note("note \(acknowledged)", in: space)
        guard try await anna.sync().isSynchronised else { break }
        acknowledged += 1
      }
      _ = try await killer.value
      await running.end(by: SIGKILL)
      running = try await Running.serve(running.data)
      anna.port = running.port
      let found = try await running.status()
      #expect(found.changes >= acknowledged)
      #expect(try await anna.sync().isSynchronised)
      acknowledged = try await running.status().changes
    }
    let status = try await running.status()
    let bram = try await running.device(of: "bram", in: space, scratch)
    #expect(try await bram.sync().isSynchronised)
    #expect(try bram.replica.fingerprint(of: space) == anna.replica.fingerprint(of: space))
    #expect(status.spaces[0].voids == 0 && status.spaces[0].forks == 0)
    await running.end(by: SIGTERM)
  }

  @Test("a running server obeys at once when a device is taken out of use, and tells that device")
  func revoked() async throws {
    let scratch = try Scratch()
    let running = try await Running.founded(in: scratch)
    let space = try await running.status().space
    let anna = try await running.device(of: "anna", in: space, scratch)
    let bram = try await running.device(of: "bram", in: space, scratch)
    try anna.note("before", in: space)
    for device in [anna, bram] { #expect(try await device.sync().isSynchronised) }
    try anna.note("after", in: space)
    let revoked = try await Running.command(
      "device", "revoke", "--data", running.data, anna.replica.identity.replica.text)
    #expect(revoked.status == 0, "\(revoked.errors)")
    let report = try await anna.sync()
    guard case .failed(let failure) = report.ending else { return #expect(report.ending == nil) }
    #expect(failure.code == .deviceRevoked)
    // What it had not sent is held, and counts for nobody; the others go on.
    #expect(report.handedIn == 1 && report.waiting == 0)
    try bram.note("go on", in: space)
    #expect(try await bram.sync().isSynchronised)
    #expect(try bram.replica.list().map(\.title).sorted() == ["before", "go on"])
    let audit = try await Running.command("audit", "verify", "--data", running.data)
    #expect(audit.status == 0, "\(audit.errors)")
    await running.end(by: SIGTERM)
  }

  @Test(
    "a device that listens is cut off by an operator's command, and told at its next request",
    arguments: [("revoke", "device-revoked"), ("wipe", "device-wiped")])
  func cutOff(command: String, kind: String) async throws {
    let scratch = try Scratch()
    let running = try await Running.founded(in: scratch)
    let space = try await running.status().space
    let anna = try await running.device(of: "anna", in: space, scratch)
    let bram = try await running.device(of: "bram", in: space, scratch)
    try await Wire.connect(to: running.port) { own in
      let (_, status) = try await EventReader.open(on: own, token: anna.token)
      try await Wire.connect(to: running.port) { others in
        let (events, _) = try await EventReader.open(on: others, token: bram.token)
        #expect(status == 200)
        _ = try await events.next()
        let done = try await Running.command(
          "device", command, "--data", running.data, anna.replica.identity.replica.text)
        #expect(done.status == 0, "\(done.errors)")
        // It ends, whatever else was still to be heard; nothing else ends it.
        while let chunk = await own.chunk(), !chunk.isEmpty {}
        try bram.note("go on", in: space)
        #expect(try await bram.sync().isSynchronised)
        #expect(try await events.next() == space.text)
      }
    }
    let fields = ["Authorization: Bearer \(anna.token)"]
    for path in ["/v1/spaces", "/v1/events"] {
      let told = try await Wire.connect(to: running.port) { try await $0.get(path, fields) }
      #expect(told.status == 403 && told.problemKind == kind)
    }
    await running.end(by: SIGTERM)
  }

  @Test("the figures tell what the region took, how it was kept, and who listens")
  func figures() async throws {
    let scratch = try Scratch()
    let running = try await Running.founded(in: scratch)
    let space = try await running.status().space
    let anna = try await running.device(of: "anna", in: space, scratch)
    for index in 0..<3 { try anna.note("note \(index)", in: space) }
    #expect(try await anna.sync().isSynchronised)
    try await Wire.connect(to: running.port) { wire in
      _ = try await EventReader.open(on: wire, token: anna.token)
      let page = try await Wire.connect(to: running.port) { try await $0.get("/metrics") }.body
      for line in [
        "schakel_changes_total 3", "schakel_voids_total 0", "schakel_forks_total 0",
        "schakel_event_streams 1", "# TYPE schakel_commit_duration_seconds histogram",
        "# TYPE schakel_waiting_writes gauge",
      ] {
        #expect(page.contains(line + "\n"), "missing: \(line)\n\(page)")
      }
      let free = page.firstMatch(of: /schakel_disk_free_bytes ([0-9.e+]+)\n/)?.1
      #expect(free.flatMap { Double($0) } ?? 0 > 0)
      let commits = page.firstMatch(of: /schakel_commit_duration_seconds_count ([0-9]+)/)?.1
      #expect(commits.flatMap { Int($0) } ?? 0 >= 2)
    }
    await running.end(by: SIGTERM)
  }

  @Test("a device that listens hears what an operator's command moves, beside the server")
  func overheard() async throws {
    let scratch = try Scratch()
    let running = try await Running.founded(in: scratch)
    let space = try await running.status().space
    let anna = try await running.device(of: "anna", in: space, scratch)
    // By the end of this command all have heard of the enrolment who were to.
    _ = try await running.status()
    try await Wire.connect(to: running.port) { wire in
      let (events, status) = try await EventReader.open(on: wire, token: anna.token)
      #expect(status == 200)
      #expect(try await events.next() == space.text)
      let invited = try await Running.command(
        "invite", "--data", running.data, "--space", space.text, "--role", "contributor",
        "--person", "anna", "--name", "Another name", "--server", "http://127.0.0.1:1")
      #expect(invited.status == 0)
      #expect(try await events.next() == space.text)
    }
    await running.end(by: SIGTERM)
  }

  @Test("a push that is under way when the server is told to stop is finished first")
  func drained() async throws {
    let scratch = try Scratch()
    let running = try await Running.founded(in: scratch)
    let space = try await running.status().space
    let anna = try await running.device(of: "anna", in: space, scratch)
    try anna.note("bench", in: space)
    let body = try anna.nextRequest().encoded
    let answer = try await Wire.connect(to: running.port) { wire in
      try await wire.send(
        """
        POST /v1/sync HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(anna.token)\r
        Content-Type: \(ProtocolVersion.mediaType)\r\nContent-Length: \(body.count)\r\n\r\n
        """)
      try await wire.send(bytes: Array(body[..<20]))
      // The head has arrived once the server answers on another connection.
      _ = try await Wire.connect(to: running.port) { try await $0.get("/livez") }
      kill(running.process.processIdentifier, SIGTERM)
      try await refuses(running.port)
      try await wire.send(bytes: Array(body[20...]))
      return try await wire.answer().unwrapped
    }
    #expect(answer.status == 200)
    let space0 = try #require(try SyncAnswer(encoded: answer.bytes).spaces.first)
    #expect(space0.receipt != nil)
    await Running.exit(of: running.process)
    #expect(running.process.terminationStatus == 0)
    // What was signed at the end speaks of that push too.
    let (_, last) = try CheckpointTests.end(of: space, in: running.data)
    guard case .checkpoint(let checkpoint) = last else {
      Issue.record("the log does not end in a checkpoint: \(last)")
      return
    }
    #expect(checkpoint.documents == 1)
    let again = try await Running.serve(running.data)
    #expect(try await again.status().changes == 1)
    await again.end(by: SIGTERM)
  }

  /// Waits until the server takes no more connections.
  private func refuses(_ port: Int) async throws {
    while (try? await Wire.connect(to: port) { try await $0.get("/livez") }) != nil {
      try await Task.sleep(for: .milliseconds(10))
    }
  }
}
