import Foundation
import SchakelCore
public import SchakelSync

extension HTTPTransport {
  /// `POST /v1/wipe-confirmations`: tells the region that this device has erased all that it held.
  ///
  /// - Parameter signature: the device's, over `WipeOrder.confirmationMessage`.
  /// - Throws: `tokenRefused` where the region gave no such order, or has another key for the device.
  public func confirmWipe(_ signature: [UInt8]) async throws(TransportFailure) {
    let type = "application/json"
    let body = Data("{\"signature\":\"\(Hex.encode(signature))\"}".utf8)
    let hope = Exchange.Hope(type, limit: limits.enrolmentBytes)
    _ = try await exchange("/v1/wipe-confirmations", body: body, type: type, hope: hope)
  }
}
