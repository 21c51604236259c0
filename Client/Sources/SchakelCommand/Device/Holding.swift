import SchakelCore
import SchakelStore
import SchakelSync

/// What the region holds of devices that were taken out of use, until a coordinator has looked at it.
struct Holding {
  let device: Device
  let space: Membership
  private let transport: any SyncTransport

  /// What one device wrote in one contribution.
  struct Contribution {
    let document: DocumentID
    let author: Author
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
    transport = try Syncing(device: device).synchroniser.transport
  }

  /// All of it, what came first in front.
  func contributions() async throws -> [Contribution] {
    var groups: [(key: Key, items: [HistoryAnswer.Item], changes: [Change])] = []
    var request = HeldRequest(space: space.id)
    repeat {
      let answer = try await page(request)
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
        document: group.key.document,
        author: try device.replica.author(group.changes[0].header.author),
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

  /// The one that was typed, by the end or the beginning of its id.
  func contribution(typed text: String) async throws -> Contribution {
    let all = try await contributions()
    let wanted = text.lowercased()
    let found =
      wanted.isEmpty
      ? []
      : all.filter {
        $0.document.text == wanted || $0.document.text.hasSuffix(wanted)
          || $0.document.text.hasPrefix(wanted)
      }
    guard let only = found.first else {
      throw device.context.failure(HeldPhrase.unknown, ["id": .text(text)])
    }
    // Of several devices that wrote in one contribution the first is next.
    guard Set(found.map(\.document)).count == 1 else {
      throw device.context.failure(
        ErrorPhrase.severalDocuments,
        ["id": .text(text), "ids": .text(found.map(\.document.text).joined(separator: ", "))])
    }
    return only
  }

  /// Says it again in this person's name.
  func release(_ held: Contribution, reason: String) async throws -> DocumentID {
    try device.replica.releaseHeld(held.items, in: space.id, reason: reason)
  }

  /// Lets it go: the region keeps its words no longer.
  func dismiss(_ held: Contribution) async throws {
    for change in held.changes { try await transport.dismissHeld(change.dot, in: space.id) }
  }
}
