import SchakelCore

// What was erased does not come back, by whatever way: its words are not taken.
extension SpaceIntake {
  /// The change as it is taken: without its words if an order names it, or if it belongs to what was
  /// erased as a whole, or carries again what was. Of the latter two an order follows in the log, by
  /// which its writer's device erases it too.
  func spare(
    _ incoming: inout Incoming, _ header: ChangeHeader, _ rights: WriterRights
  ) throws(RegionError) {
    #if SCHAKEL_PLANTED_FAULTS
      if PlantedFault.takesErased.isPlanted { return }
    #endif
    if !rights.erased.contains(incoming.dot.counter) {
      incoming.request = try request(for: header, ofPerson: rights.erasure)
      guard incoming.request != nil else { return }
    }
    incoming.item = try incoming.item.erased(writer: incoming.dot.writer)
  }

  /// The changes of a run that is another history than the log's, as they are kept: without the words of
  /// those that an order names in their document, that belong to what was erased as a whole, or that carry
  /// again what was.
  func sparing(
    _ run: IncomingRun, from index: Int
  ) throws(RegionError) -> [[UInt8]] {
    guard hasErasures else { return run.items[index...].map(\.bytes) }
    let ofPerson = try run.device.flatMap { device throws(RegionError) in
      try transaction.erasure(of: .person(device.person))
    }
    var gone: Set<Dot> = []
    var kept: [[UInt8]] = []
    for item in run.items[index...] {
      guard let header = item.content.header, item.hasWords else {
        kept.append(item.bytes)
        continue
      }
      let dot = Dot(writer: run.writer, counter: header.counter)
      var isErased = try carriesAgain(header).contains(where: gone.contains)
      if !isErased { isErased = try isNamed(dot, in: header.document) }
      if !isErased { isErased = try request(for: header, ofPerson: ofPerson) != nil }
      if isErased { gone.insert(dot) }
      kept.append(isErased ? try item.erased(writer: run.writer).bytes : item.bytes)
    }
    return kept
  }

  private func carriesAgain(_ header: ChangeHeader) throws(RegionError) -> [Dot] {
    try header.carriesAgain(in: space, from: transaction)
  }

  /// Whether an order names a dot, and the log's change under it is of this document.
  private func isNamed(_ dot: Dot, in document: DocumentID) throws(RegionError) -> Bool {
    guard try transaction.erased(dot, in: space) != nil,
      let stream = try stream(dot.writer), dot.counter <= stream.counter
    else { return false }
    var walk = StreamWalk(stream: stream.number, space: space)
    let entry = try walk.entry(of: dot.counter, from: transaction)
    guard entry.tag == .change else { return false }
    return try Change(stored: entry, writer: dot.writer).header.document == document
  }

  /// Notes that a change which is in the log now has to be named by an order.
  mutating func noteSpared(_ incoming: Incoming, in document: DocumentID) {
    guard let request = incoming.request else { return }
    spared.note(incoming.dot, in: document, for: request)
  }

  /// The request to erase that covers a change which no order names.
  ///
  /// - Parameter ofPerson: the request for all that the change's writer ever wrote, if there is one.
  func request(
    for header: ChangeHeader, ofPerson: Int64?
  ) throws(RegionError) -> Int64? {
    #if SCHAKEL_PLANTED_FAULTS
      if PlantedFault.erasesOthers.isPlanted,
        let any = try transaction.erasures().first(where: { $0.status == .approved })
      {
        return any.number
      }
    #endif
    if let request = try transaction.erasure(of: .document(header.document)) { return request }
    if let ofPerson { return ofPerson }
    for dot in try carriesAgain(header) {
      if let request = spared.request(of: dot) { return request }
      if let request = try transaction.erased(dot, in: space)?.request { return request }
    }
    for author in header.carriedAuthors {
      if let request = try transaction.erasure(of: .person(author)) { return request }
    }
    return nil
  }

  /// Adds the orders for what was spared, one for each request.
  mutating func orderSpared() throws(RegionError) {
    for (number, parts) in spared.take() {
      guard let request = try transaction.erasure(number) else {
        throw .damaged("the request to erase \(number) is not there")
      }
      let position = try log.append(request, parts, at: received, to: transaction)
      for part in parts {
        for dot in part.dots {
          try transaction.add(
            ErasedChange(dot: dot, request: number, position: position), in: space)
        }
        if let place = places[part.document] {
          documents[place].ledger?.erase(part.dots, at: position, time: received)
        }
      }
    }
  }
}

/// The changes of a push whose words were not taken.
struct SparedChanges {
  private var requests: [Dot: Int64] = [:]
  private var parts: [Int64: [DocumentID: [Dot]]] = [:]

  /// nil for a change that was taken as it came.
  func request(of dot: Dot) -> Int64? { requests[dot] }

  mutating func note(_ dot: Dot, in document: DocumentID, for request: Int64) {
    requests[dot] = request
    parts[request, default: [:]][document, default: []].append(dot)
  }

  /// What each request has to name, in the order of their numbers.
  mutating func take() -> [(request: Int64, parts: [LogEntry.Erasure.Part])] {
    defer { parts = [:] }
    return parts.sorted { $0.key < $1.key }.map { request, documents in
      (
        request: request,
        parts: documents.map { LogEntry.Erasure.Part(document: $0.key, dots: $0.value) }
          .sorted { $0.document < $1.document }
      )
    }
  }
}

extension IncomingRun.Item {
  /// The same without its words.
  fileprivate func erased(writer: Writer) throws(RegionError) -> IncomingRun.Item {
    guard case .intact = frame?.payload, let frame, let payload else { return self }
    let bare = ChangeFrame(header: frame.header, payload: .erased(payload))
    do throws(CBORError) {
      let change = try Change(frame: bare, writer: writer)
      return IncomingRun.Item(
        bytes: change.encoded, frame: bare, payload: payload, content: .change(change))
    } catch {
      throw .damaged("a change that was read cannot be read again, \(error)")
    }
  }
}
