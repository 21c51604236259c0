import EdgeTesting
import Foundation
import RegionTesting
import SchakelCore
import SchakelStore
import SchakelSync
import Testing

#if os(Linux)
  /// The real server on disks that do not do what is wanted, and beside files that are not what they
  /// were: it opens, verifies and goes on, or says what to do, and nothing acknowledged is lost.
  @Suite("Disks that do not do what is wanted", .timeLimit(.minutes(10)))
  struct HardshipTests {
    /// What became of the files of a server that was killed.
    enum Harm: CaseIterable {
      /// The write-ahead log goes on with part of a write that nobody was told of.
      case halfWrite
      /// Its last pages are empty: the disk said that they were written, and they were not.
      case emptyTail
      /// Its last pages are gone, likewise.
      case cutTail
      /// It is gone.
      case noLog
      /// What processes share of it is gone.
      case noIndex
      /// The mark beside the database is gone.
      case noMark
    }

    @Test(
      "whatever became of a killed server's files, the region has all again",
      arguments: Harm.allCases)
    func harmed(_ harm: Harm) async throws {
      let scratch = try Scratch()
      var running = try await Running.founded(in: scratch)
      let space = try await running.status().space
      let anna = try await running.device(of: "anna", in: space, scratch)
      // What only the region has, such as who is enrolled, is in the database by then.
      await running.end(by: SIGTERM)
      running = try await Running.serve(running.data)
      anna.port = running.port
      for number in 0..<20 {
        try anna.note("note \(number)", in: space)
        #expect(try await anna.sync().isSynchronised)
      }
      await running.end(by: SIGKILL)
      try Self.inflict(harm, on: running.data)
      let checked = try await Running.command("audit", "verify", "--data", running.data)
      #expect(checked.status == 0, "\(checked.errors)")
      running = try await Running.serve(running.data)
      if harm == .halfWrite || harm == .noIndex || harm == .noMark {
        #expect(try await running.status().changes == 20)
      }
      anna.port = running.port
      try anna.note("afterwards", in: space)
      for _ in 0..<3 where try await !anna.sync().isSynchronised {}
      #expect(try await anna.sync().isSynchronised)
      let bram = try await running.device(of: "bram", in: space, scratch)
      #expect(try await bram.sync().isSynchronised)
      #expect(try bram.replica.list(limit: 100).count == 21)
      #expect(try bram.replica.fingerprint(of: space) == anna.replica.fingerprint(of: space))
      #expect(try await running.status().spaces[0].voids == 0)
      let again = try await Running.command("audit", "verify", "--data", running.data)
      #expect(again.status == 0, "\(again.errors)")
      await running.end(by: SIGTERM)
      #expect(running.process.terminationStatus == 0)
    }

    private static func inflict(_ harm: Harm, on data: String) throws {
      let log = data + "/region.sqlite-wal"
      let files = FileManager.default
      let size = try files.attributesOfItem(atPath: log)[.size] as? UInt64 ?? 0
      try #require(size > 3 * page)
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
      defer { try? handle.close() }
      switch harm {
      case .halfWrite:
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(repeating: 0x2d, count: Int(page) + 100))
      case .emptyTail:
        try handle.seek(toOffset: size - 2 * page)
        try handle.write(contentsOf: Data(count: Int(2 * page)))
      case .cutTail: try handle.truncate(atOffset: size - page - 700)
      case .noLog: try files.removeItem(atPath: log)
      case .noIndex: try files.removeItem(atPath: data + "/region.sqlite-shm")
      case .noMark: try files.removeItem(atPath: data + "/region.sqlite.high-water")
      }
    }

    /// Of the database; a frame of the log has a header besides.
    private static let page: UInt64 = 4_096

    @Test("on a full disk what was acknowledged stays, and the rest is taken when there is room")
    func full() async throws {
      let scratch = try Scratch()
      let founded = try await Running.founded(in: scratch)
      let space = try await founded.status().space
      let anna = try await founded.device(of: "anna", in: space, scratch)
      await founded.end(by: SIGTERM)
      // No file may grow beyond this (RLIMIT_FSIZE): the log meets it as it meets a full disk.
      let limit = "trap '' XFSZ; ulimit -f 600; exec \"$@\""
      let short = try await Running.serve(founded.data, through: ["sh", "-c", limit, "sh"])
      anna.port = short.port
      var written = 0
      var acknowledged = 0
      for _ in 0..<40 {
        for _ in 0..<10 {
          try anna.note(String(repeating: "a long note, \(written). ", count: 40), in: space)
          written += 1
        }
        guard try await anna.sync().isSynchronised else { break }
        acknowledged = written
      }
      #expect(acknowledged > 0 && acknowledged < written)
      #expect(try await Self.status(of: short).changes >= acknowledged)
      await short.end(by: SIGTERM)
      let roomy = try await Running.serve(founded.data)
      anna.port = roomy.port
      #expect(try await Self.status(of: roomy).changes >= acknowledged)
      #expect(try await anna.sync().isSynchronised)
      #expect(try await Self.status(of: roomy).changes == written)
      let checked = try await Running.command("audit", "verify", "--data", roomy.data)
      #expect(checked.status == 0, "\(checked.errors)")
      await roomy.end(by: SIGTERM)
    }

    private static func status(of running: Running) async throws -> Running.Report {
      try await running.status()
    }

    @Test(
      "a disk that fails under a running server costs nothing that was acknowledged, and no restart",
      arguments: FailingDisk.Failure.allCases)
    func failing(_ failure: FailingDisk.Failure) async throws {
      let scratch = try Scratch()
      let founded = try await Running.founded(in: scratch)
      let space = try await founded.status().space
      let anna = try await founded.device(of: "anna", in: space, scratch)
      let bram = try await founded.device(of: "bram", in: space, scratch)
      try anna.note("before", in: space)
      #expect(try await anna.sync().isSynchronised)
      #expect(try await bram.sync().isSynchronised)
      await founded.end(by: SIGTERM)
      let disk = FailingDisk(under: founded.data, failure, scratch)
      let running = try await Running.serve(
        founded.data, logFile: scratch.path + "/serve.log", through: disk.through)
      (anna.port, bram.port) = (running.port, running.port)
      try anna.note("while it works", in: space)
      #expect(try await anna.sync().isSynchronised)
      try disk.fail()
      try anna.note(String(repeating: "while it does not. ", count: 500), in: space)
      for _ in 0..<3 {
        let answer = try await anna.transport.post("/v1/sync", try anna.nextRequest().encoded)
        #expect(answer.status == (failure == .readOnly ? 503 : 507))
        #expect((Int(answer["retry-after"] ?? "") ?? 0) > 0)
        #expect(try await !anna.sync().isSynchronised)
      }
      // Who only reads is served.
      let report = try await bram.sync()
      #expect(try bram.replica.list(limit: 10).count == 2, "\(report)")
      try disk.mend()
      #expect(try await anna.sync().isSynchronised)
      #expect(try await Self.status(of: running).changes == 3)
      let log = await running.end(by: SIGTERM)
      #expect(running.process.terminationStatus == 0, "\(log)")
      let checked = try await Running.command("audit", "verify", "--data", running.data)
      #expect(checked.status == 0, "\(checked.errors)")
    }

    @Test("a folder that may only be read is not served, which says what to do, and stays as it is")
    func readOnly() async throws {
      let scratch = try Scratch()
      let founded = try await Running.founded(in: scratch)
      let space = try await founded.status().space
      let anna = try await founded.device(of: "anna", in: space, scratch)
      try anna.note("a note", in: space)
      #expect(try await anna.sync().isSynchronised)
      await founded.end(by: SIGTERM)
      let data = founded.data
      let files = try FileManager.default.contentsOfDirectory(atPath: data).map { data + "/" + $0 }
      let before = files.map { FileManager.default.contents(atPath: $0) }
      try Self.setModes(files, 0o400, of: data, 0o500)
      // The rights of files do not hold for root, unless it gives up that they do not.
      let through = geteuid() == 0 ? ["setpriv", "--bounding-set=-dac_override"] : []
      let refused = try await Running.serve(data, through: through)
      let reason = await refused.end(by: SIGTERM)
      #expect(refused.port == 0 && refused.process.terminationStatus == 1)
      #expect(reason.contains(data) && reason.contains("cannot be written"), "\(reason)")
      #expect(files.map { FileManager.default.contents(atPath: $0) } == before)
      try Self.setModes(files, 0o600, of: data, 0o700)
      let again = try await Running.serve(data)
      anna.port = again.port
      try anna.note("another", in: space)
      #expect(try await anna.sync().isSynchronised)
      #expect(try await again.status().changes == 2)
      await again.end(by: SIGTERM)
    }

    private static func setModes(
      _ files: [String], _ mode: Int, of folder: String, _ folderMode: Int
    ) throws {
      for file in files {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
      }
      try FileManager.default.setAttributes([.posixPermissions: folderMode], ofItemAtPath: folder)
    }
  }
#endif
