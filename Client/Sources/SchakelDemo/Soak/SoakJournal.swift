/// What one device was told is kept, in a journal outside of it.
///
/// *Invariant*: only what a command that ended well said is in it. Of what was under way when a process
/// was killed either may be true: nothing is claimed of it, but that an edit's text is an old or a new
/// one.
struct SoakJournal {
  /// Titles of contributions that a command said are kept.
  private(set) var titles: Set<String> = []
  /// The bodies that each edited contribution may have, by its title: the last that was acknowledged,
  /// and those that were tried after it.
  private(set) var bodies: [String: [String]] = [:]
  /// The contribution that edits are made of: its id and title.
  private(set) var edited: (id: String, title: String)?
  /// Changes that a command said are kept, and of these those that the region said it has.
  private(set) var changes = 0
  private(set) var atRegion = 0

  mutating func kept(_ new: [String]) {
    titles.formUnion(new)
    changes += new.count
  }

  mutating func made(_ title: String, id: String) {
    kept([title])
    edited = (id, title)
    bodies[title] = [""]
  }

  mutating func tries(_ body: String) {
    if let edited { bodies[edited.title, default: []].append(body) }
  }

  mutating func edited(to body: String) {
    guard let edited else { return }
    bodies[edited.title] = [body]
    changes += 1
  }

  /// A change of what others change too, of whose text nothing can be claimed.
  mutating func stirred() { changes += 1 }

  /// The region has all that was acknowledged here before a sync that succeeded began.
  mutating func synchronised(upTo count: Int) { atRegion = max(atRegion, count) }

  /// What was acknowledged and is not in an export, or is there with a text that nobody wrote.
  func missing(in export: [String: String]) -> [String] {
    let gone = titles.filter { export[$0] == nil }
    let wrong = bodies.filter { title, bodies in
      export[title].map { !bodies.contains($0) } ?? true
    }
    return gone.sorted() + wrong.keys.sorted()
  }
}
