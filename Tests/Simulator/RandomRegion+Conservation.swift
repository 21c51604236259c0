import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting

// What was written is visible, causally replaced, said again under another dot, in a tray, or void on
// the record. It is never just gone.
extension RandomRegion {
  /// A value in a field of a document, by the change that brought it.
  struct Holding: Hashable {
    let document: DocumentID
    let field: Name
    let dot: Dot
    let value: Value?
  }

  /// All values that some device has before its eyes.
  func holdings() throws -> Set<Holding> {
    try devices.reduce(into: []) { $0.formUnion(try holdings(of: $1)) }
  }

  func holdings(of device: TestDevice) throws -> Set<Holding> {
    var holdings: Set<Holding> = []
    for (document, bytes) in try device.allStates() {
      for field in try DocumentState(encoded: bytes).contentFields {
        for sibling in field.siblings {
          holdings.insert(
            Holding(
              document: document, field: field.name, dot: sibling.dot, value: sibling.value))
        }
      }
    }
    return holdings
  }

  /// What was kept of a space that its writer left: with the right to it, it has to come back.
  func keptHoldings() throws -> Set<Holding> {
    var holdings: Set<Holding> = []
    for device in devices {
      for item in try device.replica.tray() where item.reason == .leftSpace {
        for step in item.steps where !step.field.text.isEmpty {
          for value in step.values {
            holdings.insert(
              Holding(document: item.document, field: step.field, dot: item.dot, value: value))
          }
        }
      }
    }
    return holdings
  }

  /// The first of `before` that is nowhere any more, or nil.
  ///
  /// - Parameter forked: whether it may be among the forks of a device alone, which is on record: its
  ///   writer lost it by getting an older copy back.
  func loss(of before: Set<Holding>, forked: Bool = false) async throws -> String? {
    let after = try holdings()
    let missing = before.subtracting(after)
    guard !missing.isEmpty else { return nil }
    var accounted = try inTrays()
    if forked {
      for device in devices {
        accounted.formUnion(try device.replica.status().forks.map(\.dot))
      }
    }
    for document in Set(missing.map(\.document)) {
      accounted.formUnion(try await accountedFor(document))
    }
    let values = try saidInTrays(of: devices).union(after.map { Said($0) })
    if decisions != nil { accounted.formUnion(try await heldDots()) }
    let erased = try await erasedDots()
    let lost = missing.filter { holding in
      guard erased[holding.dot]?.contains(holding.document) != true else { return false }
      return !accounted.contains(holding.dot) && !values.contains(Said(holding))
    }
    return lost.min { $0.dot < $1.dot }.map {
      "\($0.document.text) lost \($0.field.text) of \($0.dot.text)"
    }
  }

  /// What orders to erase name, each with its documents: that is accounted for, and nothing else of
  /// these documents.
  private func erasedDots() async throws -> [Dot: Set<DocumentID>] {
    guard decisions != nil else { return [:] }
    var erased: [Dot: Set<DocumentID>] = [:]
    for space in spaces {
      erased.merge(try await regionLog(of: space).named) { $0.union($1) }
    }
    return erased
  }

  struct Said: Hashable {
    let document: DocumentID
    let field: Name
    let value: Value?

    init(document: DocumentID, field: Name, value: Value?) {
      self.document = document
      self.field = field
      self.value = value
    }

    init(_ holding: Holding) {
      self.init(document: holding.document, field: holding.field, value: holding.value)
    }
  }

  private func inTrays() throws -> Set<Dot> {
    var dots: Set<Dot> = []
    for device in devices { dots.formUnion(try device.replica.tray().map(\.dot)) }
    return dots
  }

  /// What was written again and refused then is in the tray under another dot.
  func saidInTrays(of devices: [TestDevice]) throws -> Set<Said> {
    var said: Set<Said> = []
    for item in try devices.flatMap({ try $0.replica.tray() }) {
      for step in item.steps {
        for value in step.values {
          said.insert(Said(document: item.document, field: step.field, value: value))
        }
      }
    }
    return said
  }

  /// The dots that changes in the region's log replace or say again, and those that it voids.
  private func accountedFor(_ document: DocumentID) async throws -> Set<Dot> {
    try await history(of: document).reduce(into: []) { $0.formUnion(try accountedFor(by: $1)) }
  }

  /// What the region tells of a document's past, in whichever space that is.
  func history(of document: DocumentID) async throws -> [HistoryAnswer] {
    // The first device may be out of use, where some are.
    let reader = decisions == nil ? devices[0] : carried.mallory
    let token = Array((reader?.token ?? "").utf8)
    guard let device = try await region.service.authenticate(token: token) else { return [] }
    var pages: [HistoryAnswer] = []
    for space in spaces {
      var request = HistoryRequest(space: space, document: document)
      repeat {
        guard let page = try? await region.service.history(request, for: device) else { break }
        pages.append(page)
        request.after = page.token
      } while request.after != nil
    }
    return pages
  }

  private func accountedFor(by page: HistoryAnswer) throws -> Set<Dot> {
    var dots = Set(page.voids.map(\.dot))
    let mallory = carried.mallory?.replica.identity.replica
    for item in page.items {
      let header = try Change(encoded: item.change, writer: item.writer).header
      // What she wrote on top of a change that gave way, her device alone would write again.
      if item.writer.replica == mallory {
        dots.insert(Dot(writer: item.writer, counter: header.counter))
      }
      if case .change(let dot, _) = header.origin { dots.insert(dot) }
      for operation in header.operations {
        dots.formUnion(operation.replaces.map(\.dot))
        dots.formUnion(operation.origins.compactMap { $0?.dot })
      }
    }
    return dots
  }
}
