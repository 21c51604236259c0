import SchakelCore

// How requests stand, and the devices' word.
extension RegionService {
  /// How a request stands.
  /// - Throws: `unknownErasure`.
  /// - Complexity: of one that nobody has agreed to, reads the log of every space.
  public func erasure(_ number: Int64) async throws(RegionError) -> ErasureReport {
    try await store.read { [self] store throws(RegionError) in
      guard let record = try store.erasure(number) else { throw .unknownErasure }
      var spaces: [ErasureReport.Space] = []
      for space in try store.spaces() where record.status != .withdrawn {
        let part =
          record.status == .requested
          ? try planned(record, in: space, store) : try ordered(record, in: space, store)
        if let part { spaces.append(part) }
      }
      return ErasureReport(record: record, spaces: spaces)
    }
  }

  /// All requests, the first first.
  public func erasures() async throws(RegionError) -> [ErasureRecord] {
    try await store.read { store throws(RegionError) in try store.erasures() }
  }

  private func planned(
    _ record: ErasureRecord, in space: SpaceRecord, _ store: any RegionReading
  ) throws(RegionError) -> ErasureReport.Space? {
    var survey = ErasureSurvey(of: record.subject, in: space)
    try survey.read(from: store)
    guard !survey.isEmpty else { return nil }
    return ErasureReport.Space(
      space: SpaceInfo(id: space.id, name: space.name), changes: survey.count,
      documents: survey.named.count, derived: survey.derived, copies: survey.copies, orders: [],
      devices: [])
  }

  private func ordered(
    _ record: ErasureRecord, in space: SpaceRecord, _ store: any RegionReading
  ) throws(RegionError) -> ErasureReport.Space? {
    let orders = try store.erasureOrders(in: space.number, after: 0)
      .filter { $0.request == record.number }.map(\.position)
    guard let first = orders.first, let last = orders.last else { return nil }
    var changes = 0
    var documents: Set<DocumentID> = []
    for position in orders {
      guard let entry = try store.entry(at: position, in: space.number),
        case .erasure(let order) = try LogEntry(entry)
      else { throw .damaged("the log has no order to erase at \(position)") }
      changes += order.parts.reduce(0) { $0 + $1.dots.count }
      documents.formUnion(order.parts.map(\.document))
    }
    return ErasureReport.Space(
      space: SpaceInfo(id: space.id, name: space.name), changes: changes,
      documents: documents.count, derived: [], copies: [], orders: orders,
      devices: try obedience(to: first...last, in: space, store))
  }

  /// The devices that may hold what the first of some orders names, and whether they obeyed the last, or
  /// said that they were emptied.
  private func obedience(
    to orders: ClosedRange<UInt64>, in space: SpaceRecord, _ store: any RegionReading
  ) throws(RegionError) -> [ErasureReport.DeviceObedience] {
    let time = try store.entry(at: orders.lowerBound, in: space.number)?.received ?? 0
    let words = try store.obedience(in: space.number)
    let holders = Set(
      try store.devices(in: space.number).filter { $0.created <= time }.map(\.replica))
    return try devices(from: store).filter { holders.contains($0.replica) }.map { device in
      let word = words.first { $0.replica == device.replica }
      let obeyed = word.map { $0.confirmation.place.position >= orders.upperBound } ?? false
      return ErasureReport.DeviceObedience(
        device: device, confirmed: obeyed ? word?.received : device.emptied)
    }
  }

  // MARK: Confirmations

  /// Keeps what a device says of the orders that it obeyed, where it is the device's word and the place
  /// is on the log.
  func takeConfirmations(
    _ request: SyncRequest, from device: Device
  ) async throws(RegionError) {
    let words = request.spaces.compactMap { asked in
      asked.confirmation.map { (space: asked.space, word: $0) }
    }
    guard !words.isEmpty else { return }
    let now = environment.now()
    try await write(cost: 256 * words.count) { [self] transaction throws(RegionError) in
      guard let row = try transaction.device(device.replica) else { return }
      for (id, word) in words {
        let message = ErasureConfirmation.message(of: device.replica, in: id, at: word.place)
        guard let space = try transaction.space(id),
          try transaction.mark(at: word.place.position, in: space.number) == word.place.mark,
          environment.verify(row.publicKey, message, word.signature)
        else { continue }
        try transaction.save(
          ObedienceRecord(replica: device.replica, confirmation: word, received: now),
          in: space.number)
      }
    }
  }
}

extension RegionError {
  /// Nothing here is by that person or in that document.
  public static let unknownSubject = RegionError(
    .unknownSubject, "nothing in this region was written by or in that: look at its name again")
  static let unknownErasure = RegionError(
    .unknownErasure, "no open request has this number: schakeld erase list shows them")
  /// Whoever asks for it is no coordinator.
  public static let notCoordinator = RegionError(
    .notCoordinator, "only a coordinator of a space that it concerns may ask for this or agree")
  static let secondCoordinator = RegionError(
    .notCoordinator, "whoever asked for it cannot agree to it: another coordinator has to")

  static func reviewNeeded(_ count: Int) -> RegionError {
    RegionError(
      .reviewNeeded,
      "\(count) changes by others took the place of what goes, and may have copied words: look at "
        + "them, and say whether they go too")
  }
}
