public import SchakelCore
import SchakelStore
import SchakelSync

/// Writes runs as a registered device would, but with whatever changes a test wants.
public struct Forger: Sendable {
  private let device: TestDevice
  private let space: SpaceID
  private let writer: Writer
  private var counter: UInt64 = 0
  private var tip: Digest

  public init(_ device: TestDevice, in space: SpaceID) {
    self.device = device
    self.space = space
    writer = device.replica.identity.writer
    tip = Chain.genesis(of: Stream(space: space, writer: writer), hashing: .portable)
  }

  public enum Written: Sendable {
    case change(Change)
    /// Framed as a change, and none.
    case garbage
    /// The link of a change alone.
    indirect case link(of: Written)

    var bytes: [UInt8] {
      switch self {
      case .change(let change): return change.encoded
      case .link(let written): return written.bytes
      case .garbage:
        var out = CBORWriter()
        out.arrayHead(2)
        out.byteString([0xff])
        out.byteString([0xff])
        return out.bytes
      }
    }

    func link(after tip: Digest) -> Digest? {
      RunItem.change(bytes).link(after: tip, hashing: .portable)
    }

    func item(with link: Digest) -> [UInt8] {
      if case .link = self { RunItem.link(link).encoded } else { bytes }
    }
  }

  /// The next run of the stream, under a seal.
  public mutating func run(_ written: [Written], key: [UInt8]? = nil) -> ChangeRun {
    let first = counter + 1
    var items: [[UInt8]] = []
    for change in written {
      counter += 1
      tip = change.link(after: tip) ?? tip
      items.append(change.item(with: tip))
    }
    let message = Seal.message(
      stream: Stream(space: space, writer: writer), counter: counter, tip: tip)
    let seal = Seal(
      writer: writer, counter: counter, tip: tip,
      signature: FakeSignature.sign(message, key: key ?? device.publicKey))
    return ChangeRun(writer: writer, first: first, changes: items, seal: seal)
  }

  /// A change that makes a note.
  ///
  /// - Parameter at: its counter; the next of the stream, if it is not said.
  public func birth(_ title: String, at: UInt64? = nil, by author: PersonID? = nil) -> Written {
    let clock = device.clock
    let id = DocumentID(milliseconds: clock.now(), random: (clock.random(), clock.random()))
    return change(id, title, at: at, by: author, kind: "fieldNote", after: VersionVector())
  }

  public func edit(_ id: DocumentID, _ title: String, after context: VersionVector) -> Written {
    change(id, title, at: nil, by: nil, kind: nil, after: context)
  }

  private func change(
    _ id: DocumentID, _ title: String, at: UInt64?, by author: PersonID?, kind: Name?,
    after context: VersionVector
  ) -> Written {
    let header = ChangeHeader(
      counter: at ?? counter + 1, document: id, time: HybridTime(milliseconds: device.clock.now()),
      author: author ?? device.replica.identity.person ?? PersonID(rawValue: 0), context: context,
      operations: [Operation(.set, field: "title", replaces: [], count: 1)], kind: kind)
    return .change(
      Change(
        header: header, writer: writer,
        content: Payload.Content(
          salt: [UInt8](repeating: 7, count: Limits.saltBytes), values: [Value(title)],
          reason: nil)))
  }
}

extension TestDevice {
  /// Sends a run to the region as it is.
  public func push(_ run: ChangeRun) async throws {
    var space = SyncRequest.Space(space: region.space, cursor: nil, digest: 0, bootstrap: nil)
    space.push = [run]
    let request = SyncRequest(agent: "test", limit: 1 << 20, spaces: [space])
    _ = try await MemoryTransport(device: self).sync(request.encoded)
  }
}
