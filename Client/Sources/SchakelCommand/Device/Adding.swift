import SchakelCore
import SchakelStore

/// Writing something new: into a space where that can be, as a draft where it cannot. What somebody
/// typed is kept in any case.
struct Adding {
  let device: Device
  let kind: Kind
  let fields: [Name: [Value]]

  func run(space typed: String?, asDraft: Bool) throws -> AddingReport {
    guard !fields.isEmpty else { throw device.context.failure(ErrorPhrase.empty, status: .usage) }
    if asDraft { return try draft(because: nil) }
    let place = try place(typed)
    switch place {
    case .space(let space):
      let id = try device.replica.create(kind.name, fields, in: space.id)
      return report(id, space: space, because: nil)
    case .draft(let reason): return try draft(because: reason)
    }
  }

  private enum Place {
    case space(Membership)
    case draft(AddingPhrase)
  }

  private func place(_ typed: String?) throws -> Place {
    let spaces = try device.spaces()
    if typed == nil, spaces.isEmpty { return .draft(.notEnrolled) }
    if typed == nil, spaces.count > 1 { return .draft(.whichSpace) }
    let space = try device.space(typed: typed)
    guard space.role.mayWrite else { return .draft(.mayNotWrite) }
    if space.role != .coordinator, fields["visibility"]?.contains(Value("public")) == true {
      return .draft(.mayNotPublish)
    }
    if kind == .connectorProfile, fields["consent"] != [Value("given")] {
      return .draft(.noConsent)
    }
    return .space(space)
  }

  private func draft(because reason: AddingPhrase?) throws -> AddingReport {
    report(try device.replica.draft(kind.name, fields), space: nil, because: reason)
  }

  private func report(
    _ id: DocumentID, space: Membership?, because reason: AddingPhrase?
  ) -> AddingReport {
    let title = fields[kind.titleField]?.first?.text
    return AddingReport(id: id, kind: kind.name, title: title, space: space, reason: reason)
  }
}
