public import SchakelCore
public import SchakelStore

extension Synchroniser {
  /// Asks the region for every change of a document, page by page: for people who want to see its
  /// past, and to build it anew without a refused change. Returns what stood in the way, if anything
  /// did; what came before that is kept, and the next call goes on from there.
  public func fetchHistory(
    _ request: HistoryRequest
  ) async throws(ReplicaError) -> TransportFailure? {
    var mayBeginAgain = true
    while true {
      var page = try replica.nextPage(of: request)
      page.request.limit = budget.answer
      let answer: HistoryAnswer
      do throws(TransportFailure) {
        answer = try await fetchPage(page.request)
      } catch {
        guard page.request.after != nil, mayBeginAgain, error.problem == Self.gone else {
          return error
        }
        // The region was put back to before that page.
        mayBeginAgain = false
        try replica.forgetPages(of: request)
        continue
      }
      do throws(ReplicaError) {
        guard try replica.absorb(answer, to: page) else { return nil }
      } catch {
        guard error.code == .protocolViolation else { throw error }
        return TransportFailure(.protocolViolation, error.message)
      }
    }
  }

  private static let gone = "/problems/gone"

  private func fetchPage(
    _ request: HistoryRequest
  ) async throws(TransportFailure) -> HistoryAnswer {
    let bytes = try await transport.history(request.encoded)
    return try Self.read("history") { () throws(CBORError) in
      let answer = try HistoryAnswer(encoded: bytes)
      return (answer, answer.version)
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
