/// Siblings of a document, most often those of one field: a part of one array, so that naming a field's
/// siblings costs no copy of them.
public struct Siblings: RandomAccessCollection, Hashable, Sendable, ExpressibleByArrayLiteral {
  private let all: [Sibling]
  private let range: Range<Int>

  /// All of these.
  public init(_ siblings: [Sibling]) { self.init(siblings, in: siblings.indices) }

  public init(arrayLiteral siblings: Sibling...) { self.init(siblings) }

  /// Those at these places.
  init(_ all: [Sibling], in range: Range<Int>) {
    self.all = all
    self.range = range
  }

  /// Places count from 0, wherever these lie.
  public var startIndex: Int { 0 }
  /// As many as there are.
  public var endIndex: Int { range.count }

  /// The sibling at a place, counted from 0.
  public subscript(place: Int) -> Sibling {
    precondition(place >= 0 && place < range.count, "there is no such sibling")
    return all[range.lowerBound + place]
  }

  /// Those of which this is true, in their order.
  public func filter<Failure>(
    _ isIncluded: (Sibling) throws(Failure) -> Bool
  ) throws(Failure) -> Siblings {
    var included: [Sibling] = []
    for sibling in self where try isIncluded(sibling) { included.append(sibling) }
    return Siblings(included)
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.all[left.range] == right.all[right.range]
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(all[range]) }
}
