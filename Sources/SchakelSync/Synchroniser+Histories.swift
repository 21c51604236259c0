public import SchakelCore
public import SchakelStore

extension Synchroniser {
  /// Asks the region for every change of a document: for people who want to see its past, and to
  /// build it anew without a refused change. Returns what stood in the way, if anything did.
  public func fetchHistory(
    _ request: HistoryRequest
  ) async throws(ReplicaError) -> TransportFailure? {
    let answer: HistoryAnswer
    do throws(TransportFailure) {
      answer = try Self.readHistory(try await transport.history(request.encoded))
    } catch {
      return error
    }
    do throws(ReplicaError) {
      try replica.absorb(answer, to: request)
    } catch {
      guard error.code == .protocolViolation else { throw error }
      return TransportFailure(.protocolViolation, error.message)
    }
    return nil
  }

  private static func readHistory(_ bytes: [UInt8]) throws(TransportFailure) -> HistoryAnswer {
    do throws(CBORError) {
      return try HistoryAnswer(encoded: bytes)
    } catch {
      throw TransportFailure(.notSchakel, "A history cannot be read: \(error).")
    }
  }

  /// Asks for the histories that documents wait for. One that is not to be had holds up neither the
  /// others nor the sync: it is in the report, and asked for again in a later one.
  ///
  /// Returns whether any came, so that there is something to compare again.
  func fetchWantedHistories(_ report: inout SyncReport) async throws(ReplicaError) -> Bool {
    var cameAny = false
    for request in try replica.wantedHistories() {
      guard !report.missing.contains(where: { $0.failure.isOfConnection }) else { break }
      guard !report.missing.contains(where: { $0.request == request }) else { continue }
      guard let failure = try await fetchHistory(request) else {
        cameAny = true
        continue
      }
      report.missing.append(MissingHistory(request: request, failure: failure))
      if failure.isOfDocument { try replica.noteTried(request) }
    }
    return cameAny
  }
}

extension TransportFailure {
  /// Refused for what was asked: asking the same again would change nothing.
  fileprivate var isOfDocument: Bool {
    switch code {
    case .forbidden, .requestRefused, .tooLarge, .protocolViolation: true
    default: false
    }
  }

  /// The next request would meet it too.
  fileprivate var isOfConnection: Bool {
    switch code {
    // One document may be more than the server can read.
    case .serverError, .notSchakel: false
    default: !isOfDocument
    }
  }
}
