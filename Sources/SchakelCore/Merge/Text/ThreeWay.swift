/// Goes through two differences from one ancestor, and takes it apart into what neither version
/// touched and what at least one of them did.
struct ThreeWay {
  /// A part of all three. `isStable`: the same in all three.
  struct Part {
    let isStable: Bool
    let ranges: Three<Range<Int>>
  }

  private let first: TextDiff
  private let second: TextDiff
  private let counts: Three<Int>
  private var at = Three(ancestor: 0, first: 0, second: 0)

  init(_ first: TextDiff, _ second: TextDiff, counts: Three<Int>) {
    self.first = first
    self.second = second
    self.counts = counts
  }

  /// The next part, or nil at the end.
  mutating func next() -> Part? {
    var end = at
    while end.ancestor < counts.ancestor, Int(first.places[end.ancestor]) == end.first,
      Int(second.places[end.ancestor]) == end.second
    {
      end = Three(ancestor: end.ancestor + 1, first: end.first + 1, second: end.second + 1)
    }
    if end.ancestor > at.ancestor { return part(isStable: true, upTo: end) }
    while end.ancestor < counts.ancestor,
      first.places[end.ancestor] < 0 || second.places[end.ancestor] < 0
    {
      end.ancestor += 1
    }
    let isLast = end.ancestor == counts.ancestor
    end.first = isLast ? counts.first : Int(first.places[end.ancestor])
    end.second = isLast ? counts.second : Int(second.places[end.ancestor])
    guard end.ancestor > at.ancestor || end.first > at.first || end.second > at.second
    else { return nil }
    return part(isStable: false, upTo: end)
  }

  private mutating func part(isStable: Bool, upTo end: Three<Int>) -> Part {
    defer { at = end }
    return Part(
      isStable: isStable,
      ranges: Three(
        ancestor: at.ancestor..<end.ancestor, first: at.first..<end.first,
        second: at.second..<end.second))
  }
}
