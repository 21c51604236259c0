public import SchakelCore

extension RegionService {
  /// A page of the changes of one document that the region took, and of the void entries about it,
  /// the latest first. Work and answer are in proportion to the page: each entry names the one before
  /// it that has the same document.
  ///
  /// A page holds ``RegionLimits/answerBytes`` or what the device is willing to take, if that is
  /// less, and at least one entry.
  /// - Throws: `versionNotSpoken`, `versionNotYetSpoken`, `noAccess`, `unknownDocument`;
  ///   `cursorUnknown` for a token that is not of this document's history, as after the region was
  ///   put back: ask for the first page.
  public func history(
    _ request: HistoryRequest, for device: Device
  ) async throws(RegionError) -> HistoryAnswer {
    try check(version: request.version)
    return try await store.read(for: device.person) { [self] store throws(RegionError) in
      let space = try accessible(request.space, to: device, from: store)
      guard let document = try store.document(request.document), document.space == space.number
      else { throw .unknownDocument }
      var page = HistoryPage(
        of: document, budget: min(limits.answerBytes, request.limit), version: request.version)
      try page.fill(from: try place(request, in: document, from: store), store)
      return page.answer
    }
  }

  /// A space that the device's person may read.
  func accessible(
    _ space: SpaceID, to device: Device, from store: any RegionReading
  ) throws(RegionError) -> SpaceRecord {
    try requireInUse(device, store)
    guard let space = try store.space(space, openTo: device.person) else { throw .noAccess }
    return space
  }

  /// The position of the page's first entry. A token is trusted as far as the log confirms it.
  private func place(
    _ request: HistoryRequest, in document: DocumentRecord, from store: any RegionReading
  ) throws(RegionError) -> UInt64 {
    guard let bytes = request.after else { return document.latest }
    guard let token = try? HistoryToken(encoded: bytes),
      let entry = try store.entry(at: token.position, in: document.space),
      entry.mark == token.mark, entry.document == document.number
    else { throw .historyUnknown }
    return token.position
  }
}
