/// What becomes of one connection, drawn when it is made: a pure value, which the proxy carries out.
///
/// A lost segment is not gone, since TCP sends it again: it and all behind it come later, by a time that
/// doubles with each loss in a row (RFC 6298 §5.5).
struct Fate: Sendable {
  /// What happens once so many bytes went through in one direction.
  enum Accident: Hashable, Sendable {
    /// Both ends are told at once, by a reset.
    case reset
    /// The end that reads is told that there is no more, as if that were all.
    case cut
    /// Nobody is told anything: what comes after is swallowed.
    case stall
  }

  let weather: Weather
  /// Whether the connection is refused.
  let isRefused: Bool
  let accident: Accident?
  /// Whether it happens to what the server sends, or to what it is sent.
  let isDownward: Bool
  /// Where it happens.
  let place: Int
  private var draws: Draws

  /// Bytes of a segment (RFC 9293 §3.7.1, on Ethernet).
  static let segment = 1_460
  /// Milliseconds until a segment is sent again first, and at most.
  private static let retransmission = (first: 200, last: 1_600)
  /// An accident comes in the first bytes as often as later: heads are short, and so are most bodies.
  private static let places = [1...300, 300...1_500, 1_500...20_000]

  init(_ weather: Weather, _ draws: inout Draws) {
    self.weather = weather
    isRefused = Int.random(in: 0..<100, using: &draws) < weather.refusals
    let drawn = Int.random(in: 0..<100, using: &draws)
    let (resets, cuts) = (weather.resets, weather.resets + weather.cuts)
    accident =
      drawn < resets
      ? .reset : drawn < cuts ? .cut : drawn < cuts + weather.stalls ? .stall : nil
    isDownward = Bool.random(using: &draws)
    let range = Self.places[Int.random(in: 0..<Self.places.count, using: &draws)]
    place = Int.random(in: range, using: &draws)
    self.draws = Draws(seed: draws.next())
  }

  /// - Returns: microseconds that a segment takes until it is through, behind what was sent before it.
  mutating func microseconds(for bytes: Int) -> Int {
    var passing = weather.bytesPerSecond.map { bytes * 1_000_000 / $0 } ?? 0
    var wait = Self.retransmission.first
    while Int.random(in: 0..<100, using: &draws) < weather.loss {
      passing += wait * 1_000
      guard wait < Self.retransmission.last else { break }
      wait *= 2
    }
    return passing
  }
}
