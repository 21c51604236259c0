public import SchakelCore

/// The writers of these tests, by the names that literals use. `anna2` is Anna's device after its
/// database was put back: the same replica in another incarnation.
enum Cast {
  static let names = ["anna", "anna2", "bob", "cas", "dirk"]

  static func writer(_ name: some StringProtocol) -> Writer {
    let incarnation = Incarnation(rawValue: name.hasSuffix("2") ? 2 : 1)
    let letters = name.hasSuffix("2") ? name.dropLast() : name[...]
    var number: UInt64 = 0
    for byte in letters.utf8 { number = number << 8 | UInt64(byte) }
    return Writer(replica: ReplicaID(rawValue: number), incarnation: incarnation)
  }

  static func name(of writer: Writer) -> String {
    names.first { self.writer($0) == writer } ?? writer.text
  }

  /// A check for each dot, so that literals need not spell any. `fork` gives another.
  static func check(of dot: Dot, fork: Bool = false) -> UInt32 {
    var bits = dot.writer.replica.rawValue &* 0x9e37_79b9_7f4a_7c15
    bits = (bits ^ UInt64(dot.writer.incarnation.rawValue) ^ dot.counter) &* 0xbf58_476d_1ce4_e5b9
    return UInt32(truncatingIfNeeded: bits >> 32) ^ (fork ? 1 : 0)
  }
}

/// `3@anna`: Anna's third change.
extension Dot: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) { self.init(spelled: text) }

  init(spelled text: some StringProtocol) {
    let halves = text.split(separator: "@")
    guard halves.count == 2, let counter = UInt64(halves[0])
    else { preconditionFailure("\(text) is no dot: write 3@anna") }
    self.init(writer: Cast.writer(halves[1]), counter: counter)
  }

  var spelling: String { "\(counter)@\(Cast.name(of: writer))" }
}

/// `3@anna, 2@bob`: three of Anna's changes seen and two of Bob's. `2@bob!` names another change
/// than `2@bob` does: the two are a fork.
extension VersionVector: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) {
    self.init()
    for part in text.split(separator: ",") {
      let word = part.filter { $0 != " " }
      let dot = Dot(spelled: word.filter { $0 != "!" })
      record(dot, check: Cast.check(of: dot, fork: word.hasSuffix("!")))
    }
  }

  var spelling: String {
    entries.map { entry in
      entry.dot.spelling + (entry.check == Cast.check(of: entry.dot) ? "" : "!")
    }.joined(separator: ", ")
  }
}
