import SchakelCore

// The ledger, and what the database has of it.
extension RegionChecker {
  /// Holds a ledger against the database.
  mutating func check(_ ledger: RegionLedger) {
    progress(.ledger)
    do throws(RegionError) {
      try hold(ledger)
    } catch {
      note(RegionFault(error.code == .ledger ? .ledger : .unreadable, error.message))
    }
  }

  private mutating func hold(_ ledger: RegionLedger) throws(RegionError) {
    let place = try store.ledgerPlace()
    guard let found = try ledger.read(environment), !found.entries.isEmpty else {
      if let place, place.count > 0 { note(.lostLedger(place.count)) }
      return
    }
    result.ledger.entries = found.entries.count
    guard let rest = found.rest(after: place ?? RegionLedger.beginning(environment)) else {
      return note(.otherLedger)
    }
    result.ledger.ahead = rest.count
    let erased = Set(
      try store.erasures().filter { $0.status == .approved }.map { ErasureName($0) })
    for (index, entry) in found.entries.enumerated() {
      guard let lack = try lack(entry.content, erased) else { continue }
      if rest.indices.contains(index) {
        result.ledger.lacking.append(lack)
      } else if lack.isForGood {
        note(.forgotten(index + 1))
      }
    }
  }

  /// What of an entry the database does not know.
  private func lack(
    _ content: LedgerEntry.Content, _ erased: Set<ErasureName>
  ) throws(RegionError) -> LedgerStanding.Lack? {
    switch content {
    case .erasure(let record, _):
      return erased.contains(ErasureName(record)) ? nil : .erasure(record.subject)
    case .device(let device, _):
      let known = try store.device(device.replica)?.status.rawValue
      return known.map { $0 >= device.status.rawValue } ?? true ? nil : .device(device.replica)
    case .member(let id, let member):
      guard let space = try store.space(id),
        try store.role(of: member.person, in: space.number) != member.role
      else { return nil }
      return .role(member.person, id, member.role)
    // A copy that is not known to have been let go on asks again.
    case .marks, .anew, .accepted, .admission: return nil
    }
  }
}

/// By which a request is the same in a ledger and in a database: their numbers differ.
private struct ErasureName: Hashable {
  let subject: ErasureSubject
  let requested: UInt64

  init(_ record: ErasureRecord) { (subject, requested) = (record.subject, record.requested) }
}

extension LedgerStanding.Lack {
  /// Whether nothing later could have made it otherwise, as a role can.
  fileprivate var isForGood: Bool {
    if case .role = self { false } else { true }
  }
}

extension RegionFault {
  fileprivate static func lostLedger(_ count: UInt64) -> RegionFault {
    RegionFault(
      .ledger,
      "the ledger, of which this database obeyed \(count) entries, is not there: put the newest copy of it "
        + "back; beside a database that was not put back, the server writes it again when it starts"
    )
  }

  fileprivate static let otherLedger = RegionFault(
    .ledger,
    "the ledger does not go on from where this database is: it is older, or another one; put the newest "
      + "copy of it back")

  fileprivate static func forgotten(_ number: Int) -> RegionFault {
    RegionFault(
      .ledger,
      "entry \(number) of the ledger was obeyed, and the database does not know it: put a backup back, with "
        + "this ledger")
  }
}
