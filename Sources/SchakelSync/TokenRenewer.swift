import SchakelCore

/// Has another token for a device, one renewal at a time.
///
/// The device draws a token, tells the region of its hash under its key, keeps the token, and only then
/// shows it. The region lets the one before go when this one is shown: so whatever ends in between, and
/// wherever, a token is kept that is good; and if none is, the key gets another.
actor TokenRenewer {
  /// The token that is shown.
  private(set) var current: String
  private let transport: any TokenTransport
  private let keeper: TokenKeeper
  private var underway: Task<TransportFailure?, Never>?

  /// Others may have renewed between a challenge and its answer: other processes on this home, or a
  /// copy of this device. So often in a row it is something else.
  private static let attempts = 4
  private static let conflict = "/problems/conflict"
  private static let notFound = "/problems/not-found"

  init(_ transport: any TokenTransport, token: String, keeper: TokenKeeper) {
    self.transport = transport
    self.keeper = keeper
    current = token
  }

  /// Sees to another token than `stale`, which gave no access for the reason given. Where another
  /// process has kept one since, that is it.
  func replace(_ stale: String, refusedBy failure: TransportFailure) async throws(TransportFailure)
  {
    guard current == stale, !adoptKept() else { return }
    do throws(TransportFailure) {
      try await renew()
    } catch {
      // A server that knows of no renewals has said all that there is to say.
      throw error.problem == Self.notFound ? failure : error
    }
  }

  /// Another token while this one is still good; unless another process has seen to it.
  func renewDue() async throws(TransportFailure) {
    guard !adoptKept() else { return }
    try await renew()
  }

  /// Shows the token that is kept, where that is another.
  private func adoptKept() -> Bool {
    guard let kept = try? keeper.load(), kept != current else { return false }
    show(kept)
    return true
  }

  private func show(_ token: String) {
    current = token
    transport.use(token)
  }

  /// Whoever asks meanwhile waits for the same. It goes on when nobody waits any more: what was told
  /// to the region is to be kept.
  private func renew() async throws(TransportFailure) {
    let task = underway ?? Task { await attempt() }
    underway = task
    let failure = await task.value
    underway = nil
    if let failure { throw failure }
  }

  private func attempt() async -> TransportFailure? {
    for _ in 0..<Self.attempts {
      do throws(TransportFailure) {
        let token = keeper.draw()
        try await tell(token)
        try keep(token)
        show(token)
        return nil
      } catch {
        guard error.problem == Self.conflict else { return error }
      }
    }
    return TransportFailure(
      .busy, "The device's token was renewed by others in the meantime, again and again.")
  }

  private func tell(_ token: String) async throws(TransportFailure) {
    let challenge = try await transport.tokenChallenge(for: keeper.replica)
    let renewal = TokenRenewal(
      of: keeper.replica, answering: challenge, for: token, at: keeper.regionKey,
      hashing: keeper.hashing, signedBy: keeper.signer)
    try await transport.renewToken(renewal)
  }

  private func keep(_ token: String) throws(TransportFailure) {
    do {
      try keeper.save(token)
    } catch {
      throw TransportFailure(
        .tokenExpired, "The device's new token cannot be kept, and is not used: \(error).")
    }
  }
}
