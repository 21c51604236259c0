/// The way back from what a field of a document holds: which change replaced which.
///
///     var history = FieldHistory(lookUps: 256, bytes: limit) { dot in … }
///     try history.ancestor(of: [first], and: second, in: "body")   // nil where there is not one
///
/// A change to a field stands on those whose values its operation replaced. What two versions began
/// with is the one change that both stand on, over however many others, and that no other such change
/// stands on: the merge base of git, found like it, by painting from both sides back, later changes
/// before earlier ones, and no further than to what is painted on both.
///
/// Changes are looked up one by one, and only those on the way: the cost is in proportion to what was
/// written since the two parted, and ends at the number of look-ups that is given.
package struct FieldHistory<Failure: Error> {
  /// Answers the change of a dot, if it has an effect on the document.
  package typealias Look = (Dot) throws(Failure) -> Change?

  /// What a change did to a field, as far as it matters here.
  private struct Step {
    let change: Change
    let operation: Operation
    /// The place of the operation's first value in the payload.
    let start: Int

    /// Rises along every way from a change to one that has seen it: the counters of what it had
    /// seen, all together.
    var height: UInt64 {
      change.header.context.entries.reduce(0) { $0 &+ $1.counter }
    }
  }

  private let look: Look
  private var lookUps: Int
  private var bytes: Int
  /// Whether a look-up was one too many: nothing that was found since can be relied on.
  private var isTooFar = false
  /// nil for a dot without an effect on the document.
  private var past: [Dot: Change?] = [:]

  /// - Parameters:
  ///   - lookUps: how many changes are looked up at most.
  ///   - bytes: how many these may have together.
  package init(lookUps: Int, bytes: Int, look: @escaping Look) {
    self.lookUps = lookUps
    self.bytes = bytes
    self.look = look
  }

  /// The text that versions began with, as UTF-8: the dots of `first`, taken together, and `second`.
  /// nil where there is no such change, or several; where it brought no text, or more than one value;
  /// where it was erased; and where it is too far.
  package mutating func ancestor(
    of first: ArraySlice<Dot>, and second: Dot, in field: Name
  ) throws(Failure) -> [UInt8]? {
    let common = try lowestCommon(of: first, and: second, in: field)
    guard !isTooFar, common.count == 1, let step = try step(of: common[0], in: field),
      step.operation.count == 1
    else { return nil }
    return (step.change.content?.values[step.start].text).map { Array($0.utf8) }
  }

  // MARK: The way back

  private mutating func lowestCommon(
    of first: ArraySlice<Dot>, and second: Dot, in field: Name
  ) throws(Failure) -> [Dot] {
    var painting = Painting()
    for dot in first { try paint(dot, .first, in: field, on: &painting) }
    try paint(second, .second, in: field, on: &painting)
    var common: [Dot] = []
    while painting.isOpen, !isTooFar, let dot = painting.next() {
      var sides = painting.sides[dot] ?? []
      if sides == [.first, .second] {
        common.append(dot)
        guard painting.isOpen else { break }
      }
      if sides.isSuperset(of: [.first, .second]) { sides.insert(.behind) }
      for replaced in try step(of: dot, in: field)?.operation.replaces ?? [] {
        try paint(replaced.dot, sides, in: field, on: &painting)
      }
    }
    return common.filter { painting.sides[$0] == [.first, .second] }
  }

  /// A dot without an effect on the field is on no way.
  private mutating func paint(
    _ dot: Dot, _ sides: Sides, in field: Name, on painting: inout Painting
  ) throws(Failure) {
    guard let step = try step(of: dot, in: field), step.operation.count > 0 else { return }
    painting.paint(dot, step.height, sides)
  }

  private mutating func step(of dot: Dot, in field: Name) throws(Failure) -> Step? {
    guard let change = try find(dot) else { return nil }
    var start = 0
    for operation in change.header.operations {
      if operation.field == field {
        return Step(change: change, operation: operation, start: start)
      }
      start += operation.count
    }
    return nil
  }

  private mutating func find(_ dot: Dot) throws(Failure) -> Change? {
    if let known = past[dot] { return known }
    guard lookUps > 0, bytes > 0 else {
      isTooFar = true
      return nil
    }
    lookUps -= 1
    let found = try look(dot)
    bytes -= found?.size ?? 0
    past[dot] = .some(found)
    return found
  }
}

/// From which side a change was come to, on the way back.
private struct Sides: OptionSet {
  let rawValue: UInt8
  static let first = Sides(rawValue: 1)
  static let second = Sides(rawValue: 2)
  /// Something that both sides stand on stands on it.
  static let behind = Sides(rawValue: 4)
}

/// What is painted, and of that what has yet to be gone on from, the latest last.
private struct Painting {
  private(set) var sides: [Dot: Sides] = [:]
  private var queue: [(height: UInt64, dot: Dot)] = []

  /// Whether there is anything that may lead to another change in common.
  var isOpen: Bool { queue.contains { sides[$0.dot]?.contains(.behind) == false } }

  mutating func paint(_ dot: Dot, _ height: UInt64, _ more: Sides) {
    let before = sides[dot] ?? []
    guard !before.isSuperset(of: more) else { return }
    sides[dot] = before.union(more)
    guard !queue.contains(where: { $0.dot == dot }) else { return }
    let place = queue.firstIndex { (height, dot) < ($0.height, $0.dot) } ?? queue.endIndex
    queue.insert((height, dot), at: place)
  }

  mutating func next() -> Dot? { queue.popLast()?.dot }
}
