public import SchakelCore

// What a device still has when it is taken out of use: the region takes it, for a coordinator, and says
// nothing else to it.
extension Replica {
  /// The next part of what was written here and the region does not have; nil where that is nothing.
  /// Others' changes are not in it: from such a device nobody takes them.
  public func lastWords(
    agent: String, budget: SyncBudget = SyncBudget(), signer: DeviceSigner
  ) throws(ReplicaError) -> SyncRequest? {
    try read { connection throws(ReplicaError) in
      var left = budget.push
      var spaces: [SyncRequest.Space] = []
      for row in try Self.allSpaces(connection) {
        var space = try Self.request(for: row, left: &left, isLast: true, signer, connection)
        guard !space.push.isEmpty else { continue }
        space.voids = try Self.voids(in: space.push, of: row, connection)
        space.vector = nil
        spaces.append(space)
      }
      return spaces.isEmpty ? nil : SyncRequest(agent: agent, limit: budget.answer, spaces: spaces)
    }
  }

  /// Takes note of what became of ``lastWords(agent:budget:signer:)``: what the region holds now waits
  /// here no longer.
  ///
  /// - Returns: how many changes wait here no longer, and of how many the region keeps what they say.
  public func noteHandedIn(
    _ answer: SyncAnswer, of request: SyncRequest
  ) throws(ReplicaError) -> (concluded: Int, held: Int) {
    var (count, held) = (0, 0)
    for asked in request.spaces {
      let told = answer.spaces.first { $0.space == asked.space }
      guard let told, told.status == .handedIn else { continue }
      held += told.outcomes.count { $0.outcome == .void(.held) }
      try write { transaction throws(ReplicaError) in
        for run in asked.push {
          guard let seal = run.seal, !told.outcomes.contains(where: { $0.isFork(in: run) })
          else { continue }
          try transaction.acknowledge(run.writer, run.last, seal.tip, in: asked.space)
          count += run.changes.count
        }
      }
    }
    return (concluded: count, held: held)
  }
}

extension SyncAnswer.Outcome {
  fileprivate func isFork(in run: ChangeRun) -> Bool {
    outcome == .fork && dot.writer == run.writer
  }
}
