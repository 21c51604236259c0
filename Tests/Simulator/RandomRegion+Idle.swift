import SchakelCore
import SchakelStore
import SchakelSync
import SchakelTesting

// A synchronisation that has nothing to say.
extension RandomRegion {
  /// The bytes that one message may have at rest: for itself, for each space, and for each life of the
  /// device, of which it says where it stands.
  private static let bytes = (message: 200, space: 200, stream: 80)

  /// Who costs more than one exchange of so many bytes, with everything at rest; or nil.
  func idleFault() async throws -> String? {
    for (index, device) in devices.enumerated()
    where try device.replica.standing().isSynchronised {
      let request = try device.request()
      let report = try await device.sync(exchanges: Self.exchangeLimit)
      guard report.isSynchronised, report.pulled + report.pushed == 0 else { continue }
      let streams = request.spaces.reduce(0) { $0 + $1.streams.count }
      let most =
        Self.bytes.message + request.spaces.count * Self.bytes.space
        + streams * Self.bytes.stream
      let (sent, got) = device.wire { ($0.requestBytes, $0.answerBytes) }
      if report.exchanges != 1 || sent > most || got > most {
        return "device \(index) at rest takes \(report.exchanges) exchanges, \(sent) bytes out and "
          + "\(got) in, where \(most) would do"
      }
      if request.spaces.contains(where: { $0.vector != nil }) {
        return "device \(index) says all that it knows, and has nothing to say"
      }
    }
    return nil
  }
}
