import SchakelCore
import SchakelRegion
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

/// A copy of Anna's device wrote, and the region was put back to before that.
@Suite("What a region lost and a device wrote itself, in a life that it has by states alone")
struct LostLifeTests {
  /// What the copy wrote once Anna's device had heard of its first note as a state.
  enum More: CaseIterable {
    case nothing
    /// In that note.
    case edit
    /// Another note, which Anna's device has whole.
    case note
    case deletion
    /// Of one of two themes.
    case removal
  }

  /// Anna's device, and the copy of it that went on under a life of its own.
  struct Scene {
    let region: TestRegion
    let anna: TestDevice
    let copy: TestDevice
    let first: DocumentID
    let titles: [String]

    init(_ more: More) async throws {
      let early = try await TestRegion()
      let anna = try await early.device(1, person: "anna")
      let regionCopy = try early.closeAndCopy()

      let later = try await TestRegion(folder: early.folder, clock: early.clock)
      let home = try anna.closeAndCopy()
      let copied = try anna.reopened(home: home).moved(to: later)
      let device = try anna.reopened().moved(to: later)
      first = try copied.note("verloren", ["themes": [Value("wonen"), Value("zorg")]])
      try await copied.sync()
      try await device.sync()
      switch more {
      case .nothing: break
      case .edit: try copied.replica.edit(first, [.set("place", Value("plein"))])
      case .note: try copied.note("ook weg")
      case .deletion: try copied.replica.delete(first)
      case .removal: try copied.replica.edit(first, [.remove("themes", [Value("zorg")])])
      }
      titles =
        switch more {
        case .note: ["ook weg", "verloren"]
        case .deletion: []
        default: ["verloren"]
        }
      try await copied.sync()
      try await device.sync()
      try later.service.close()

      region = try await TestRegion(folder: regionCopy, clock: early.clock)
      self.anna = try device.moved(to: region)
      copy = try copied.moved(to: region)
      try #require(copy.replica.identity.writer != self.anna.replica.identity.writer)
    }

    /// A week and another one, each with a look at what the region lacks.
    func recovered() async throws {
      for _ in 0..<2 {
        try await anna.sync()
        for device in [anna, copy] { device.clock.advance(7 * 86_400_000) }
        region.clock.advance(7 * 86_400_000)
      }
      try await anna.sync()
    }
  }

  @Test("waits until it was said again, and then no more", arguments: More.allCases)
  func saidAgain(more: More) async throws {
    let scene = try await Scene(more)
    let early = try await scene.anna.sync()
    #expect(early.waiting == (more == .nothing ? 1 : 2) && !early.isSynchronised)
    try await scene.recovered()
    let report = try await scene.anna.sync()
    #expect(report.waiting == 0 && report.isSynchronised && report.pushed == 0)
    #expect(try scene.anna.replica.trayCount() == 0)

    let erik = try await scene.region.device(9, person: "erik")
    #expect(try await erik.sync().isSynchronised)
    #expect(try erik.states() == scene.anna.states())
    for device in [scene.anna, erik] {
      #expect(try device.replica.list().map(\.title).sorted() == scene.titles)
      let place = try device.replica.document(scene.first)?["place"]?.text
      #expect(place == (more == .edit ? "plein" : nil))
      let themes = try device.states()[scene.first].map { bytes in
        let state = try DocumentState(encoded: bytes)
        return state.view(of: "themes", policy: .union).shown.compactMap(\.text).sorted()
      }
      if more != .deletion {
        #expect(themes == (more == .removal ? ["wonen"] : ["wonen", "zorg"]))
      }
      #expect(try device.replica.conflicts().isEmpty)
      #expect(try device.replica.check() == [])
    }
    _ = try TestRegion.verify(try await scene.region.auditFile())
  }

  @Test("comes under its own dot after all, and is there once", arguments: More.allCases)
  func late(more: More) async throws {
    let scene = try await Scene(more)
    try await scene.recovered()
    for _ in 0..<3 {
      for device in [scene.copy, scene.anna] { try await device.sync() }
    }
    for device in [scene.copy, scene.anna] {
      let report = try await device.sync()
      #expect(report.isSynchronised, "\(report)")
      #expect(try device.replica.list().map(\.title).sorted() == scene.titles)
      #expect(try device.replica.conflicts().isEmpty)
      #expect(try device.replica.check() == [])
    }
    #expect(try scene.copy.states() == scene.anna.states())
    _ = try TestRegion.verify(try await scene.region.auditFile())
  }

  @Test("comes before it was said again, and nothing is said twice", arguments: More.allCases)
  func early(more: More) async throws {
    let scene = try await Scene(more)
    for device in [scene.anna, scene.copy, scene.anna, scene.copy] { try await device.sync() }
    try await scene.recovered()
    for device in [scene.copy, scene.anna] {
      #expect(try await device.sync().isSynchronised)
      #expect(try device.replica.list().map(\.title).sorted() == scene.titles)
    }
    #expect(try scene.copy.states() == scene.anna.states())
  }
}
