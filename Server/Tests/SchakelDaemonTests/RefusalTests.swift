import EdgeTesting
import Foundation
import RegionTesting
import SchakelDaemon
import SchakelKeys
import Testing

/// What the program says, word for word, of folders, files and settings that it cannot use.
@Suite(.timeLimit(.minutes(10))) struct RefusalTests {
  /// Runs a command in both languages and holds what it says against these.
  private func expect(
    _ bench: Bench, _ arguments: [String], _ english: String, _ dutch: String,
    _ location: SourceLocation = #_sourceLocation
  ) async {
    for (language, words) in [("C", "Error: " + english), ("nl_NL.UTF-8", "Fout: " + dutch)] {
      bench.environment["LANG"] = language
      let outcome = await bench.run(arguments)
      #expect(outcome.status == .refused && outcome.output.isEmpty, sourceLocation: location)
      #expect(outcome.errors == words + "\n", sourceLocation: location)
    }
  }

  private static func founded() async throws -> Bench {
    let bench = try Bench()
    #expect(await bench.run("init", "--data", "DATA").status == .done)
    return bench
  }

  private static let readers = [["status"], ["serve"], ["space", "list"], ["device", "list"]]

  @Test("a file where a folder is wanted is named as one", arguments: readers + [["init"]])
  func fileForFolder(command: [String]) async throws {
    let bench = try Bench()
    try Data().write(to: URL(fileURLWithPath: bench.data))
    await expect(
      bench, command + ["--data", "DATA"],
      "DATA is a file. Name a folder with --data.",
      "DATA is een bestand. Noem een map met --data.")
    #expect(try Data(contentsOf: URL(fileURLWithPath: bench.data)).isEmpty)
  }

  @Test("a folder that cannot be made says which, and why")
  func unmakeable() async throws {
    let bench = try Bench()
    try Data().write(to: URL(fileURLWithPath: bench.data))
    await expect(
      bench, ["init", "--data", bench.data + "/below"],
      "The folder DATA/below cannot be made: part of the path is a file. Choose another with "
        + "--data.",
      "De map DATA/below kan niet gemaakt worden: een deel van het pad is een bestand. Kies een "
        + "andere met --data.")
  }

  /// No user, however mighty, makes a file there.
  private static let untouchable = "/proc"

  @Test(
    "a folder that takes no files is named",
    .enabled(if: FileManager.default.fileExists(atPath: untouchable)))
  func unwritableFolder() async throws {
    let bench = try Bench()
    let refused = await bench.run("init", "--data", Self.untouchable)
    #expect(refused.status == .refused && refused.output.isEmpty)
    #expect(
      refused.errors.wholeMatch(
        of: /Error: \/proc\/region\.key\.[0-9a-f]+\.new cannot be written: [^.]+\.\n/) != nil,
      "\(refused.errors)")
    bench.environment["LANG"] = "nl_NL"
    let dutch = await bench.run("init", "--data", Self.untouchable)
    #expect(dutch.errors.contains(" kan niet geschreven worden: "), "\(dutch.errors)")
  }

  @Test("a database that cannot be written is named, and what to give", arguments: readers)
  func unwritableDatabase(command: [String]) async throws {
    let bench = try await Self.founded()
    for name in ["-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: bench.data + "/region.sqlite" + name)
    }
    // Where the write-ahead log is to be there is a folder, which stops any user.
    try FileManager.default.createDirectory(
      atPath: bench.data + "/region.sqlite-wal", withIntermediateDirectories: false)
    await expect(
      bench, command + ["--data", "DATA"],
      "DATA/region.sqlite cannot be opened to write. Give this user the right to write the file "
        + "and its folder.",
      "DATA/region.sqlite kan niet geopend worden om te schrijven. Geef deze gebruiker "
        + "schrijfrecht op het bestand en de map.")
  }

  @Test("a newer version's database is left as it is", arguments: readers)
  func newer(command: [String]) async throws {
    let bench = try await Self.founded()
    let file = URL(fileURLWithPath: bench.data + "/region.sqlite")
    var bytes = try Data(contentsOf: file)
    // The user version in the file's header: https://www.sqlite.org/fileformat.html#user_version
    bytes.replaceSubrange(60..<64, with: [0, 0, 0, 99])
    try bytes.write(to: file)
    await expect(
      bench, command + ["--data", "DATA"],
      "DATA/region.sqlite is of a newer version of this program. Upgrade it; nothing was changed.",
      "DATA/region.sqlite is van een nieuwere versie van dit programma. Werk het bij; er is niets "
        + "veranderd.")
    #expect(try Data(contentsOf: file) == bytes)
  }

  @Test("what is no database is left as it is")
  func foreign() async throws {
    let bench = try await Self.founded()
    for name in ["-wal", "-shm", ".high-water"] {
      try? FileManager.default.removeItem(atPath: bench.data + "/region.sqlite" + name)
    }
    let file = URL(fileURLWithPath: bench.data + "/region.sqlite")
    let text = Data(String(repeating: "no database ", count: 1_000).utf8)
    try text.write(to: file)
    await expect(
      bench, ["status", "--data", "DATA"],
      "DATA/region.sqlite is not of this program. It was not touched. Choose another folder with "
        + "--data.",
      "DATA/region.sqlite is niet van dit programma. Het is niet aangeraakt. Kies een andere map "
        + "met --data.")
    #expect(try Data(contentsOf: file) == text)
  }

  @Test("a key that is lost, open to others or no key is named, and what to do")
  func keys() async throws {
    let bench = try await Self.founded()
    let key = bench.data + "/region.key"
    let status = ["status", "--data", "DATA"]
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
    await expect(
      bench, status, "Others can read DATA/region.key. Run: chmod 600 DATA/region.key",
      "Anderen kunnen DATA/region.key lezen. Typ: chmod 600 DATA/region.key")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
    try Data("no key".utf8).write(to: URL(fileURLWithPath: key))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
    await expect(
      bench, status, "DATA/region.key holds no key. Put back the copy from a backup.",
      "In DATA/region.key staat geen sleutel. Zet de kopie uit een reservekopie terug.")
    try FileManager.default.removeItem(atPath: key)
    await expect(
      bench, status,
      "The region's key, DATA/region.key, is gone. Put it back from a backup: no other key will do.",
      "De sleutel van de regio, DATA/region.key, is weg. Zet haar terug uit een reservekopie: een "
        + "andere sleutel werkt niet.")
  }

  @Test("a setting that cannot be used is named by all its names")
  func settings() async throws {
    let bench = try await Self.founded()
    let serve = ["serve", "--data", "DATA"]
    await expect(
      bench, serve + ["--log-format", "xml"],
      "--log-format (SCHAKELD_LOG_FORMAT, or \"log.format\" in the file): \"xml\" cannot be used; "
        + "write json or text",
      "--log-format (SCHAKELD_LOG_FORMAT, of \"log.format\" in het bestand): \"xml\" kan niet; "
        + "schrijf json of text")
    await expect(
      bench, serve + ["--limit", "frobs=1"],
      "there is no setting \"limits.frobs\"; check its spelling",
      "er is geen instelling \"limits.frobs\"; kijk de spelling na")
    await expect(
      bench, serve + ["--config", bench.data], "DATA cannot be read: it is a folder.",
      "DATA kan niet gelezen worden: dat is een map.")
    try Data("[".utf8).write(to: URL(fileURLWithPath: bench.data + "/schakeld.json"))
    await expect(
      bench, serve,
      "the configuration file is not a JSON object of strings, numbers, booleans and objects",
      "het instellingenbestand is geen JSON-object van teksten, getallen, true, false en objecten")
  }

  @Test("a name that is empty or too long is refused by the option that gave it")
  func names() async throws {
    let bench = try await Self.founded()
    await expect(
      bench, ["space", "add", "--data", "DATA", "--name", ""], "The name after --name is empty.",
      "De naam na --name is leeg.")
    let long = String(repeating: "x", count: 257)
    await expect(
      bench, ["init", "--data", "DATA", "--region", long],
      "The name after --region is too long: 256 bytes at most.",
      "De naam na --region is te lang: ten hoogste 256 bytes.")
  }

  @Test("arguments that make no sense are told in both languages")
  func usage() async throws {
    let bench = try Bench()
    let cases: [(arguments: [String], english: String, dutch: String)] = [
      (
        ["serve"], "Error: Name the data folder with --data DIR.",
        "Fout: Noem de map met --data MAP."
      ),
      (
        ["serve", "--frob"], "Error: Unknown option '--frob'", "Fout: De optie --frob bestaat niet."
      ),
      (
        ["status", "--data"], "Error: Missing value for '--data <data>'",
        "Fout: Na --data <data> "
          + "ontbreekt wat je wilt invullen."
      ),
    ]
    for (arguments, english, dutch) in cases {
      bench.environment["LANG"] = "C"
      let outcome = await bench.run(arguments)
      #expect(outcome.status == .usage && outcome.errors.hasPrefix(english + "\n"), "\(outcome)")
      bench.environment["LANG"] = "nl_NL"
      let told = await bench.run(arguments)
      #expect(told.status == .usage && told.errors.hasPrefix(dutch + "\n"), "\(told)")
      #expect(told.errors.contains("Gebruik: schakeld ") && !told.errors.contains("more info"))
    }
  }

  @Test("help is in the language of who asks for it")
  func help() async throws {
    let bench = try Bench()
    bench.environment["LANG"] = "nl_NL"
    let dutch = await bench.run("serve", "--help").output
    #expect(dutch.hasPrefix("Bedien de regio, tot SIGTERM of SIGINT.\n"), "\(dutch)")
    for words in ["GEBRUIK: schakeld serve", "OPTIES:", "Voorbeelden:", "Toon deze uitleg."] {
      #expect(dutch.contains(words), "\(words)")
    }
    let root = await bench.run("--help").output
    #expect(root.contains("OPDRACHTEN:") && root.contains("Toon de apparaten"))
    for english in ["USAGE", "OVERVIEW", "SUBCOMMANDS", "Example", "Show", "List ", "for detailed"]
    {
      #expect(!dutch.contains(english) && !root.contains(english), "\(english)")
    }
  }
}
