/// How `make soak` was called, and with that how it is called again.
public struct SoakCall: Sendable {
  /// What was drawn is drawn from this.
  public var seed: UInt64
  /// How many processes to kill.
  public var kills: Int
  /// How many devices, in place of three behind a good network; nil where that was not said.
  public var storm: Int?
  /// How often the network of a storm changes.
  public var rounds: Int
  /// How long the server's memory is looked at, in minutes; nil where that was not asked for.
  public var minutes: Double?

  /// A call with these.
  public init(seed: UInt64, kills: Int, storm: Int?, rounds: Int, minutes: Double?) {
    self.seed = seed
    self.kills = kills
    self.storm = storm
    self.rounds = rounds
    self.minutes = minutes
  }

  /// What to type for the same once more.
  public var again: String {
    let devices = storm.map { ["STORM=\($0)"] } ?? []
    let how =
      if let minutes { ["MINUTES=\(minutes)"] + devices } else if storm != nil {
        devices + ["ROUNDS=\(rounds)"]
      } else { ["KILLS=\(kills)"] }
    return (["make soak SEED=\(seed)"] + how).joined(separator: " ")
  }
}
