import SchakelCore

// What happens between one device, the others and the region. Times that the product's clocks could
// not give are no part of it: who has seen a change claims a later time.
extension VectorSuite {
  private static var anna: VectorRegion.Member { .init("Anna", .anna()) }
  private static var bram: VectorRegion.Member { .init("Bram", .bram()) }
  private static var carla: VectorRegion.Member { .init("Carla", .carla()) }

  static func idle() throws -> Scenario {
    let region = VectorRegion(members: [anna])
    var transcript = Transcript(.anna())
    try transcript.exchange(region, region.page([], isFirst: true, token: nil))
    try transcript.exchange(region, region.answer(after: region.log.count))
    return transcript.scenario("a device that is new, and then nothing to say")
  }

  static func push() throws -> Scenario {
    let (pen, region) = (Pen.anna(), VectorRegion(members: [anna]))
    var transcript = Transcript(pen)
    try transcript.exchange(region, region.page([], isFirst: true, token: nil))
    let made = pen.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let edit = pen.write(Draft(.example, .set("title", "b")), seeing: try .after(made))
    let start = region.log.count
    try region.take([made])
    try transcript.exchange(
      region, region.answer(after: start, own: pen.writer),
      .init(write: [made, edit], push: [ChangeRun(sealing: [made])]))
    let middle = region.log.count
    try region.take([edit])
    try transcript.exchange(
      region, region.answer(after: middle, own: pen.writer),
      .init(push: [ChangeRun(sealing: [edit])]))
    return transcript.scenario("two changes, pushed one at a time")
  }

  static func pull() throws -> Scenario {
    let (pen, region) = (Pen.bram(), VectorRegion(members: [anna, bram]))
    var transcript = Transcript(.anna())
    try transcript.exchange(region, region.page([], isFirst: true, token: nil))
    let made = pen.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let edit = pen.write(Draft(.example, .set("title", "b")), seeing: try .after(made))
    let other = pen.write(Draft(.other, .set("title", "c"), kind: "successStory"))
    let start = region.log.count
    try transcript.bring(made, edit, to: region)
    let middle = region.log.count
    region.now = 1_700_000_150_000
    try transcript.bring(other, to: region)
    // Room for the first run and its seal, and not for the change after them.
    try transcript.exchange(
      region, region.answer(after: start, upTo: middle), .init(limit: 340))
    try transcript.exchange(region, region.answer(after: middle))
    return transcript.scenario("another's changes, in two parts")
  }

  static func pages() throws -> Scenario {
    let pen = Pen.bram()
    let region = VectorRegion(
      limits: [.init("tailEntries", 4), .init("bootstrapFactor", 0)], members: [anna, bram, carla])
    var transcript = Transcript(.anna())
    try transcript.exchange(region, region.page([], isFirst: true, token: nil))
    let made = pen.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let other = pen.write(Draft(.other, .set("title", "b"), kind: "fieldNote"))
    let third = Pen.carla().write(Draft(.third, .set("title", "c"), kind: "fieldNote"))
    let early = pen.write(
      Draft(.third, .set("title", "d"), at: 1_700_000_004_000), seeing: try .after(third))
    try transcript.bring(made, to: region)
    try transcript.bring(other, early, to: region)
    let start = region.log.count
    // Room for one of the two documents.
    let narrow = 740
    try transcript.exchange(
      region, region.page([.example], isFirst: true, token: [1], waiting: [early]),
      .init(hear: [made], push: [ChangeRun(sealing: [made])], limit: narrow))
    let writer = Pen.anna()
    let own = writer.write(
      Draft(.example, .set("title", "z"), at: 1_700_000_050_000), seeing: try .after(made))
    try region.take([own])
    try transcript.exchange(
      region, region.page([.other], from: start, isFirst: false, token: nil),
      .init(write: [own], push: [ChangeRun(sealing: [own])], limit: narrow))
    try transcript.bring(third, to: region)
    try region.release(early)
    try transcript.exchange(region, region.answer(after: start, own: writer.writer))
    return transcript.scenario("states in two pages, a change that waits, one of its own meanwhile")
  }

  static func unknownCursor() throws -> Scenario {
    let pen = Pen.anna()
    let region = VectorRegion(members: [anna])
    var transcript = Transcript(pen)
    let made = pen.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let start = region.log.count
    try transcript.exchange(region, region.page([], isFirst: true, token: nil))
    try region.take([made])
    try transcript.exchange(
      region, region.answer(after: start, own: pen.writer),
      .init(write: [made], push: [ChangeRun(sealing: [made])]))
    let restored = restored(members: [anna])
    try transcript.exchange(restored, restored.unknownCursor)
    try restored.take([made])
    try transcript.exchange(
      restored, restored.page([.example], isFirst: true, token: nil),
      .init(push: [ChangeRun(sealing: [made])]))
    return transcript.scenario("a region that lost its log and gets it back")
  }

  /// A region that begins anew, with nothing in it but its members.
  private static func restored(members: [VectorRegion.Member]) -> VectorRegion {
    let region = VectorRegion(
      epoch: EpochID(rawValue: 2), founded: 1_700_000_250_000, members: members)
    region.now = 1_700_000_300_000
    return region
  }

  /// Longer than the regions of these scenarios take.
  private static var long: String { String(repeating: "long ", count: 20) }
  private static var short: [JSON.Member] { [.init("changeBytes", 100)] }

  static func refusal() throws -> Scenario {
    let (pen, region) = (Pen.anna(), VectorRegion(limits: short, members: [anna]))
    var transcript = Transcript(pen)
    try transcript.exchange(region, region.page([], isFirst: true, token: nil))
    let made = pen.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let one = try DocumentState.after(made)
    let refused = pen.write(Draft(.example, .set("title", long)), seeing: one)
    let built = pen.write(
      Draft(.example, .set("title", "c")), seeing: try .after(made, refused))
    let start = region.log.count
    try region.take([made, refused, built], refusing: [refused.dot: .tooLarge])
    var answer = region.answer(after: start, own: pen.writer)
    answer.outcomes = [.init(refused.dot, .void(.tooLarge))]
    try transcript.exchange(
      region, answer,
      .init(
        write: [made, refused, built], push: [ChangeRun(sealing: [made, refused, built])]))
    return transcript.scenario("a change that is refused, between two that are not")
  }

  static func missing() throws -> Scenario {
    let (pen, other) = (Pen.anna(), Pen.bram())
    let region = VectorRegion(members: [anna, bram])
    var transcript = Transcript(pen)
    try transcript.exchange(region, region.page([], isFirst: true, token: nil))
    let made = other.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let edit = pen.write(
      Draft(.example, .set("title", "b"), at: 1_700_000_050_000), seeing: try .after(made))
    let start = region.log.count
    try region.take([edit])
    var first = region.answer(after: start, own: pen.writer)
    first.outcomes = [.init(edit.dot, .waiting(for: [made.dot]))]
    try transcript.exchange(
      region, first, .init(hear: [made], write: [edit], push: [ChangeRun(sealing: [edit])]))
    let middle = region.log.count
    try region.take([made])
    try region.release(edit)
    try transcript.exchange(
      region, region.answer(after: middle), .init(push: [ChangeRun(sealing: [made])]))
    return transcript.scenario(
      "a change that waits at the region until what it builds on is handed in")
  }

  static func handedInPastVoid() throws -> Scenario {
    let other = Pen.bram()
    let region = VectorRegion(limits: short, members: [anna, bram])
    var transcript = Transcript(.anna())
    try transcript.exchange(region, region.page([], isFirst: true, token: nil))
    let made = other.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let refused = other.write(Draft(.example, .set("title", long)), seeing: try .after(made))
    let built = other.write(
      Draft(.example, .set("title", "c")), seeing: try .after(made, refused))
    let run = [made, refused, built]
    let start = region.log.count
    let voids = try transcript.bring(
      made, refused, built, to: region, refusing: [refused.dot: .tooLarge])
    try transcript.exchange(region, region.answer(after: start))
    let restored = restored(members: [anna, bram])
    try transcript.exchange(restored, restored.unknownCursor)
    try transcript.exchange(restored, restored.page([], isFirst: true, token: nil))
    let again = restored.log.count
    try restored.take(run, refusing: [refused.dot: .tooLarge])
    var answer = restored.answer(after: again)
    answer.outcomes = [.init(refused.dot, .void(.tooLarge))]
    try transcript.exchange(
      restored, answer,
      .init(push: [ChangeRun(sealing: run, withoutBytes: [refused.dot])], voids: voids))
    return transcript.scenario(
      "a region that lost another's stream, handed in by a device that never had a refused change")
  }
}
