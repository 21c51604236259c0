import SchakelCore

// Which lives of devices' databases wait for a coordinator's yes.
extension SpaceAnswer {
  /// The streams of which nothing is taken yet, each once: the device's own that it said, and those of
  /// which it pushed a run. A device that was told says its streams and pushes nothing of them, so that
  /// to wait costs what it costs to have nothing to say.
  mutating func unadmitted(
    _ asked: SyncRequest.Space, _ intake: SpaceIntake.Result?, _ space: SpaceRecord
  ) throws(RegionError) -> [Writer] {
    var found = intake?.unadmitted ?? []
    guard !admitsCopies else { return found }
    var known = Set(found)
    for writer in asked.streams.map(\.writer)
    where writer.replica == device.replica && known.insert(writer).inserted {
      if try ownLives().awaitsYes(writer), try store.stream(writer, in: space.number) == nil {
        found.append(writer)
      }
    }
    return found
  }

  /// Asked for once, for all spaces of the request.
  private mutating func ownLives() throws(RegionError) -> Lives {
    if let lives { return lives }
    let found = Lives(records: try store.incarnations(of: device.replica))
    lives = found
    return found
  }
}
