import SchakelCore

/// One change as the tests' judge knows it: what its writer had seen, as a set of other deeds, and
/// what it did. No vector, no context, no order of arrival: those are the core's business.
struct Deed {
  /// What it did to one field.
  struct Touch {
    var kind: Operation.Kind
    var field: String
    var replaces: [Place] = []
    var values: [String] = []
    /// For each value the deed that it came from, or nil; empty where none came from anywhere.
    var origins: [Int?] = []
  }

  /// A value, by the deed that brought it and its place among the values there; a nil place means
  /// all of them.
  struct Place: Hashable {
    let deed: Int
    let index: Int?
  }

  let number: Int
  let writer: Writer
  let counter: UInt64
  /// All that happened before it, as bits; its own writer's earlier deeds among them.
  let seen: UInt64
  let kind: String?
  let time: UInt64
  let author: UInt64
  var touches: [Touch]
  /// Refused on the record.
  var isVoid = false
  /// Its payload is erased on the record.
  var isErased = false

  var dot: Dot { Dot(writer: writer, counter: counter) }
  var check: UInt32 { Cast.check(of: dot) }
  var bit: UInt64 { 1 << UInt64(number) }
}

extension UInt64 {
  /// The numbers of the bits that are set.
  var members: [Int] { (0..<64).filter { self & (1 << UInt64($0)) != 0 } }
  func has(_ number: Int) -> Bool { self & (1 << UInt64(number)) != 0 }
}
