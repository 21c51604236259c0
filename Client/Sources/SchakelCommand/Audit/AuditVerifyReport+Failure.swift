import SchakelCore

extension AuditVerifyReport {
  /// Why the file is not to be trusted, in a sentence; nil where it is in order.
  func reason(in context: CommandContext) -> String? {
    if case .fails(let fault) = verdict {
      return AuditFaultWords(fault: fault, context: context).sentence
    }
    return contradiction(in: context)
  }

  /// What `schakel audit verify` ends with.
  func failure(in context: CommandContext) -> Failure? {
    if case .fails = verdict {
      return context.failure(AuditPhrase.distrust, ["path": .text(path)])
    }
    return contradiction(in: context).map { Failure($0) }
  }

  private func contradiction(in context: CommandContext) -> String? {
    guard case .holds(let report) = verdict, let found = comparison?.contradiction
    else { return nil }
    let name = report.spaces.first { $0.space.space == found.space }?.space.name
    return context.language(
      found.kind == .changedPast ? AuditPhrase.changedPast : .shortened,
      [
        "path": .text(path), "space": .text(SafeText.line(name ?? found.space.text)),
        "position": .count(Int(clamping: found.checkpoint.position)),
        "time": .text(context.dates.moment(found.checkpoint.time)),
      ])
  }
}
