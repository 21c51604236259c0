import Foundation
import NIOCore
import NIOPosix
import Testing

@testable import SchakelDemo

@Suite("A bad network")
struct StormTests {
  private static let kinds: [Fate.Accident] = [.reset, .cut, .stall]

  @Test("the same seed draws the same fates, and each weather all that it has")
  func fates() {
    func drawn(_ weather: Weather, _ seed: UInt64) -> [Fate] {
      var draws = Draws(seed: seed)
      return (0..<400).map { _ in Fate(weather, &draws) }
    }
    for weather in Weather.foul + [.clear] {
      let fates = drawn(weather, 7)
      #expect(fates.map(\.place) == drawn(weather, 7).map(\.place))
      #expect(fates.map(\.place) != drawn(weather, 8).map(\.place))
      let chances = [weather.resets, weather.cuts, weather.stalls]
      for (kind, chance) in zip(Self.kinds, chances) {
        let count = fates.count { $0.accident == kind }
        #expect((count == 0) == (chance == 0) && count <= 8 * chance, "\(weather.name), \(kind)")
      }
      #expect((fates.count { $0.isRefused } == 0) == (weather.refusals == 0), "\(weather.name)")
    }
  }

  @Test("a segment takes as long as the bytes, and longer where it is lost")
  func passing() {
    func times(_ weather: Weather) -> [Int] {
      var draws = Draws(seed: 3)
      var fate = Fate(weather, &draws)
      return (0..<200).map { _ in fate.microseconds(for: 1_000) }
    }
    #expect(Set(times(.clear)) == [0])
    let narrow = Weather(name: "narrow", bytesPerSecond: 100_000)
    #expect(Set(times(narrow)) == [10_000])
    let lossy = Set(times(Weather(name: "lossy", loss: 30)))
    #expect(lossy.isSuperset(of: [0, 200_000, 600_000]))
  }

  /// What one byte string comes to at the end that reads, which hears all there is or is cut off.
  private func carried(
    _ weather: Weather, _ count: Int, seed: UInt64 = 1
  ) async throws -> (bytes: Int, proxy: FaultProxy) {
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Giver(count))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let port = listener.localAddress?.port ?? 0
    let proxy = try FaultProxy(seed: seed) { port }
    proxy.weather = weather
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: "127.0.0.1", port: proxy.port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    let bytes = try await channel.executeThenClose { inbound, _ in
      var read = 0
      do { for try await buffer in inbound { read += buffer.readableBytes } } catch {}
      return read
    }
    proxy.stop()
    try await listener.close()
    return (bytes, proxy)
  }

  @Test("under a clear sky everything comes through, and through a narrow way as well")
  func clear() async throws {
    for weather in [.clear, Weather(name: "lossy", bytesPerSecond: 10_000_000, loss: 5)] {
      let (bytes, proxy) = try await carried(weather, 50_000)
      #expect(bytes == 50_000, "\(weather.name)")
      #expect(proxy.counts == ["connections": 1])
    }
  }

  @Test("what is refused gets nothing, and what is cut or reset not all")
  func accidents() async throws {
    let refused = try await carried(Weather(name: "refused", refusals: 100), 1_000)
    #expect(refused.bytes == 0 && refused.proxy.counts["refused"] == 1)
    for (weather, name) in [
      (Weather(name: "cut", cuts: 100), "cut"), (Weather(name: "reset", resets: 100), "reset"),
    ] {
      var befell = 0
      for seed in 1...12 as ClosedRange<UInt64> where befell == 0 {
        let (bytes, proxy) = try await carried(weather, 100_000, seed: seed)
        befell = proxy.counts[name] ?? 0
        #expect((bytes < 100_000) == (befell > 0))
      }
      #expect(befell > 0, "\(name)")
    }
  }

  @Test("memory that grows is told from memory that is there, and from a peak")
  func memory() {
    func curve(_ count: Int = 120, _ reading: (Int) -> Int) -> MemoryCurve {
      var curve = MemoryCurve()
      for second in 0..<count { curve.add(reading(second)) }
      return curve
    }
    #expect(curve { _ in 50_000 }.verdict == .flat)
    #expect(curve { min(50_000, 10_000 + 2_000 * $0) }.verdict == .flat)
    #expect(curve { $0 == 100 ? 900_000 : 50_000 }.verdict == .flat)
    #expect(curve { 50_000 + 200 * $0 }.verdict == .grows)
    #expect(curve { $0 < 80 ? 50_000 : 60_000 }.verdict == .grows)
    #expect(throws: Never.self) { try curve { _ in 50_000 }.check() }
    let growth = #expect(throws: DemoError.self) { try curve { 50_000 + 200 * $0 }.check() }
    #expect(growth?.code == .refused)
    // Too little time is no growth, even where it does grow.
    for short in [curve(0) { $0 }, curve(11) { 50_000 * $0 }] {
      #expect(short.verdict == .tooFew)
      let told = #expect(throws: DemoError.self) { try short.check() }
      #expect(told?.code == .input && told?.message.contains("grows") == false)
    }
    #expect(curve(12) { _ in 50_000 }.verdict == .flat)
  }

  #if os(Linux)
    @Test("what this process takes of memory can be read")
    func resident() {
      #expect((MemoryCurve.kilobytes(of: getpid()) ?? 0) > 1_000)
    }
  #endif
}

/// Sends so many bytes to whoever connects, and says that this was all.
private final class Giver: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let count: Int

  init(_ count: Int) { self.count = count }

  func channelActive(context: ChannelHandlerContext) {
    let channel = context.channel
    channel.writeAndFlush(ByteBuffer(repeating: 7, count: count))
      .whenComplete { _ in channel.close(mode: .output, promise: nil) }
  }
}
