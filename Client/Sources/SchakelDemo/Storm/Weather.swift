/// What a network does to one connection, as far as two programs at its ends can tell.
struct Weather: Hashable, Sendable {
  /// As it is printed.
  let name: String
  /// Milliseconds that bytes are on their way.
  var delay = 0
  /// Bytes that get through in a second, in each direction; nil for as many as there are.
  var bytesPerSecond: Int?
  /// In how many of a hundred times a segment is lost and has to be sent again.
  var loss = 0
  /// In how many of a hundred connections each of these happens, at a byte that is drawn.
  var resets = 0
  var cuts = 0
  var stalls = 0
  /// In how many of a hundred connections nobody is reached at all.
  var refusals = 0

  static let clear = Weather(name: "a clear sky")
  static let mobile = Weather(name: "3G", delay: 100, bytesPerSecond: 50_000, loss: 2)
  static let lossy = Weather(name: "30 % loss", delay: 20, loss: 30, resets: 10, stalls: 10)
  static let far = Weather(name: "two seconds away", delay: 2_000)
  static let flapping = Weather(name: "a network that comes and goes", resets: 30, refusals: 50)
  static let cutting = Weather(name: "bodies cut off", delay: 5, cuts: 60)
  static let stalling = Weather(name: "silence one way", stalls: 60)

  /// All but the clear sky.
  static let foul = [mobile, lossy, far, flapping, cutting, stalling]
}
