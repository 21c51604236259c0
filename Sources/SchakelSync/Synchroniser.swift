import SchakelCore
public import SchakelStore

/// Drives a ``SyncSession``: makes requests from a replica, sends them, takes the answers in.
///
///     let synchroniser = Synchroniser(
///       replica: replica, transport: transport, signer: sign, verifier: verify)
///     let report = try await synchroniser.run()
///     print(report.waiting == 0 ? "synchronised" : "\(report.waiting) waiting")
public struct Synchroniser: Sendable {
  /// The database that is synchronised.
  public let replica: Replica
  /// The way to the region.
  public let transport: any SyncTransport
  /// Seals what is pushed, with the device's key.
  public let signer: DeviceSigner
  /// What the region's receipts are checked with.
  public let verifier: RegionVerifier
  /// Named in every request, for the operator: program and version.
  public var agent: String
  /// How much goes into one request and comes back.
  public var budget: SyncBudget
  /// Waits a number of milliseconds; throws when the task is cancelled. Swapped in tests.
  public var sleep: @Sendable (UInt64) async throws -> Void
  /// Sixty-four random bits, for the lengths of pauses. Swapped in tests.
  public var random: @Sendable () -> UInt64

  public init(
    replica: Replica, transport: any SyncTransport, signer: @escaping DeviceSigner,
    verifier: @escaping RegionVerifier, agent: String = "schakel",
    budget: SyncBudget = SyncBudget(),
    sleep: @escaping @Sendable (UInt64) async throws -> Void = {
      try await Task.sleep(for: .milliseconds($0))
    },
    random: @escaping @Sendable () -> UInt64 = { .random(in: .min ... .max) }
  ) {
    self.replica = replica
    self.transport = transport
    self.signer = signer
    self.verifier = verifier
    self.agent = agent
    self.budget = budget
    self.sleep = sleep
    self.random = random
  }

  /// Synchronises until there is nothing left to do, or no way to do it.
  ///
  /// - Parameter progress: told after every exchange what has come and gone so far.
  /// - Throws: only what the replica's own database refuses. What the network refuses is in the
  ///   report: it is no error to be offline.
  public func run(
    patience: SyncSession.Patience = .once, progress: @Sendable (SyncReport) -> Void = { _ in }
  ) async throws(ReplicaError) -> SyncReport {
    var session = SyncSession(patience: patience)
    var report = SyncReport()
    var isTokenDue = false
    var action = session.handle(.start)
    while true {
      switch action {
      case .exchange:
        let event = try await exchange(&report, &isTokenDue, halvings: session.halvings)
        progress(report)
        action = session.handle(event, random: random())
      case .rest(let milliseconds):
        action = session.handle(await rest(milliseconds))
      case .finish(let ending):
        if case .failed(let failure) = ending, failure.code == .deviceRevoked {
          try await handIn(&report, halvings: session.halvings)
        }
        report.ending = ending
        report.standing = try replica.standing(budget: budget.halved(session.halvings))
        if isTokenDue { await transport.renewDueToken() }
        return report
      case .none: preconditionFailure("a driver only says what it was asked")
      }
    }
  }

  /// Hands in what was written here and did not get out before the device was taken out of use, and obeys
  /// what it is told to erase. What does not get through stays, for the next time.
  private func handIn(
    _ report: inout SyncReport, halvings: Int
  ) async throws(ReplicaError) {
    var (halvings, asking) = (halvings, true)
    var (done, untold): (Set<SpaceID>, Set<SpaceID>) = ([], [])
    var pages = Self.pagesOfOrders
    while let request = try replica.lastWords(
      agent: agent, budget: budget.halved(halvings), asking: asking, but: done, untold: untold,
      signer: signer)
    {
      let mayHalve = halvings < SyncSession.halvingLimit
      let answer: SyncAnswer
      do throws(TransportFailure) {
        answer = try Self.read(try await transport.handIn(request.encoded))
      } catch {
        guard error.code == .tooLarge else { return }
        let brought = request.spaces.filter { !$0.push.isEmpty }.map(\.space)
        if brought.isEmpty {
          guard asking else { return }
          asking = false
        } else if halvings < Self.oneByOne {
          halvings = mayHalve ? halvings + 1 : Self.oneByOne
        } else {
          // What is too large by itself holds up no other space.
          done.formUnion(brought)
          halvings = SyncSession.halvingLimit
        }
        continue
      }
      let noted = try replica.noteHandedIn(answer, of: request)
      report.handedIn += noted.held
      report.orders += noted.orders
      pages -= 1
      untold = pages > 0 ? noted.untold : []
      let isIdle = noted.orders == 0 && request.spaces.allSatisfy(\.push.isEmpty)
      report.isHandInFull = report.isHandInFull || !noted.full.isEmpty
      // Less may fit. Where the first answer moved nothing, it said how far the region is.
      if mayHalve, !noted.full.isEmpty { halvings += 1 }
      if !asking {
        done.formUnion(mayHalve ? noted.stalled.subtracting(noted.full) : noted.stalled)
      }
      // Nothing but a word that was given, or questions that were answered.
      if isIdle, !asking { return }
      asking = false
    }
  }

  /// So many pages of orders are taken at a time, which is more than there are; the rest is told at the next.
  private static let pagesOfOrders = 1_000
  /// So many halvings leave room for one change of one space.
  private static let oneByOne = Int.bitWidth

  private func rest(_ milliseconds: UInt64) async -> SyncSession.Event {
    do {
      try await sleep(milliseconds)
      return .rested
    } catch {
      return .cancelled
    }
  }

  private func exchange(
    _ report: inout SyncReport, _ isTokenDue: inout Bool, halvings: Int
  ) async throws(ReplicaError) -> SyncSession.Event {
    guard !Task.isCancelled else { return .cancelled }
    let request = try replica.syncRequest(
      agent: agent, budget: budget.halved(halvings), asksOfLeft: report.exchanges == 0,
      signer: signer)
    let answer: SyncAnswer
    do throws(TransportFailure) {
      answer = try Self.read(try await transport.sync(request.encoded))
    } catch {
      return error.code == .cancelled ? .cancelled : .failed(error)
    }
    var progress: SyncProgress
    do throws(ReplicaError) {
      progress = try replica.absorb(
        answer, to: request, budget: budget.halved(halvings), verifier: verifier)
    } catch {
      // What came does not hold together: nothing is amiss here.
      guard error.code == .protocolViolation else { throw error }
      return .failed(TransportFailure(.protocolViolation, error.message))
    }
    isTokenDue = answer.isTokenDue
    // Whatever becomes of them: what was taken in is taken in, and what was pushed is pushed.
    if try await fetchWantedHistories(&report) { progress.more = true }
    report.add(progress)
    return .absorbed(progress)
  }

  private static func read(_ bytes: [UInt8]) throws(TransportFailure) -> SyncAnswer {
    try read("answer") { () throws(CBORError) in
      let answer = try SyncAnswer(encoded: bytes)
      return (answer, answer.version)
    }
  }

  /// Reads a message whose version this program has to speak: what it says in any other cannot be
  /// known.
  static func read<Message>(
    _ what: String, _ body: () throws(CBORError) -> (Message, version: UInt64)
  ) throws(TransportFailure) -> Message {
    let (message, version): (Message, UInt64)
    do throws(CBORError) {
      (message, version) = try body()
    } catch {
      throw TransportFailure(
        error.code == .unsupported ? .upgradeRequired : .notSchakel,
        "The \(what) cannot be read: \(error).")
    }
    guard (ProtocolVersion.minimum...ProtocolVersion.current).contains(version) else {
      throw TransportFailure(
        .upgradeRequired, "The \(what) is in version \(version), which this program does not speak."
      )
    }
    return message
  }
}
