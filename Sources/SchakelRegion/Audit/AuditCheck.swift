import SchakelCore
import Synchronization

/// A check of an audit file while it is being written, with the region's own key.
final class AuditCheck: Sendable {
  private struct State {
    var verifier: AuditVerifier
    var fault: AuditFault?
  }

  private let state: Mutex<State>

  init(_ environment: RegionEnvironment) {
    let verify = environment.verify
    state = Mutex(
      State(
        verifier: AuditVerifier(
          trusting: environment.publicKey, hashing: environment.hashing
        ) { checks in
          checks.firstIndex { !verify($0.key, $0.message, $0.signature) }
        }))
  }

  /// The first thing that does not hold.
  var fault: AuditFault? { state.withLock(\.fault) }

  /// Takes parts of the file. Throws where something does not hold: there is no need to read on.
  func take(_ bytes: [UInt8]) throws(RegionError) {
    let holds = state.withLock { state in
      do throws(AuditFault) {
        var frames = AuditFrames(bytes)
        while let part = try frames.next() { try state.verifier.take(part) }
      } catch {
        state.fault = error
      }
      return state.fault == nil
    }
    guard holds else { throw .stopped }
  }

  func finish() -> Result<AuditReport, AuditFault> {
    state.withLock { state in
      do throws(AuditFault) {
        return .success(try state.verifier.finish())
      } catch {
        return .failure(error)
      }
    }
  }
}

extension RegionError {
  /// Nobody sees it: the fault is told in its place.
  fileprivate static let stopped = RegionError(.damaged, "the audit does not hold")
}
