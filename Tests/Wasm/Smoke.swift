// The merge smoke test: one program, run as WebAssembly and natively, whose results must agree.
import SchakelCore

/// Three workers write about one note without hearing each other; then everybody hears everything,
/// in every order. A broken law traps; what comes back is a checksum over all that was computed,
/// the same on every platform.
@c(run)
public func run() -> UInt64 {
  var anna = Worker(1)
  let made = anna.write(
    [.set("title", "Pleintje"), .set("body", "Stil op straat."), .add("themes", "safety")],
    kind: Kind.fieldNote.name, at: 1_000)
  var bram = Worker(2)
  var cas = Worker(3)
  check(bram.hear(made) == .applied && cas.hear(made) == .applied)

  let letters = [
    made,
    anna.write([.set("title", "Het pleintje"), .set("signal", "watch")], at: 3_000),
    bram.write([.set("title", "Plein é"), .set("signal", "urgent")], at: 2_000),
    bram.write([.add("themes", "early-signals")], at: 2_500),
    cas.write([.remove("themes"), .set("title", "Plein e\u{301}")], at: 9_000),
  ]
  let whole = hearEachOther([anna, bram, cas], letters)
  checkOrders(letters, whole)
  checkJoins(letters, whole)
  return checksum(of: whole, letters)
}

/// Everybody hears everything and holds the same bytes.
func hearEachOther(_ workers: [Worker], _ letters: [Letter]) -> DocumentState {
  var states: [DocumentState] = []
  for worker in workers {
    var worker = worker
    for letter in letters { _ = worker.hear(letter) }
    check(letters.allSatisfy { worker.hear($0) == .known })
    check(worker.state.invariantFailure == nil)
    states.append(worker.state)
  }
  check(states.allSatisfy { $0.encoded() == states[0].encoded() })
  return states[0]
}

/// Whatever the order, a newcomer ends with the same bytes: a letter that comes too early waits.
func checkOrders(_ letters: [Letter], _ whole: DocumentState) {
  var waited = 0
  for order in permutations(of: Array(letters.indices)) {
    var newcomer = Worker(9)
    var waiting = order.map { letters[$0] }
    while !waiting.isEmpty {
      let before = waiting.count
      waiting = waiting.filter { newcomer.hear($0) != .applied }
      check(waiting.count < before)
      waited += waiting.count
    }
    check(newcomer.state.encoded() == whole.encoded())
  }
  check(waited > 0)
}

/// Two halves of the history join to the whole from either side; half of it alone does not.
func checkJoins(_ letters: [Letter], _ whole: DocumentState) {
  for cut in 0..<8 {
    let left = state(of: letters, without: cut & 1 == 0 ? 1 : 4)
    let right = state(of: letters, without: cut & 2 == 0 ? 2 : 3)
    check(joined(left, right).encoded() == joined(right, left).encoded())
    check(joined(joined(left, right), whole).encoded() == whole.encoded())
    check(joined(whole, whole).encoded() == whole.encoded())
    check(left.encoded() != whole.encoded())
  }
}

func joined(_ left: DocumentState, _ right: DocumentState) -> DocumentState {
  var state = left
  state.join(right)
  return state
}

/// What somebody knows who missed one letter, and those that build on it.
func state(of letters: [Letter], without missed: Int) -> DocumentState {
  var reader = Worker(8)
  for index in letters.indices where index != missed { _ = reader.hear(letters[index]) }
  return reader.state
}

/// Covers the state, each change's bytes and link, and what each field shows.
func checksum(of state: DocumentState, _ letters: [Letter]) -> UInt64 {
  var sum = Checksum()
  sum.add(state.encoded())
  for letter in letters {
    sum.add(letter.bytes)
    sum.add(letter.link.bytes)
  }
  for field in Kind.fieldNote.fields {
    let view = state.view(of: field.name, policy: field.policy)
    for value in view.shown { sum.add(value.encoded) }
    if field.name == "title" { check(view.standing == .conflict && view.shown.count == 3) }
    if field.name == "signal" { check(view.value == Value("urgent")) }
    if field.name == "themes" { check(view.shown == [Value("early-signals")]) }
  }
  return sum.value
}

/// FNV-1a over 64 bits: enough to tell two runs apart.
struct Checksum {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }
}

/// Traps in every build, also without a message to print it with.
func check(_ holds: Bool) { precondition(holds) }

func permutations(of items: [Int]) -> [[Int]] {
  guard items.count > 1 else { return [items] }
  return items.flatMap { first in
    permutations(of: items.filter { $0 != first }).map { [first] + $0 }
  }
}
