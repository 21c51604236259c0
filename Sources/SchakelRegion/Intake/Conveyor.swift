import Dispatch
import Synchronization

/// Work that the writing thread hands out in the middle of its transaction. It alone speaks with the
/// database; while it reads the next things, or writes the last ones, the other processors work out
/// what lies between.
///
///     var decoding = Conveyor<Row, Document> { row throws(RegionError) in try Document(row) }
///     for id in ids {
///       let row = row(of: id)
///       for document in try decoding.put(row, weight: row.size) { add(document) }
///     }
///     for document in try decoding.finish() { add(document) }
///
/// *Invariant*: what comes out is in the order of what went in, one for one; and of the errors the
/// first in that order is thrown.
struct Conveyor<Input: Sendable, Output: Sendable> {
  typealias Work = @Sendable (Input) throws(RegionError) -> Output

  /// Things that travel together: enough of them to be worth a task.
  private static var together: Int { 100 }
  /// The weight from which on fewer do.
  private static var heavy: Int { 1 << 20 }
  /// How many such parts may be under way, and of what weight: what is held in memory.
  private static var mostParts: Int { 16 }
  private static var mostWeight: Int { 16 << 20 }

  private let work: Work
  private var gathered: [Input] = []
  private var gatheredWeight = 0
  private var parts: [Part] = []
  private var weight = 0

  init(_ work: @escaping Work) {
    self.work = work
  }

  /// Puts one thing in at one end. Answers what has come out at the other, if it is time to take it.
  ///
  /// - Parameter weight: roughly the bytes that it holds.
  mutating func put(_ input: Input, weight: Int) throws(RegionError) -> [Output] {
    gathered.append(input)
    gatheredWeight += weight
    guard gathered.count == Self.together || gatheredWeight >= Self.heavy else { return [] }
    send()
    var outputs: [Output] = []
    while parts.count > Self.mostParts || parts.count > 1 && self.weight > Self.mostWeight {
      let taken = try takeFirst()
      // Adding them would copy each.
      if outputs.isEmpty { outputs = taken } else { outputs += taken }
    }
    return outputs
  }

  /// What is still on its way.
  mutating func finish() throws(RegionError) -> some Sequence<Output> {
    if !gathered.isEmpty { send() }
    var outputs: [[Output]] = []
    while !parts.isEmpty { outputs.append(try takeFirst()) }
    return outputs.joined()
  }

  /// Waits for what went in first, and works on what came later meanwhile.
  private mutating func takeFirst() throws(RegionError) -> [Output] {
    for part in parts where !parts[0].isFinished { part.run() }
    let part = parts.removeFirst()
    weight -= part.weight
    return try part.results()
  }

  private mutating func send() {
    let part = Part(gathered, weight: gatheredWeight, work)
    parts.append(part)
    weight += gatheredWeight
    (gathered, gatheredWeight) = ([], 0)
    // A single one is done by whoever waits for it.
    if parts.count > 1 { DispatchQueue.global().async { part.run() } }
  }

  /// Some things on their way.
  private final class Part: Sendable {
    private enum State: Sendable {
      case waiting([Input])
      case isWorked
      case done(Result<[Output], RegionError>)
    }

    let weight: Int
    private let work: Work
    private let state: Mutex<State>
    private let isDone = DispatchSemaphore(value: 0)

    init(_ inputs: [Input], weight: Int, _ work: @escaping Work) {
      self.weight = weight
      self.work = work
      state = Mutex(.waiting(inputs))
    }

    var isFinished: Bool {
      state.withLock { state in
        guard case .done = state else { return false }
        return true
      }
    }

    /// Does the work, unless somebody has begun it.
    func run() {
      let inputs: [Input]? = state.withLock { state in
        guard case .waiting(let inputs) = state else { return nil }
        state = .isWorked
        return inputs
      }
      guard let inputs else { return }
      let result = Result { () throws(RegionError) in try outputs(of: inputs) }
      state.withLock { $0 = .done(result) }
      isDone.signal()
    }

    private func outputs(of inputs: [Input]) throws(RegionError) -> [Output] {
      var outputs: [Output] = []
      outputs.reserveCapacity(inputs.count)
      for input in inputs { outputs.append(try work(input)) }
      return outputs
    }

    /// What came of it, once it is done. To be asked once, of what is begun.
    func results() throws(RegionError) -> [Output] {
      isDone.wait()
      guard case .done(let result) = state.withLock({ $0 }) else { return [] }
      return try result.get()
    }
  }
}
