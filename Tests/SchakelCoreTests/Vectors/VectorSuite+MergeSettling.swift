import SchakelCore

// Settlements, and what takes them back: values that are carried again, with their origins.
extension VectorSuite {
  /// Bram and Carla gave a note two titles, which somebody settles.
  private struct Settled {
    let apart: Apart
    let kept: Written
    let dora = Pen(0xd4)

    /// Bram's title, with where it came from.
    init() throws {
      apart = try Apart(.set("title", "a"), .set("title", "b"), .set("title", "c"))
      let state = try DocumentState.after(apart.made, apart.bram, apart.carla)
      var keep = Edit.set("title", "b")
      keep.origins = [Settled.origin(apart.bram)]
      kept = dora.write(
        Draft(.example, keep, at: 5000, purpose: .resolution, reason: "zo heet het"), seeing: state)
    }

    static func origin(_ written: Written) -> Operation.Origin {
      Operation.Origin(dot: written.dot, author: written.change.header.author)
    }

    var state: DocumentState {
      get throws { try DocumentState.after(apart.made, apart.bram, apart.carla, kept) }
    }

    /// Both titles again, in the place of the settlement.
    func undo(_ pen: Pen) throws -> Written {
      var back = Edit.set("title", "b", "c")
      back.origins = [Settled.origin(apart.bram), Settled.origin(apart.carla)]
      return pen.write(
        Draft(.example, back, at: 6000, purpose: .undo, reason: "toch niet"), seeing: try state)
    }
  }

  static func settlingScenarios() throws -> [Scenario] {
    let settled = try Settled()
    let undo = try settled.undo(Pen(0xe5))
    let twice = try settled.undo(Pen(0xe6))
    let edit = Pen(0xf6).write(
      Draft(.example, .set("title", "d"), at: 5500), seeing: try settled.state)
    let open = try DocumentState.after(
      settled.apart.made, settled.apart.bram, settled.apart.carla, settled.kept, undo)
    var keep = Edit.set("title", "c")
    keep.origins = [Settled.origin(settled.apart.carla)]
    let again = Pen(0xa7).write(
      Draft(.example, keep, at: 7000, purpose: .resolution, reason: "deze"), seeing: open)
    let changes = settled.apart.changes + [settled.kept]
    let orders = [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [0, 2, 4, 1, 3]]
    return [
      scenario("a settlement that keeps a version, with its origin", changes: changes),
      scenario(
        "a settlement that was taken back: its versions, with their origins",
        changes: changes + [undo], orders: orders),
      scenario(
        "taken back here, edited there", changes: changes + [undo, edit],
        orders: [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0]]),
      scenario(
        "taken back twice, apart", changes: changes + [undo, twice],
        orders: [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0]]),
      scenario(
        "and settled again", changes: changes + [undo, again],
        orders: [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0]]),
      scenario(
        "a settlement whose payload is erased", ["Erased"],
        changes: settled.apart.changes + [settled.kept.erased]),
    ]
  }
}
