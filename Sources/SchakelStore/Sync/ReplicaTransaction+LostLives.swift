import SchakelCore

// What this device wrote in an earlier life, on a copy of itself say, may have come back to it as states
// alone. Where the region loses that, it cannot be handed in, nor can what follows it in its stream: nobody
// takes a stream with a gap. And whoever wrote it is this device, so that nobody need come by who has it
// whole.
extension ReplicaTransaction {
  /// Ends such streams where the region has them. What is here of them past the gap and was not said again
  /// with the states is written again, under the present life.
  ///
  /// Asked when nothing can be pushed, and when what is here by states alone was said again: either the
  /// region has the same documents by now, or a difference has lasted (``Replica/recoveryTerm``). Should
  /// somebody bring such a stream after all, it comes as that of a copy does.
  ///
  /// - Returns: whether there is now something to send.
  func endLostLives(in id: SpaceID) throws(ReplicaError) -> Bool {
    let space = try self.space(id)
    let streams = try lostLives(of: space)
    guard !streams.isEmpty, try !awaitsHistory(in: space) else { return false }
    var any = false
    for stream in streams {
      let rest = try storedChanges(of: stream, from: stream.acknowledged + 1)
      // A reader's would lie in the tray as refused.
      guard rest.isEmpty || space.role.mayWrite else { continue }
      for change in rest {
        // Where it has an effect still, that goes with it.
        let isInEffect = try document(change.change.header.document)?.state.vector
          .covers(change.change.dot)
        if isInEffect != true, try isSaidAgain(change.change, in: space) {
          try noteRewritten(change.key)
        } else {
          any = true
        }
      }
      try reissue(from: Dot(writer: stream.writer, counter: stream.acknowledged + 1), in: id)
    }
    return any
  }

  /// This device's earlier streams of which the region lacks something, where that can be sent no more.
  private func lostLives(of space: SpaceRow) throws(ReplicaError) -> [StreamRow] {
    let behind = try connection.statement(.ownStreams).all(space.no) {
      row throws(ReplicaError) in try StreamRow(row)
    }.filter { $0.no != space.stream && $0.acknowledged < $0.counter }
    // There is none at nearly all times.
    guard !behind.isEmpty else { return [] }
    let unadmitted = try Replica.unadmitted(in: space, connection)
    let disputed = try Replica.disputedStreams(in: space, connection)
    var lost: [StreamRow] = []
    for stream in behind {
      guard !unadmitted.contains(stream.writer), disputed[stream.writer] == nil,
        try !Replica.canPush(stream, connection)
      else { continue }
      lost.append(stream)
    }
    return lost
  }
}
