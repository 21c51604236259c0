public import SchakelCore

extension RegionService {
  /// The documents of a space that changed after a cursor, in the order in which they last changed;
  /// from the beginning without one. Each document comes once for as long as it rests, and again
  /// after it changed. Documents of which the region knows no kind are left out.
  ///
  /// - Parameter limit: the documents of one page, at least one. A page may hold fewer, or none,
  ///   and say that there is more.
  /// - Throws: `noAccess`; `cursorUnknown`, whereupon one begins again without a cursor.
  public func documents(
    in space: SpaceID, after cursor: Cursor?, limit: Int, for device: Device
  ) async throws(RegionError) -> DocumentPage {
    try await store.read(for: device.person) { [self] store throws(RegionError) in
      let space = try accessible(space, to: device, from: store)
      if let cursor, try !AnswerPlan.recognises(cursor, in: space, store) { throw .cursorUnknown }
      return try documents(in: space, after: cursor?.position ?? 0, limit: limit, store)
    }
  }

  /// Walks the log rather than an index: an index of last changes would cost a second row for each
  /// change that is pushed.
  private func documents(
    in space: SpaceRecord, after start: UInt64, limit: Int, _ store: any RegionReading
  ) throws(RegionError) -> DocumentPage {
    var items: [DocumentPage.Item] = []
    var last = (position: start, mark: UInt64(0))
    var rest = limits.answerEntries
    var bytes = limits.answerBytes
    try store.entries(
      in: space.number, after: start, wantsBytes: { _, _, _ in false },
      visit: { entry throws(RegionError) in
        if let (item, size) = try item(entry, in: space, store) {
          items.append(item)
          bytes -= size
        }
        last = (entry.position, entry.mark)
        rest -= 1
        return items.count < max(limit, 1) && rest > 0 && bytes > 0
      })
    let cursor = Cursor(epoch: space.epoch, position: last.position, mark: last.mark)
    return DocumentPage(
      items: items, cursor: last.position == start ? space.head : cursor,
      more: last.position < space.position && last.position > start)
  }

  /// The document of an entry, if it is the last entry about it.
  private func item(
    _ entry: LogRecord, in space: SpaceRecord, _ store: any RegionReading
  ) throws(RegionError) -> (item: DocumentPage.Item, size: Int)? {
    // A document of many edits is read where its last one stands, not at each.
    guard entry.document > 0,
      try store.latest(ofDocument: entry.document, in: space.number) == entry.position,
      let record = try store.document(number: entry.document, in: space.number),
      !record.isEmpty
    else { return nil }
    let state = try store.storedState(of: record)
    let document = try WorkingDocument(record, state: state)
    guard let kind = document.state.kind else { return nil }
    let fields = document.state.contentFields.map { field in
      let policy = Kind.policy(of: field.name, in: kind)
      return (
        name: field.name,
        view: document.state.view(of: field.name, policy: policy, receipts: document.receipts)
      )
    }
    let item = DocumentPage.Item(
      document: document.id, space: space.id, kind: kind, lifecycle: document.state.lifecycle,
      fields: fields, position: entry.position, received: entry.received)
    return (item, state.size)
  }
}
