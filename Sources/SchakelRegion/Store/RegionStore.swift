public import SchakelCore
public import SchakelStore

/// Where a region keeps its log, documents and people.
///
/// The services decide what happens; a store keeps it. It promises three things:
///
/// - what ``write(cost:_:)`` returned survives a crash of the process and of the machine;
/// - a body that throws has written nothing, and bodies never see each other's unfinished work;
/// - a reading body sees one committed state from its first to its last question, and waits for no
///   write.
///
/// Its rows are the `…Record` types, which know nothing of how they are kept. Spaces, streams and
/// documents have short numbers beside their names: a number stands in every row of the log, where
/// the name's eight or sixteen bytes would be a tenth of it.
///
/// Writes that are in flight together may share one transaction and one wait for the disk. A body
/// may for that reason be run twice, the first time in vain, and must not keep anything outside.
public protocol RegionStore: AnyObject, Sendable {
  /// Runs `body` on the caller's thread: for a few questions that take microseconds.
  func look<Value: Sendable>(
    _ body: (any RegionReading) throws(RegionError) -> Value
  ) throws(RegionError) -> Value

  /// Runs `body` away from Swift's cooperative threads: for what walks over many rows. Of the reads that go
  /// on at once a share at most is one reader's, and those that wait have turns by reader.
  ///
  /// - Parameter reader: for whom; nil for the region itself.
  func read<Value: Sendable>(
    for reader: PersonID?,
    _ body: @escaping @Sendable (any RegionReading) throws(RegionError) -> Value
  ) async throws(RegionError) -> Value

  /// Runs `body` in a transaction and returns once what it wrote is safe.
  ///
  /// - Parameter cost: roughly the bytes that it writes, by which transactions are shared out.
  func write<Value: Sendable>(
    cost: Int, _ body: @escaping @Sendable (any RegionWriting) throws(RegionError) -> Value
  ) async throws(RegionError) -> Value

  /// Whether the store turned out, when it was opened, to have been put back, copied or moved since
  /// it was last written: its log may be shorter than what devices have seen of it.
  var wasPutBack: Bool { get }

  /// Calls `body` after each commit that moved spaces, once those who wrote are answered. It is
  /// called on the writing thread, and before the next commit: it notes, and returns.
  func whenMoved(_ body: @escaping @Sendable ([SpaceID]) -> Void)

  /// Looks whether another process moved spaces since this was last asked, and calls the bodies
  /// of ``whenMoved(_:)`` if so. The first time only notes where things stand. Cheap enough to ask
  /// every second.
  func lookForOthers() async throws(RegionError)

  /// Calls `body` with what the store does, from any thread and in the midst of it: it counts, and
  /// returns. A second call takes the place of the first.
  func measure(_ body: @escaping @Sendable (RegionEvent) -> Void)

  /// The bytes on the disk.
  var diskBytes: UInt64 { get }

  /// Reads all that is kept, beside reads and writes, and says whether it is whole. Cancelling the
  /// task stops it, which throws `storage`.
  func checkFile() async throws(RegionError) -> CheckReport

  /// Writes all that is kept, as of one moment, into a file that is empty or not there, beside reads and
  /// writes; then reads that file from end to end and says whether it is whole. Nothing in it was
  /// deleted here.
  func backUp(to path: String) async throws(RegionError) -> CheckReport

  /// Takes what was erased out of what the store writes ahead, should it still be there. Answers whether
  /// nothing is left: where somebody reads at the same time it is to be asked again.
  func sweep() async throws(RegionError) -> Bool

  /// Lets what is under way finish, then closes. Calls made later throw.
  func close() throws(RegionError)
}

extension RegionStore {
  /// A read for nobody in particular.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (any RegionReading) throws(RegionError) -> Value
  ) async throws(RegionError) -> Value {
    try await read(for: nil, body)
  }

  /// A store need not measure anything.
  public func measure(_ body: @escaping @Sendable (RegionEvent) -> Void) {}
}
