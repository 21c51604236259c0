import Foundation

extension Storm {
  /// Seconds between two looks at the server's memory.
  private static let interval = 1.0

  /// A clear sky and nobody killed: all devices work without a pause, and the server may not take more
  /// memory at the end than it did once it was warm.
  ///
  /// - Throws: also where it did, or where the time was too short to tell.
  public mutating func endure(devices count: Int, seconds: Int) throws(DemoError) {
    defer { proxy.stop() }
    setting.line("endurance: \(count) devices, \(seconds) seconds, seed \(setting.seed)")
    try found(count)
    guard let process = server.processID, MemoryCurve.kilobytes(of: process) != nil else {
      throw DemoError(.file, "This system does not tell what the server takes of memory.")
    }
    var curve = MemoryCurve()
    let ending = Date.now.addingTimeInterval(Double(seconds))
    var look = Date.now
    while Date.now < ending {
      for index in devices.indices where !devices[index].isAtWork {
        try devices[index].finish(mayFail: false)
        try devices[index].start(devices[index].draw(&draws, stirs: true))
      }
      if Date.now >= look, let kilobytes = MemoryCurve.kilobytes(of: process) {
        curve.add(kilobytes)
        look = look.addingTimeInterval(Self.interval)
      }
      Thread.sleep(forTimeInterval: 0.01)
    }
    for index in devices.indices { try devices[index].finish(mayFail: false) }
    try conclude()
    let medians = curve.medians.map { "\($0.first) kB, then \($0.last) kB" } ?? "too few readings"
    setting.line("endurance: the server took \(medians)")
    try curve.check()
  }
}
