import SchakelCore
import SchakelStore
import SchakelSync

/// What the region holds of devices that were taken out of use, until a coordinator has looked at it.
struct Holding {
  let device: Device
  let space: Membership
  private let syncing: Syncing

  /// What one device wrote in one contribution.
  struct Contribution {
    let document: DocumentID
    /// The device that wrote it.
    let replica: ReplicaID
    let author: Author
    /// The contribution to which it goes, where that is another by now.
    let successor: DocumentID?
    /// In the order in which the region got them.
    let items: [HistoryAnswer.Item]
    let changes: [Change]

    /// When the first of it was written, as its device claims, milliseconds since 1970 (UTC).
    var written: UInt64 { changes[0].header.time.milliseconds }
    /// When the last of it came, milliseconds since 1970 (UTC).
    var received: UInt64 { items.map(\.received).max() ?? 0 }
    /// The kind, where the contribution was to be made by it.
    var kind: Name? { changes.lazy.compactMap(\.header.kind).first }

    /// The values that it brings to each field, the last word on each.
    var values: [(field: Name, values: [Value])] {
      var found: [Name: [Value]] = [:]
      for change in changes {
        var next = 0
        for operation in change.header.operations {
          let own = Array(change.content?.values[next..<next + operation.count] ?? [])
          next += operation.count
          guard operation.field != .lifecycle, !own.isEmpty else { continue }
          found[operation.field] =
            operation.kind == .set ? own : found[operation.field, default: []] + own
        }
      }
      return found.sorted { $0.key < $1.key }.map { (field: $0.key, values: $0.value) }
    }

    /// Whether it deletes the contribution.
    var deletes: Bool {
      changes.contains { $0.header.operations.contains { $0.kind == .delete } }
    }
  }

  init(device: Device, space: Membership) throws {
    self.device = device
    self.space = space
    syncing = try Syncing(device: device)
  }

  private var transport: any SyncTransport { syncing.synchroniser.transport }

  /// What is typed for each: the end of its contribution's id, and where several devices wrote in one,
  /// that of the device.
  static func names(of contributions: [Contribution]) -> [String] {
    let short = ShortID.texts(of: contributions.map(\.document))
    return contributions.map { each in
      let others = contributions.filter { $0.document == each.document }.map(\.replica.text)
      let name = short[each.document] ?? each.document.text
      guard others.count > 1 else { return name }
      var length = deviceDigits
      while Set(others.map { $0.suffix(length) }).count < others.count { length += 1 }
      return name + "@" + each.replica.text.suffix(length)
    }
  }

  private static let deviceDigits = 4

  /// Brings this device up to date, so that what others decided is known here.
  ///
  /// - Returns: what else was to be heard of, which was said.
  func synchronise() async throws -> [SyncProgress.Notice] {
    let report = try await syncing.once()
    say(report.report)
    if case .failed = report.report.ending, let failure = report.failure(in: device.context) {
      throw failure
    }
    return report.report.notices
  }

  /// What a synchronisation has to tell is told once: here, beside the answer, since `sync` has nothing
  /// of it to say any more.
  private func say(_ report: SyncReport) {
    let context = device.context
    for line in SyncingReport(report: report).noticeLines(in: context) {
      context.output.errorLine(line)
    }
  }

  /// All of it, what came first in front.
  func contributions() async throws -> [Contribution] {
    var groups: [(key: Key, items: [HistoryAnswer.Item], changes: [Change])] = []
    var request = HeldRequest(space: space.id)
    var successors: [DocumentID: DocumentID] = [:]
    repeat {
      let answer = try await page(request)
      for each in answer.successors { successors[each.document] = each.successor }
      for item in answer.items {
        let change = try item.read()
        let key = Key(document: change.header.document, replica: item.writer.replica)
        if let place = groups.firstIndex(where: { $0.key == key }) {
          groups[place].items.append(item)
          groups[place].changes.append(change)
        } else {
          groups.append((key: key, items: [item], changes: [change]))
        }
      }
      request.after = answer.token
    } while request.after != nil
    return try groups.map { group in
      Contribution(
        document: group.key.document, replica: group.key.replica,
        author: try device.replica.author(group.changes[0].header.author),
        successor: successors[group.key.document],
        items: group.items, changes: group.changes)
    }
  }

  private struct Key: Hashable {
    let document: DocumentID
    let replica: ReplicaID
  }

  private func page(_ request: HeldRequest) async throws -> HistoryAnswer {
    let bytes: [UInt8]
    do throws(TransportFailure) {
      bytes = try await transport.heldChanges(request.encoded)
    } catch {
      if error.code == .forbidden { throw device.context.failure(HeldPhrase.coordinatorsOnly) }
      throw error
    }
    do throws(CBORError) {
      return try HistoryAnswer(encoded: bytes)
    } catch {
      throw TransportFailure(.notSchakel, "The answer cannot be read: \(error).")
    }
  }

  /// The one that was typed, by the end or the beginning of its id; with that of its device, behind an @,
  /// where several devices wrote in it.
  func contribution(typed text: String) async throws -> Contribution {
    let all = try await contributions()
    let typed = text.lowercased().split(
      separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    func fits(_ id: String, _ part: Substring) -> Bool {
      !part.isEmpty && (id.hasSuffix(part) || id.hasPrefix(part))
    }
    let found = all.filter { each in
      fits(each.document.text, typed[0]) && (typed.count < 2 || fits(each.replica.text, typed[1]))
    }
    guard let only = found.first else {
      throw device.context.failure(HeldPhrase.unknown, ["id": .text(text)])
    }
    guard found.count == 1 else {
      let names = Self.names(of: all)
      let wanted = zip(all, names).filter { each, _ in
        found.contains { $0.document == each.document && $0.replica == each.replica }
      }
      throw device.context.failure(
        HeldPhrase.several,
        ["id": .text(text), "ids": .text(wanted.map(\.1).joined(separator: ", "))])
    }
    return only
  }

  /// What came of saying it again.
  struct Release {
    /// The contribution that has it now.
    let made: DocumentID
    /// Whether the region has that.
    let isSent: Bool
    /// What else was to be heard of.
    let notices: [SyncProgress.Notice]
  }

  /// Says it again in this person's name, and sends it.
  func release(_ held: Contribution, reason: String) async throws -> Release {
    let made = try device.replica.releaseHeld(
      held.items, in: space.id, into: held.successor, reason: reason)
    var report = try await syncing.once().report
    let count = report.notices.count
    // Said in words of its own.
    report.notices.removeAll { if case .refused(_, .released) = $0 { true } else { false } }
    say(report)
    if report.notices.count < count { throw device.context.failure(HeldPhrase.taken) }
    let refused = report.notices.compactMap {
      if case .refused(let dot, _) = $0 { dot } else { nil }
    }
    let isRefused = try device.replica.tray().contains {
      $0.document == made && refused.contains($0.dot)
    }
    if isRefused { throw device.context.failure(HeldPhrase.refused) }
    // Of other groups there may be what can never be sent from here.
    let standing = report.standing.spaces.first { $0.id == space.id }
    return Release(made: made, isSent: standing?.waiting == 0, notices: report.notices)
  }

  /// Lets it go: the region keeps its words no longer.
  ///
  /// - Returns: what else was to be heard of, which was said.
  func dismiss(_ held: Contribution) async throws -> [SyncProgress.Notice] {
    for change in held.changes { try await transport.dismissHeld(change.dot, in: space.id) }
    // So that this device says no more that it waits.
    let report = try await syncing.once().report
    say(report)
    return report.notices
  }
}
