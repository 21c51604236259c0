import SchakelCore

/// A pushed run, read as far as it can be without the database: all that a push costs in parsing,
/// hashing and verifying is paid here, before the one writing thread is asked for anything.
struct IncomingRun: Sendable {
  /// One change of it. A class, since the writing thread hands each on from step to step, and a copy
  /// of all that it holds would cost as much as a step.
  final class Item: Sendable {
    /// What the change is, as far as it concerns whoever takes it in.
    enum Content: Sendable {
      /// Its link came, and nothing else.
      case link(Digest)
      /// It cannot be read, or stands at another counter than it says.
      case unreadable
      /// It makes a document. Header and payload were checked, the values not read.
      case birth(ChangeHeader, publishes: Bool)
      case change(Change)
    }

    let bytes: [UInt8]
    /// nil where only the link came.
    let frame: ChangeFrame?
    let payload: Digest?
    let content: Content
    /// Whether it lets everybody see a contribution, as far as its words are here.
    let publishes: Bool

    init(bytes: [UInt8], frame: ChangeFrame?, payload: Digest?, content: Content) {
      self.bytes = bytes
      self.frame = frame
      self.payload = payload
      self.content = content
      publishes = content.publishes
    }

    /// Whether what the change says came with it, readable or not.
    var hasWords: Bool {
      guard case .intact = frame?.payload else { return false }
      return true
    }

    /// Whether it came with the digest of its payload in the payload's place.
    var isErased: Bool {
      guard case .erased = frame?.payload else { return false }
      return true
    }

    /// The stream's link here.
    func link(after tip: Digest, _ hashing: Hashing) -> Digest {
      if case .link(let link) = content { return link }
      guard let frame, let payload else { return tip }
      return Chain.link(after: tip, header: frame.header, payload: payload, hashing: hashing)
    }
  }

  let writer: Writer
  let first: UInt64
  let items: [Item]
  /// The documents that the changes edit, each once, but those that they make.
  let edited: [DocumentID]
  let seal: Seal?
  /// The device that wrote it; nil where no such device is registered.
  let device: DeviceRecord?
  /// The chain from where the stream stood a moment ago. The writing thread uses it if the stream
  /// still stands there.
  var chained: ChainedRun?

  func holds(_ dot: Dot) -> Bool {
    dot.writer == writer && dot.counter >= first && dot.counter <= last
  }

  var last: UInt64 { first + UInt64(items.count) - 1 }

  /// Reads the changes. nil where one is not even framed as a change: the chain cannot be continued
  /// past it, so nothing can be said of those behind it.
  init?(_ run: ChangeRun, device: DeviceRecord?, hashing: Hashing) async {
    guard run.first + UInt64(run.changes.count) <= Limits.counter + 1 else { return nil }
    let items = await Parallel.map(run.changes.count) { range in
      range.map { Item(run, at: $0, hashing: hashing) }
    }
    self.items = items.compactMap(\.self)
    guard self.items.count == run.changes.count else { return nil }
    edited = Self.edited(by: self.items)
    writer = run.writer
    first = run.first
    seal = run.seal
    self.device = device
  }

  private static func edited(by items: [Item]) -> [DocumentID] {
    var met: Set<DocumentID> = []
    return items.compactMap { item in
      guard let document = item.content.header?.document, met.insert(document).inserted,
        case .change = item.content
      else { return nil }
      return document
    }
  }

  /// Whether the seal is the registered device's word for the last change and everything before it.
  func isSealed(over tip: Digest, in space: SpaceID, environment: RegionEnvironment) -> Bool {
    guard let seal, let device, seal.writer == writer, seal.counter == last, seal.tip == tip
    else { return false }
    return environment.verify(device.publicKey, seal.message(in: space), seal.signature)
  }
}

extension IncomingRun.Item {
  fileprivate convenience init?(_ run: ChangeRun, at index: Int, hashing: Hashing) {
    let bytes = run.changes[index]
    if case .link(let link) = RunItem(bytes) {
      self.init(bytes: bytes, frame: nil, payload: nil, content: .link(link))
      return
    }
    guard let frame = try? ChangeFrame(encoded: bytes) else { return nil }
    self.init(
      bytes: bytes, frame: frame, payload: frame.payload.digest(hashing),
      content: Content(frame, writer: run.writer, counter: run.first + UInt64(index)))
  }
}

extension IncomingRun.Item.Content {
  /// Checks a change through and through, as `Change` does when it reads one; but of one that makes
  /// a document the values are not taken out, unless there is a deletion's among them, which has to
  /// be looked at.
  init(_ frame: ChangeFrame, writer: Writer, counter: UInt64) {
    if case .intact(let payload) = frame.payload,
      let header = try? ChangeHeader(encoded: frame.header, writer: writer), header.kind != nil,
      header.operations.first?.kind != .delete
    {
      guard header.counter == counter, let values = Newborn.values(in: payload, for: header)
      else {
        self = .unreadable
        return
      }
      self = .birth(header, publishes: values.publishes)
    } else if let change = try? Change(frame: frame, writer: writer),
      change.header.counter == counter
    {
      self = .change(change)
    } else {
      self = .unreadable
    }
  }

  /// As `Change.publishes`.
  fileprivate var publishes: Bool {
    switch self {
    case .link, .unreadable: false
    case .change(let change): change.publishes
    case .birth(_, let publishes): publishes
    }
  }

  /// nil for one that cannot be read, or is not here.
  var header: ChangeHeader? {
    switch self {
    case .unreadable, .link: nil
    case .birth(let header, _): header
    case .change(let change): change.header
    }
  }
}
