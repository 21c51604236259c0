import SchakelCore

/// What was written in the documents of which there are records: read from the file once more, since
/// nobody could hold all of a large file's changes.
struct AuditTraces {
  /// A document, and where it is.
  struct Place: Hashable {
    let space: SpaceID
    let document: DocumentID
  }

  /// The changes of the documents that are told of in full.
  private(set) var traces: [Place: DocumentTrace] = [:]
  /// Of all with records: the title that was written last.
  private(set) var titles: [Place: String] = [:]
  /// The reasons of settlements.
  private var reasons: [SpaceID: [Dot: String]] = [:]

  private let inFull: Set<Place>
  private let named: Set<Place>
  private let settling: [SpaceID: Set<Dot>]
  private var kinds: [Place: Kind] = [:]

  func reason(of dot: Dot, in space: SpaceID) -> String? { reasons[space]?[dot] }

  init(_ contents: AuditContents, _ cases: AuditCases, from file: AuditFile) throws {
    inFull = Set(cases.conflicts.map(\.place))
    var named: Set<Place> = []
    var settling: [SpaceID: Set<Dot>] = [:]
    for space in contents.spaces {
      let id = space.space.space
      named.formUnion(space.records.map { Place(space: id, document: $0.document) })
      settling[id, default: []].formUnion(
        space.records.flatMap(\.events).filter { $0.kind == .settled }.map(\.dot))
    }
    (self.named, self.settling) = (named, settling)
    var space: SpaceID?
    var position: UInt64 = 0
    do {
      try file.parts { bytes in
        switch try AuditPart(encoded: bytes) {
        case .space(let next): (space, position) = (next.space, 0)
        case .entries(let entries):
          for entry in entries {
            position += 1
            if let space { take(entry, at: position, in: space) }
          }
        default: break
        }
        return true
      }
    } catch is AuditFault {
      // Where the file does not hold, what can be read of it counts; the page says so.
    } catch is CBORError {
    }
    for place in traces.keys { traces[place]?.finish() }
  }

  private mutating func take(
    _ entry: AuditPart.Entry, at position: UInt64, in space: SpaceID
  ) {
    switch entry.read {
    case .void(let void):
      guard let document = void.document else { return }
      traces[Place(space: space, document: document)]?.refuse(void.dot)
    case .change(let dot, _, let received):
      guard let bytes = entry.change, let frame = try? ChangeFrame(encoded: bytes),
        let header = try? ChangeHeader(encoded: frame.header, writer: dot.writer)
      else { return }
      let place = Place(space: space, document: header.document)
      guard named.contains(place), let change = try? Change(frame: frame, writer: dot.writer)
      else { return }
      take(change, received: received, position, at: place)
    default: return
    }
  }

  private mutating func take(
    _ change: Change, received: UInt64, _ position: UInt64, at place: Place
  ) {
    if let kind = change.header.kind.flatMap(Kind.named) { kinds[place] = kind }
    let titles = change.values(of: kinds[place]?.titleField ?? "title")?.compactMap(\.text)
    if let title = titles?.first(where: { !$0.isEmpty }) { self.titles[place] = title }
    if let reason = change.content?.reason, settling[place.space]?.contains(change.dot) == true {
      reasons[place.space, default: [:]][change.dot] = reason
    }
    guard inFull.contains(place) else { return }
    traces[place, default: DocumentTrace()].take(
      change, received: received, position: position)
  }
}

extension Change {
  /// What it brought to a field; nil where it did not touch the field, or was erased.
  func values(of field: Name) -> [Value]? {
    var first = 0
    for operation in header.operations {
      if operation.field == field {
        guard let content, first + operation.count <= content.values.count else { return nil }
        return Array(content.values[first..<first + operation.count])
      }
      first += operation.count
    }
    return nil
  }
}
