import SchakelCore
import Testing

@testable import SchakelRegion

/// Anna, Bram and Cor write in one note while apart, and sync now and then.
struct Desk {
  let region: TestRegion
  let space: SpaceID
  let anna: TestDevice
  let bram: TestDevice
  let cor: TestDevice
  let note: DocumentID

  /// - Parameter body: what the note says at first; nil for nothing.
  init(limits: RegionLimits = RegionLimits(), body: String? = Desk.text()) async throws {
    region = try await TestRegion.make(limits: limits)
    space = try await region.service.addSpace(name: "West").id
    anna = try await region.device("anna", in: space)
    bram = try await region.device("bram", in: space)
    cor = try await region.device("cor", in: space)
    note = anna.create("straat", in: space)
    if let body { anna.edit(note, body, in: space, field: "body") }
    try await syncAll()
  }

  /// A text with three places to change, far enough apart.
  static func text(
    _ street: String = "stil", _ square: String = "leeg", _ school: String = "dicht"
  ) -> String {
    "de straat is \(street) en het plein is \(square) en de school is \(school)"
  }

  var identity: RegionIdentity { region.service.environment.identity }

  func write(_ body: String, by device: TestDevice) {
    device.edit(note, body, in: space, field: "body")
  }

  /// Every device has pushed, and then heard all; all have the same.
  func syncAll() async throws {
    for device in [anna, bram, cor, anna, bram] { try await device.sync(space) }
    #expect(anna.spaces[space]?.documents == bram.spaces[space]?.documents)
    #expect(anna.spaces[space]?.documents == cor.spaces[space]?.documents)
  }

  /// The versions of a field, in the order of their dots, as Cor has them from the region.
  func texts(_ field: Name = "body", of document: DocumentID? = nil) -> [String?] {
    let state = cor.spaces[space]?.documents[document ?? note] ?? DocumentState()
    return state.siblings(of: field).map { $0.value?.text }
  }

  /// What the region wrote itself, as Cor has it, in the order of its stream.
  func written() async throws -> [Change] {
    let epoch = try await region.service.status().epoch
    let writer = identity.writer(in: epoch)
    return try (cor.spaces[space]?.runs[writer] ?? [:]).sorted { $0.key < $1.key }
      .map { try Change(encoded: $0.value, writer: writer) }
  }

  /// The note as somebody sees it who has what these devices wrote, by whatever way.
  func joined(_ devices: [TestDevice]) -> DocumentState {
    devices.reduce(into: DocumentState()) { $0.join($1.state(of: note, in: space)) }
  }

  /// A change of a field in place of all that stands there in a state.
  func replace(
    _ field: Name, _ text: String, in state: DocumentState, by device: TestDevice,
    purpose: ChangeHeader.Purpose = .edit, rule: Name? = nil, reason: String? = nil
  ) {
    let targets = state.siblings(of: field).map { Operation.Target($0.dot) }
    device.write(
      in: space, document: note, context: state.vector, kind: nil, author: nil,
      operations: [Operation(.set, field: field, replaces: targets, count: 1)],
      values: [Value(text)], purpose: purpose, rule: rule, reason: reason)
  }
}
