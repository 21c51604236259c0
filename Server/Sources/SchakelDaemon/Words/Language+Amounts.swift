extension Language {
  /// `1 person`, `12 people`.
  func count(_ number: UInt64, _ noun: Noun) -> String {
    let (english, dutch) = noun.forms
    let forms = self == .dutch ? dutch : english
    return "\(number) \(number == 1 ? forms.0 : forms.1)"
  }

  /// What is counted.
  enum Noun {
    case person, document, change, space, device, minute, hour, day
    case conflict, record, entry, seal, checkpoint, text

    /// One and many, in English and in Dutch.
    fileprivate var forms: ((String, String), (String, String)) {
      switch self {
      case .person: (("person", "people"), ("mens", "mensen"))
      case .document: (("document", "documents"), ("document", "documenten"))
      case .change: (("change", "changes"), ("wijziging", "wijzigingen"))
      case .space: (("space", "spaces"), ("ruimte", "ruimtes"))
      case .device: (("device", "devices"), ("apparaat", "apparaten"))
      case .minute: (("minute", "minutes"), ("minuut", "minuten"))
      case .hour: (("hour", "hours"), ("uur", "uur"))
      case .conflict: (("open conflict", "open conflicts"), ("open botsing", "open botsingen"))
      case .record: (("record", "records"), ("botsing", "botsingen"))
      case .entry: (("entry", "entries"), ("regel", "regels"))
      case .seal: (("seal", "seals"), ("zegel", "zegels"))
      case .checkpoint: (("signed place", "signed places"), ("handtekening", "handtekeningen"))
      case .text: (("text", "texts"), ("tekst", "teksten"))
      case .day: (("day", "days"), ("dag", "dagen"))
      }
    }
  }

  /// How long ago, in the largest whole unit: `3 hours ago`. Both in milliseconds since 1970.
  func ago(_ time: UInt64, now: UInt64) -> String {
    let minutes = (now > time ? now - time : 0) / 60_000
    switch minutes {
    case 0: return say("just now", "zojuist")
    case 1..<60: return say("\(count(minutes, .minute)) ago", "\(count(minutes, .minute)) geleden")
    case 60..<2_880:
      let hours = count(minutes / 60, .hour)
      return say("\(hours) ago", "\(hours) geleden")
    default:
      let days = count(minutes / 1_440, .day)
      return say("\(days) ago", "\(days) geleden")
    }
  }

  /// Bytes in the unit that gives two or three digits, by thousands: `4.2 MB`, in Dutch `4,2 MB`.
  func size(_ bytes: UInt64) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"]
    var unit = 0
    var tenths = bytes * 10
    while tenths >= 10_000 && unit < units.count - 1 {
      tenths /= 1_000
      unit += 1
    }
    let point = self == .dutch ? "," : "."
    let isWhole = unit == 0 || tenths >= 100
    return isWhole
      ? "\(tenths / 10) \(units[unit])" : "\(tenths / 10)\(point)\(tenths % 10) \(units[unit])"
  }
}
