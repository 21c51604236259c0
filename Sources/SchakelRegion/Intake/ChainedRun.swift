import SchakelCore

/// The part of a run that is new after some link of its stream, with what follows from that link.
struct ChainedRun: Sendable {
  /// The link that it continues.
  let base: StreamTip
  /// The links of the items after `base`, in order.
  let links: [Digest]
  /// For each of these that makes a document, and can be kept as ``Newborn``: the share of its state,
  /// should the document be new indeed.
  let shares: [UInt64?]
  /// Whether the run carries the writing device's signature over its last link.
  let isSealed: Bool

  /// - Parameter base: at `run.first - 1` or later, and before the run's last.
  init(_ run: IncomingRun, base: StreamTip, in space: SpaceID, environment: RegionEnvironment) {
    self.base = base
    links = Self.links(of: run, after: base, environment.hashing)
    shares = Self.shares(of: run, links: links, links.indices, environment.hashing)
    isSealed = run.isSealed(over: links.last ?? base.tip, in: space, environment: environment)
  }

  /// The same, with the shares worked out on all processors.
  init(
    sharing run: IncomingRun, base: StreamTip, in space: SpaceID, environment: RegionEnvironment
  ) async {
    self.base = base
    let links = Self.links(of: run, after: base, environment.hashing)
    self.links = links
    isSealed = run.isSealed(over: links.last ?? base.tip, in: space, environment: environment)
    shares = await Parallel.map(links.count) { range in
      Self.shares(of: run, links: links, range, environment.hashing)
    }
  }

  private static func links(
    of run: IncomingRun, after base: StreamTip, _ hashing: Hashing
  ) -> [Digest] {
    var links: [Digest] = []
    links.reserveCapacity(run.items.count)
    var tip = base.tip
    for item in run.items.dropFirst(Int(base.counter + 1 - run.first)) {
      tip = item.link(after: tip, hashing)
      links.append(tip)
    }
    return links
  }

  private static func shares(
    of run: IncomingRun, links: [Digest], _ range: Range<Int>, _ hashing: Hashing
  ) -> [UInt64?] {
    let start = run.items.count - links.count
    return range.map { index in
      guard case .birth(let header, _) = run.items[start + index].content, header.canBeNewborn
      else { return nil }
      let newborn = Newborn(header, writer: run.writer, check: links[index].check)
      return newborn?.share(hashing)
    }
  }
}
