import SchakelCore

extension Language {
  /// The first thing that an audit found not to hold, and where, for whoever runs the region.
  func sentence(on fault: AuditFault) -> String {
    var places: [String] = []
    if let space = fault.space { places.append(say("space \(space.text)", "ruimte \(space.text)")) }
    if let position = fault.position {
      places.append(say("position \(position)", "plaats \(position)"))
    }
    if let document = fault.document { places.append("document \(document.text)") }
    if let field = fault.field, field != .lifecycle {
      places.append(say("field \(field.text)", "veld \(field.text)"))
    }
    if let record = fault.record {
      places.append(say("record \(record.text)", "botsing \(record.text)"))
    }
    let place = places.isEmpty ? "" : " (\(places.joined(separator: ", ")))"
    return say(
      "The audit does not hold: \(what(fault.code))\(place). \(fault.message).",
      "De controle klopt niet: \(what(fault.code))\(place). \(fault.message).")
  }

  private func what(_ code: AuditFault.Code) -> String {
    switch code {
    case .unreadable, .length, .fileSignature, .otherRegion:
      say("the log cannot be shown as it is", "het logboek is niet te tonen zoals het is")
    case .epoch:
      say("the log goes on where it may not", "het logboek gaat verder waar dat niet mag")
    case .chain:
      say(
        "a change is not the one that was written", "een wijziging is niet zoals ze geschreven is")
    case .unsealed, .seal:
      say("a change lacks its device's seal", "een wijziging mist het zegel van haar apparaat")
    case .void: say("a refusal is not the region's", "een weigering is niet van de regio")
    case .checkpoint:
      say(
        "a signed place in the log is another", "een ondertekende plaats in het logboek klopt niet")
    case .rights:
      say("somebody wrote who might not", "iemand schreef die dat niet mocht")
    case .merge, .rule:
      say("a change was taken that cannot be", "een wijziging is aangenomen die niet kan")
    case .erasure:
      say("words are missing that nobody erased", "er ontbreken woorden die niemand heeft gewist")
    case .documents:
      say(
        "a document is not what its changes make of it",
        "een document klopt niet met zijn wijzigingen")
    case .record:
      say("a conflict is not on record as it was", "een botsing staat er niet zoals ze was")
    }
  }
}

extension AuditFault.Code {
  /// For programs.
  var word: String {
    switch self {
    case .unreadable: "unreadable"
    case .otherRegion: "other-region"
    case .fileSignature: "file-signature"
    case .length: "length"
    case .epoch: "epoch"
    case .chain: "chain"
    case .unsealed: "unsealed"
    case .seal: "seal"
    case .void: "void"
    case .checkpoint: "checkpoint"
    case .rights: "rights"
    case .merge: "merge"
    case .rule: "rule"
    case .erasure: "erasure"
    case .documents: "documents"
    case .record: "record"
    }
  }
}
