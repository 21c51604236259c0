public import SchakelCore
public import SchakelStore
public import SchakelSync

/// What a device said and what the region answered, not taken in yet.
public struct Exchange: Sendable {
  public let request: SyncRequest
  public let answer: SyncAnswer
}

extension TestDevice {
  public func request(budget: SyncBudget = SyncBudget()) throws -> SyncRequest {
    try replica.syncRequest(agent: "test", budget: budget, signer: signer)
  }

  public func send(_ request: SyncRequest) async throws(TransportFailure) -> Exchange {
    let answer = try await MemoryTransport(device: self).sync(request.encoded)
    do {
      return Exchange(request: request, answer: try SyncAnswer(encoded: answer))
    } catch {
      throw TransportFailure(.notSchakel, "\(error)")
    }
  }

  public func exchange(budget: SyncBudget = SyncBudget()) async throws -> Exchange {
    try await send(try request(budget: budget))
  }

  @discardableResult
  public func take(_ exchange: Exchange) throws -> SyncProgress {
    try replica.absorb(exchange.answer, to: exchange.request, verifier: TestRegion.verifier)
  }
}
