import SchakelCore
import SchakelRegion
import SchakelServer
import SchakelStore

/// The region's state as `schakeld status` shows it.
struct StatusReport {
  let status: RegionStatus
  let fingerprints: [SpaceID: Digest]
  /// What the check of the whole database found, where it was asked for.
  var check: CheckReport?
  /// Bytes that are left on the disk; nil where the system does not say.
  let freeBytes: UInt64?
  let now: UInt64

  /// Less free than this is worth a warning.
  static let littleRoom: UInt64 = 1 << 30

  private var isShortOfRoom: Bool { freeBytes.map { $0 < Self.littleRoom } ?? false }

  // MARK: For programs

  var json: JSON {
    let region: JSON = [
      "name": .string(status.name), "epoch": .string(status.epoch.text),
      "created": .string(rfc3339(status.created)),
    ]
    let disk: JSON = [
      "databaseBytes": .unsigned(status.diskBytes),
      "freeBytes": freeBytes.map(JSON.unsigned) ?? .null,
    ]
    let members = [
      JSON.Member("region", region),
      .init("spaces", .array(status.spaces.map { JSON($0, fingerprint: fingerprints[$0.id]) })),
      .init("devices", .array(status.devices.map { JSON($0) })),
      .init("changes", .unsigned(status.changes)), .init("documents", .unsigned(status.documents)),
      .init("disk", disk), .init("backups", status.backupsJSON),
      .init("warnings", .array(warnings)),
    ]
    return .object(members + (check.map { [.init("check", JSON($0))] } ?? []))
  }

  private var warnings: [JSON] {
    let room: [JSON] = isShortOfRoom ? [["code": "low-disk"]] : []
    return status.warnings.map { JSON($0) } + room
  }

  // MARK: For people

  /// - Parameter width: the cells of a line, which names are cut to; nil for as many as needed.
  func lines(_ language: Language, width: Int? = nil) -> [String] {
    [
      language.say(
        "Region \(status.name), since \(day(status.created))",
        "Regio \(status.name), sinds \(day(status.created))"), "",
      language.count(UInt64(status.spaces.count), .space),
    ] + spaceTable(status.spaces, now: now, width: width, language) + [""]
      + [language.count(UInt64(status.devices.count), .device)]
      + deviceTable(status.devices, now: now, width: width, language) + [""]
      + fingerprintLines(language)
      + [disk(language)] + backups(language) + checked(language) + attention(language)
  }

  private func checked(_ language: Language) -> [String] {
    switch check {
    case nil: []
    case .sound:
      [
        language.say(
          "The whole database was checked: it is sound.",
          "De hele database is nagekeken: ze is in orde.")
      ]
    case .damaged:
      [
        language.say(
          "The whole database was checked: it is damaged.",
          "De hele database is nagekeken: ze is beschadigd.")
      ]
    }
  }

  private func fingerprintLines(_ language: Language) -> [String] {
    guard !fingerprints.isEmpty else { return [] }
    var table = Table()
    for space in status.spaces {
      table.add(space.id.text, fingerprints[space.id]?.text ?? "")
    }
    // A part of a fingerprint is none, so these lines are as long as they are.
    return [language.say("Fingerprints", "Vingerafdrukken")] + table.lines(width: nil) + [""]
  }

  private func disk(_ language: Language) -> String {
    let used = language.size(status.diskBytes)
    guard let free = freeBytes.map(language.size) else {
      return language.say("Disk: \(used)", "Schijf: \(used)")
    }
    return language.say("Disk: \(used), \(free) free", "Schijf: \(used), \(free) vrij")
  }

  private func backups(_ language: Language) -> [String] {
    BackupRecord.Content.allCases.compactMap { content in
      guard let done = status.backups[content]?.done else { return nil }
      let ago = language.ago(done, now: now)
      return switch content {
      case .database: language.say("Last backup: \(ago)", "Laatste reservekopie: \(ago)")
      case .ledger:
        language.say("Last copy of the ledger: \(ago)", "Laatste kopie van het grootboek: \(ago)")
      }
    }
  }

  private func attention(_ language: Language) -> [String] {
    var sentences = status.warnings.map { sentence($0, language) }
    if freeBytes == 0 {
      sentences.append(
        language.say(
          "Nothing can be written to the disk: it is full, or may only be read.",
          "Op de schijf kan niets geschreven worden: ze is vol, of mag alleen gelezen worden."))
    } else if isShortOfRoom {
      sentences.append(
        language.say(
          "The disk is nearly full: make room before devices are refused.",
          "De schijf is bijna vol: maak ruimte, anders worden apparaten geweigerd."))
    }
    if sentences.isEmpty {
      return [language.say("Nothing needs attention.", "Niets vraagt aandacht.")]
    }
    return ["", language.say("Needs attention", "Vraagt aandacht")] + sentences.map { "  " + $0 }
  }

  private func what(_ content: BackupRecord.Content, _ language: Language) -> String {
    switch content {
    case .database: language.say("The backup", "De reservekopie")
    case .ledger: language.say("The copy of the ledger", "De kopie van het grootboek")
    }
  }

  private func last(_ since: UInt64?, _ language: Language) -> String {
    guard let ago = since.map({ language.ago($0, now: now) }) else {
      return language.say("There is none yet.", "Er is er nog geen.")
    }
    return language.say("The last good one was made \(ago).", "De laatste goede is van \(ago).")
  }

  private func sentence(_ warning: RegionStatus.Warning, _ language: Language) -> String {
    switch warning {
    case .waiting(let space, let count):
      let changes = language.count(count, .change)
      return language.say(
        "\(space.text): \(changes) waiting for others that no device has handed in yet.",
        "\(space.text): \(changes) in afwachting van andere, die nog op een apparaat staan.")
    case .forks(let space, let count, let since):
      let changes = language.count(count, .change)
      return language.say(
        "\(space.text): \(changes) since \(day(since)) of a device that was copied or put back; "
          + "nothing is lost.",
        "\(space.text): \(changes) sinds \(day(since)) van een apparaat dat gekopieerd of teruggezet "
          + "is; niets is weg.")
    case .voids(let space, let count, let since):
      let changes = language.count(count, .change)
      return language.say(
        "\(space.text): \(changes) refused since \(day(since)); the writers still have the content.",
        "\(space.text): \(changes) geweigerd sinds \(day(since)); de schrijvers hebben de inhoud nog."
      )
    case .copy(let writer, let since):
      let ago = language.ago(since, now: now)
      return language.say(
        "A copy of device \(writer.replica.text) came \(ago) and waits for a coordinator's yes: "
          + "schakeld device copies shows it.",
        "Een kopie van apparaat \(writer.replica.text) kwam \(ago), en wacht tot een coördinator ermee "
          + "instemt: schakeld device copies toont haar.")
    case .silent(let device, let since):
      let ago = language.ago(since, now: now)
      return language.say(
        "Device \(device.text) was last heard of \(ago).",
        "Apparaat \(device.text) meldde zich \(ago) voor het laatst.")
    case .backupFailed(let content, let since, let problem):
      return language.say(
        "\(what(content, language)) could not be made: \(problem) \(last(since, language))",
        "\(what(content, language)) is niet gelukt: \(problem) \(last(since, language))")
    case .backupLate(let content, let since):
      return language.say(
        "\(what(content, language)) should have been made by now: does the server run? "
          + last(since, language),
        "\(what(content, language)) had er al moeten zijn: draait de server? "
          + last(since, language))
    }
  }
}

/// The date of a moment, UTC.
func day(_ time: UInt64) -> String { String(rfc3339(time).prefix(10)) }

/// A moment as RFC 3339 writes it, UTC.
func rfc3339(_ time: UInt64) -> String {
  UTCTime(millisecondsSince1970: Int64(clamping: time)).rfc3339
}
