import Foundation
import NIOCore

/// What one direction of a connection is to suffer.
struct Conduit: Sendable {
  let fate: Fate
  /// Where this direction has its accident; nil where it has none.
  let accident: (kind: Fate.Accident, place: Int)?
  let note: @Sendable (String) -> Void

  init(_ fate: Fate, isDownward: Bool, _ note: @escaping @Sendable (String) -> Void) {
    self.fate = fate
    self.note = note
    let isHere = fate.isDownward == isDownward
    accident = isHere ? fate.accident.map { ($0, fate.place) } : nil
  }

  func handler(to other: any Channel) -> ConduitHandler { ConduitHandler(self, to: other) }
}

/// Reads at one end of a connection and writes at the other, in order, when the network lets it through.
/// Both ends live on one event loop.
final class ConduitHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let conduit: Conduit
  private let other: any Channel
  private var fate: Fate
  private var passed = 0
  private var isSwallowing = false
  /// When what was sent last is through: what comes behind it waits for that.
  private var free = NIODeadline.now()

  init(_ conduit: Conduit, to other: any Channel) {
    self.conduit = conduit
    self.other = other
    fate = conduit.fate
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    while !isSwallowing, let segment = bytes.readSlice(length: min(room, bytes.readableBytes)) {
      pass(segment, context)
      if bytes.readableBytes == 0 { break }
    }
  }

  /// A segment ends where the accident is.
  private var room: Int {
    guard let place = conduit.accident?.place, place > passed else { return Fate.segment }
    return min(Fate.segment, place - passed)
  }

  private func pass(_ segment: ByteBuffer, _ context: ChannelHandlerContext) {
    passed += segment.readableBytes
    let arrival = arrival(of: segment.readableBytes)
    let (other, own) = (other, context.channel)
    context.eventLoop.scheduleTask(deadline: arrival) { other.writeAndFlush(segment, promise: nil) }
    guard let accident = conduit.accident, passed >= accident.place else { return }
    isSwallowing = true
    conduit.note("\(accident.kind)")
    switch accident.kind {
    case .stall: break
    case .cut:
      context.eventLoop.scheduleTask(deadline: arrival) { Self.close(other, own) }
    case .reset:
      context.eventLoop.scheduleTask(deadline: arrival) {
        for channel in [other, own] {
          // Closed with nothing lingering, a socket sends RST and no FIN.
          let provider = channel as? any SocketOptionProvider
          _ = provider?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
          channel.close(promise: nil)
        }
      }
    }
  }

  private func arrival(of bytes: Int) -> NIODeadline {
    free = max(free, .now()) + .microseconds(Int64(fate.microseconds(for: bytes)))
    return free + .milliseconds(Int64(fate.weather.delay))
  }

  /// An end that has no more to say is told to the other when all before it is through.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard case ChannelEvent.inputClosed? = event as? ChannelEvent, !isSwallowing else { return }
    let other = other
    context.eventLoop.scheduleTask(deadline: arrival(of: 0)) {
      other.close(mode: .output, promise: nil)
    }
  }

  /// Who stalls does not hear either that the other end hung up, until the system forgets both.
  func channelInactive(context: ChannelHandlerContext) {
    let other = other
    context.eventLoop.scheduleTask(deadline: arrival(of: 0)) { other.close(promise: nil) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private static func close(_ channels: any Channel...) {
    for channel in channels { channel.close(promise: nil) }
  }
}
