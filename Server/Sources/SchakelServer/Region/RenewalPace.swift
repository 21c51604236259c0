import SchakelCore
import SchakelRegion

/// Bounds what renewals cost: an address that tries often without a device's key is not looked at for a
/// while, and a device that renews in circles waits. What somebody else tries in a device's name counts
/// against the address that it comes from and never against the device.
struct RenewalPace: Sendable {
  private let addresses: RateLimit<AddressKey>
  private let devices: RateLimit<ReplicaID>

  /// - Parameter now: the time since some moment, which never goes back.
  init(_ limits: Limits, now: @escaping @Sendable () -> Duration = Uptime.now) {
    addresses = RateLimit(limits.failedRenewalsPerAddress, now: now)
    devices = RateLimit(limits.renewalsPerDevice, now: now)
  }

  /// Runs `body`, which renews the token of a device, at this pace. Throws a ``Problem`` where the
  /// address or the device has to wait.
  func keep<Value>(
    _ origin: String, _ replica: ReplicaID, _ body: () async throws -> Value
  ) async throws -> Value {
    let address = AddressKey(origin)
    let waits = [addresses.wait(of: address), devices.wait(of: replica)]
    if let wait = waits.compactMap(\.self).max() {
      throw Problem.tooOften("There are too many renewals; make fewer.", wait: wait)
    }
    do {
      let value = try await body()
      _ = devices.take(replica)
      return value
    } catch let error as RegionError where error.code == .renewalRefused {
      _ = addresses.take(address)
      throw error
    }
  }
}
