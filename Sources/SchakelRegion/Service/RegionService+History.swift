public import SchakelCore

extension RegionService {
  /// Every change of one document that the region took, and the void entries about it, in the log's
  /// order. Work and answer are in proportion to the document's own history.
  /// - Throws: `noAccess`, `unknownDocument`, `tooLong`.
  public func history(
    _ request: HistoryRequest, for device: Device
  ) async throws(RegionError) -> HistoryAnswer {
    try await store.read { [self] store throws(RegionError) in
      let space = try accessible(request.space, to: device, from: store)
      guard let document = try store.document(request.document), document.space == space.number
      else { throw .unknownDocument }
      return try history(of: document, from: store)
    }
  }

  /// A space that the device's person may read.
  func accessible(
    _ space: SpaceID, to device: Device, from store: any RegionReading
  ) throws(RegionError) -> SpaceRecord {
    guard let space = try store.space(space),
      try store.role(of: device.person, in: space.number)?.mayRead == true
    else { throw .noAccess }
    return space
  }

  private func history(
    of document: DocumentRecord, from store: any RegionReading
  ) throws(RegionError) -> HistoryAnswer {
    var items: [HistoryAnswer.Item] = []
    var voids: [LogEntry.Void] = []
    var bytes = 0
    var position = document.latest
    while position > 0 {
      guard let entry = try store.entry(at: position, in: document.space) else {
        throw .damaged("a document's history has a gap")
      }
      bytes += entry.bytes.count
      guard bytes <= limits.historyBytes else { throw .tooLong }
      switch entry.tag {
      case .change: items.append(try item(entry, from: store))
      default: if case .void(let void) = try LogEntry(entry) { voids.append(void) }
      }
      position = entry.previous
    }
    // A change that waited until it was refused has two entries, of which the later one counts.
    let refused = Set(voids.map(\.dot))
    items.removeAll { item in
      guard let change = try? ChangeFrame(encoded: item.change),
        let header = try? ChangeHeader(encoded: change.header, writer: item.writer)
      else { return false }
      return refused.contains(Dot(writer: item.writer, counter: header.counter))
    }
    return HistoryAnswer(items: items.reversed(), voids: voids.reversed())
  }

  private func item(
    _ entry: LogRecord, from store: any RegionReading
  ) throws(RegionError) -> HistoryAnswer.Item {
    guard let writer = try store.streamWriter(number: entry.stream) else {
      throw .damaged("the log names a stream that is not there")
    }
    return HistoryAnswer.Item(
      writer: writer, received: entry.received, check: entry.check, change: entry.bytes)
  }
}
