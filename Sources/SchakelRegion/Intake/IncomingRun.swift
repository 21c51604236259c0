import SchakelCore

/// A pushed run, read as far as it can be without the database: all that a push costs in parsing,
/// hashing and verifying is paid here, before the one writing thread is asked for anything.
struct IncomingRun: Sendable {
  struct Item: Sendable {
    let bytes: [UInt8]
    let frame: ChangeFrame
    let payload: Digest
    /// nil where it cannot be read, or stands at another counter than it says.
    let change: Change?
  }

  let writer: Writer
  let first: UInt64
  let items: [Item]
  let seal: Seal?
  /// The device that wrote it; nil where no such device is registered.
  let device: DeviceRecord?
  /// The chain from where the stream stood a moment ago. The writing thread uses it if the stream
  /// still stands there.
  var chained: ChainedRun?

  var last: UInt64 { first + UInt64(items.count) - 1 }

  /// Reads the changes. nil where one is not even framed as a change: the chain cannot be continued
  /// past it, so nothing can be said of those behind it.
  init?(_ run: ChangeRun, device: DeviceRecord?, hashing: Hashing) {
    guard run.first + UInt64(run.changes.count) <= Limits.counter + 1 else { return nil }
    var items: [Item] = []
    items.reserveCapacity(run.changes.count)
    for (index, bytes) in run.changes.enumerated() {
      guard let frame = try? ChangeFrame(encoded: bytes) else { return nil }
      let change = try? Change(frame: frame, writer: run.writer)
      let isHere = change?.header.counter == run.first + UInt64(index)
      items.append(
        Item(
          bytes: bytes, frame: frame, payload: frame.payload.digest(hashing),
          change: isHere ? change : nil))
    }
    writer = run.writer
    first = run.first
    self.items = items
    seal = run.seal
    self.device = device
  }
}

/// The part of a run that is new after some link of its stream, with what follows from that link.
struct ChainedRun: Sendable {
  /// The link that it continues.
  let base: StreamTip
  /// The links of the items after `base`, in order.
  let links: [Digest]
  /// For each of these that makes a document: the document, should it be new indeed.
  let newborn: [Newborn?]
  /// Whether the run carries the writing device's signature over its last link.
  let isSealed: Bool

  /// A document as the change that makes it leaves it.
  struct Newborn: Sendable {
    let state: DocumentState
    let encoded: [UInt8]
    let share: UInt64
  }

  /// - Parameter base: at `run.first - 1` or later, and before the run's last.
  init(_ run: IncomingRun, base: StreamTip, in space: SpaceID, environment: RegionEnvironment) {
    self.base = base
    let new = run.items.dropFirst(Int(base.counter + 1 - run.first))
    var links: [Digest] = []
    var newborn: [Newborn?] = []
    links.reserveCapacity(new.count)
    newborn.reserveCapacity(new.count)
    var tip = base.tip
    for item in new {
      tip = Chain.link(
        after: tip, header: item.frame.header, payload: item.payload,
        hashing: environment.hashing)
      links.append(tip)
      newborn.append(
        item.change.flatMap {
          Newborn($0, link: tip, hashing: environment.hashing)
        })
    }
    self.links = links
    self.newborn = newborn
    isSealed = run.isSealed(over: tip, in: space, environment: environment)
  }
}

extension IncomingRun {
  /// Whether the seal is the registered device's word for the last change and everything before it.
  func isSealed(over tip: Digest, in space: SpaceID, environment: RegionEnvironment) -> Bool {
    guard let seal, let device, seal.writer == writer, seal.counter == last, seal.tip == tip
    else { return false }
    return environment.verify(device.publicKey, seal.message(in: space), seal.signature)
  }
}

extension ChainedRun.Newborn {
  /// nil for a change that makes no document, or cannot be the first of one.
  init?(_ change: Change, link: Digest, hashing: Hashing) {
    guard change.header.kind != nil else { return nil }
    var state = DocumentState()
    guard let outcome = try? state.apply(change, check: link.check), outcome == .applied
    else { return nil }
    let encoded = state.encoded()
    guard
      let share = try? DocumentDigest.share(
        of: change.header.document, state: encoded, hashing: hashing)
    else { return nil }
    self.init(state: state, encoded: encoded, share: share)
  }
}
