import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting

// Copies of devices, and a coordinator who says yes to them, now and again or late.
extension RandomRegion {
  /// The coordinator says yes to all copies that wait.
  mutating func admitCopies() async throws {
    guard let coordinator else { return }
    for copy in try region.service.copies() {
      story.append("a copy, \(copy.writer.text), is let go on")
      _ = try await region.service.admit(
        copy.device.replica, only: copy.incarnation, by: coordinator)
    }
  }

  /// A device that waits for a yes never says that it is synchronised.
  mutating func checkAdmitted(_ index: Int, after report: SyncReport) throws {
    guard report.isSynchronised else { return }
    let writer = devices[index].replica.identity.writer
    if try region.service.copies().contains(where: { $0.writer == writer }) {
      findings.append("device \(index) says it is synchronised, and waits for a yes")
    }
  }
}
