/// One task done once by one contender of `make compare`, for its script, which has the same done by
/// other systems in turn.
///
/// All contenders run in one process without a network: what is compared is the work of the store
/// and of its merge, and the table says of each what it does not do. All wait for the disk as
/// `synchronous=NORMAL` does, but for the region of Schakel, which waits at each commit.
struct Contest {
  enum Contender: String {
    case schakel
    /// One row, the document.
    case plain
    /// Two rows, the document and the change.
    case log
  }

  enum Task: String {
    case create, update, batch, push, pull, everyone, merge, idle, disk
  }

  /// What a task came to. Seconds of the whole, but for ``Task/idle``: of one.
  struct Result: Encodable {
    var seconds: Double?
    /// On a disk for each note, or over the wire.
    var bytes: Double?
    /// For each note, after ten updates.
    var bytesUpdated: Double?
  }

  let bench: Bench
  /// How many notes; of ``Task/everyone``, how many of each device.
  let count: Int
  let devices: Int

  static let updates = 10
  /// Notes in a commit, where there are many.
  static let batch = 1_000

  /// nil for what this contender cannot do.
  func run(_ task: Task, by contender: Contender) async throws -> Result? {
    switch contender {
    case .schakel: try await schakel(task)
    case .plain: try plain(task, .document)
    case .log: try plain(task, .documentAndChange)
    }
  }

  func timed(_ work: () async throws -> Void) async throws -> Result {
    Result(seconds: try await ContinuousClock().measure(work).seconds)
  }
}
