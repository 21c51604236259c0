import SchakelCore
import SchakelRegion
import SchakelServer

/// What a whole check came to, as people read it.
struct VerificationLines {
  private let found: RegionVerification
  private let context: DaemonContext

  init(_ found: RegionVerification, _ context: DaemonContext) {
    self.found = found
    self.context = context
  }

  private var language: Language { context.language }

  var lines: [String] { verdict + spaces + ledger + faults }

  private var verdict: [String] {
    guard found.isSound else { return [] }
    return [
      language.say(
        "\(found.name) is whole: file, logs, contributions and ledger.",
        "\(found.name) is heel: bestand, logboeken, bijdragen en grootboek.")
    ]
  }

  private var spaces: [String] {
    var table = Table(shrinking: [1])
    for space in found.spaces {
      table.add(
        space.space.space.text, space.space.name, language.count(space.counts.entries, .entry),
        language.count(space.counts.changes, .change), language.count(space.documents, .document),
        language.count(space.counts.seals, .seal),
        language.count(space.counts.checkpoints, .checkpoint))
    }
    return table.lines(width: context.columns)
  }

  private var ledger: [String] {
    guard let entries = found.ledger.entries else {
      return [language.say("No ledger was looked at.", "Er is geen grootboek bekeken.")]
    }
    let count = language.count(UInt64(entries), .entry)
    var lines = [language.say("Ledger: \(count).", "Grootboek: \(count).")]
    if found.ledger.ahead > 0 {
      let ahead = language.count(UInt64(found.ledger.ahead), .entry)
      lines.append(
        language.say(
          "It is \(ahead) ahead, which the region obeys before it answers anybody:",
          "Het is \(ahead) verder; de regio doet dat voor zij iemand antwoordt:"))
      lines += found.ledger.lacking.map { "  " + language.words(for: $0) }
    }
    return lines
  }

  private var faults: [String] {
    found.faults.map { fault in
      let place = [
        fault.space.map { "\($0.id.text) \($0.name)" }, fault.position.map(String.init),
        fault.document?.text,
      ].compactMap(\.self).joined(separator: ", ")
      let what = fault.audit.map(language.sentence) ?? fault.message
      return place.isEmpty ? "- \(what)" : "- \(place): \(what)"
    }
  }
}

extension Language {
  func words(for step: RegionVerification.Step) -> String {
    switch step {
    case .file:
      say("Reading every page of the file …", "Elke bladzij van het bestand wordt gelezen …")
    case .log(let space):
      say("\(space.name): the log …", "\(space.name): het logboek …")
    case .documents(let space):
      say("\(space.name): the contributions …", "\(space.name): de bijdragen …")
    case .ledger: say("The ledger …", "Het grootboek …")
    }
  }

  func words(for lack: LedgerStanding.Lack) -> String {
    switch lack {
    case .erasure(.document(let document)):
      say("erased: contribution \(document.text)", "gewist: bijdrage \(document.text)")
    case .erasure(.documents(let documents)):
      say("erased: \(documents.count) contributions", "gewist: \(documents.count) bijdragen")
    case .erasure(.person(let person)):
      say("erased: person \(person.text)", "gewist: persoon \(person.text)")
    case .device(let device):
      say("out of use: device \(device.text)", "buiten gebruik: apparaat \(device.text)")
    case .role(let person, let space, let role):
      say(
        "role of \(person.text) in \(space.text): \(role.text)",
        "rol van \(person.text) in \(space.text): \(role.text)")
    }
  }

  /// What to do about it.
  func sentence(onFaults found: RegionVerification) -> String {
    if found.faults.allSatisfy({ $0.code == .ledger }) {
      return say(
        "The database holds; the ledger does not fit it. Put the newest copy of region.ledger there. If "
          + "there is none, and the database was not put back from a backup, move region.ledger away: the "
          + "server writes it anew.",
        "De database klopt; het grootboek past er niet bij. Zet de nieuwste kopie van region.ledger daar "
          + "neer. Is er geen, en is de database niet uit een reservekopie teruggezet, haal region.ledger dan "
          + "weg: de server schrijft het opnieuw.")
    }
    return say(
      "It is not whole. Keep a copy of the folder as it is, and put the newest backup back that schakeld "
        + "verify finds whole, with the newest ledger.",
      "Het is niet heel. Bewaar een kopie van de map zoals die is, en zet de nieuwste reservekopie terug die "
        + "schakeld verify heel vindt, met het nieuwste grootboek.")
  }
}

extension JSON {
  init(_ found: RegionVerification) {
    self = [
      "sound": .bool(found.isSound), "region": .string(found.name),
      "spaces": .array(found.spaces.map { Audit.json($0) }),
      "ledger": [
        "entries": found.ledger.entries.map(JSON.number) ?? .null,
        "ahead": .number(found.ledger.ahead),
        "lacking": .array(found.ledger.lacking.map { .string(Language.english.words(for: $0)) }),
      ],
      "faults": .array(found.faults.map { JSON($0) }),
    ]
  }

  private init(_ fault: RegionFault) {
    self = [
      "code": .string(fault.code.rawValue), "message": .string(fault.message),
      "space": fault.space.map { .string($0.id.text) } ?? .null,
      "position": fault.position.map(JSON.unsigned) ?? .null,
      "document": fault.document.map { .string($0.text) } ?? .null,
      "audit": fault.audit.map { .string($0.code.word) } ?? .null,
    ]
  }
}
