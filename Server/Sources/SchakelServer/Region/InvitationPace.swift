import SchakelCore
import SchakelRegion

/// Makes guessing at invitations slow. What is not valid, whether it was guessed, used, late or
/// mistyped, is answered alike, and no sooner than a fixed time after it was asked; and an address that
/// asked often for what is not valid, or an invitation that was asked for often in vain, is not looked
/// at for a while. Who is let in is not held up, and counts for nothing.
///
/// Of an invitation the hash is kept, never the code.
struct InvitationPace: Sendable {
  /// Waits for so long. Throws where nobody waits for the answer any more.
  typealias Sleep = @Sendable (Duration) async throws -> Void

  /// From the question to a refusal.
  static let delay = Duration.seconds(1)

  private let addresses: RateLimit<AddressKey>
  private let invitations: RateLimit<Digest>
  private let now: @Sendable () -> Duration
  private let sleep: Sleep

  /// - Parameters:
  ///   - limits: how often in a minute.
  ///   - now: the time since some moment, which never goes back.
  ///   - sleep: waits.
  init(
    _ limits: Limits, now: @escaping @Sendable () -> Duration = Uptime.now,
    sleep: @escaping Sleep = { try await Task.sleep(for: $0) }
  ) {
    addresses = RateLimit(limits.failedEnrolmentsPerAddress, now: now)
    invitations = RateLimit(limits.failedEnrolmentsPerInvitation, now: now)
    self.now = now
    self.sleep = sleep
  }

  /// Runs `body`, which uses a code, at this pace. Throws a ``Problem`` where the address or the code
  /// has to wait, whatever the code is.
  func keep<Value>(
    _ origin: String, _ code: [UInt8], _ body: () async throws -> Value
  ) async throws -> Value {
    let (start, address) = (now(), AddressKey(origin))
    let invitation = Hashing.portable.sha256(Array("schakel/pace/1".utf8) + code)
    let waits = [addresses.wait(of: address), invitations.wait(of: invitation)]
    if let wait = waits.compactMap(\.self).max() {
      throw Problem.tooOften("Too many invitations were tried that are not valid.", wait: wait)
    }
    do {
      return try await body()
    } catch let error as RegionError where error.code == .invitationNotValid {
      _ = (addresses.take(address), invitations.take(invitation))
      try await sleep(max(.zero, Self.delay - (now() - start)))
      throw error
    }
  }
}
