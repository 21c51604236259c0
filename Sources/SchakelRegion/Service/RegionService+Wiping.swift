public import SchakelCore

// Emptying a device from afar.
extension RegionService {
  /// Takes a device out of use as ``revoke(_:)`` does, and orders it to erase all that it holds: it
  /// learns of that at its next contact, and says so when it is done. A device that was revoked may
  /// still be told to.
  ///
  /// - Parameter person: as there.
  /// - Returns: the device as it stands now, and whether that is news.
  /// - Throws: `unknownDevice`; `notCoordinator`.
  public func wipe(
    _ replica: ReplicaID, by person: PersonID? = nil
  ) async throws(RegionError) -> (device: RegionStatus.Device, isNews: Bool) {
    try await takeOut(replica, as: .wiped, by: person)
  }

  /// What the bearer of a token is ordered to do; nil for every token but that of a device which is to
  /// be emptied, and has not said yet that it is.
  ///
  /// - Parameter token: the ASCII bytes of `Enrolment.token`.
  public func wipeOrder(token: [UInt8]) throws(RegionError) -> WipeOrder? {
    let hash = Secret.token(token).hash(environment.hashing)
    return try store.look { [environment] store throws(RegionError) in
      guard let device = try store.device(token: hash), device.status == .wiped else { return nil }
      return WipeOrder(to: device.replica, time: device.decided, signedBy: environment.sign)
    }
  }

  /// Takes a device's word that it has erased all. It may be given again.
  ///
  /// - Parameters:
  ///   - token: the device's, which gives no other access.
  ///   - signature: the device's, over `WipeOrder.confirmationMessage`.
  /// - Returns: whether it is the word of a device that was ordered to.
  public func confirmWipe(
    token: [UInt8], signature: [UInt8]
  ) async throws(RegionError) -> Bool {
    guard let order = try wipeOrder(token: token) else { return false }
    return try await write(cost: 128) { [self] transaction throws(RegionError) in
      guard let device = try transaction.device(order.replica),
        environment.verify(device.publicKey, order.confirmationMessage, signature)
      else { return false }
      if device.emptied == nil {
        try transaction.save(emptied: environment.now(), of: device.replica)
      }
      return true
    }
  }
}
