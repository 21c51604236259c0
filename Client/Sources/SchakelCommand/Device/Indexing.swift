import SchakelStore

/// Bringing the search index up to date once a command has answered, so that the next search need
/// not; and before a search, which would do it by itself, to show how far it is.
struct Indexing {
  let device: Device

  /// How many contributions share a transaction: few enough that another process need not wait
  /// long.
  static let batchSize = 1_000

  /// Where nothing can be written just now, what is left is for the next search.
  func run() throws(ReplicaError) {
    let progress = ProgressLine(device.context)
    defer { progress.clear() }
    do throws(ReplicaError) {
      var left = try device.replica.pendingInIndex()
      while left > 0, !Task.isCancelled {
        // One batch is done before anybody could read the line.
        if left > Self.batchSize {
          progress.show(ProgressPhrase.indexing, ["count": .count(left)])
        }
        let done = try device.replica.indexPending(limit: Self.batchSize)
        left = done < Self.batchSize ? 0 : left - done
      }
    } catch {
      guard error.isOfWriting else { throw error }
    }
  }
}
