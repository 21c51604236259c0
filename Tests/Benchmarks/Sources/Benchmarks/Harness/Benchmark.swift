/// One thing to measure: a name to choose it by, and what to do.
public struct Benchmark: Sendable {
  public let name: String
  /// Whether it drives the daemon, over HTTP.
  public let needsDaemon: Bool
  let run: @Sendable (Bench) async throws -> [Figure]

  init(
    _ name: String, needsDaemon: Bool = false,
    _ run: @escaping @Sendable (Bench) async throws -> [Figure]
  ) {
    self.name = name
    self.needsDaemon = needsDaemon
    self.run = run
  }

  /// The figures. What goes wrong is one of them: a figure that is missing, and why.
  public func figures(_ bench: Bench) async -> [Figure] {
    do {
      return try await run(bench)
    } catch {
      return [.missing(name, "", why: "\(error)")]
    }
  }
}

/// What a benchmark is given.
public struct Bench: Sendable {
  public let scale: Scale
  /// The release build of `schakeld`, for the figures over HTTP; nil where there is none.
  public let daemon: String?
  let cryptography: Cryptography
  let scratch: Scratch
  /// Told what is being measured, for whoever waits.
  let progress: @Sendable (String) -> Void

  public init(
    scale: Scale, cryptography: Cryptography, daemon: String? = nil,
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) throws {
    self.scale = scale
    self.cryptography = cryptography
    self.daemon = daemon
    self.progress = progress
    scratch = try Scratch()
  }
}
