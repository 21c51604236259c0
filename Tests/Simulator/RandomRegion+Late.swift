import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting

/// A request that the network keeps, to bring it to the region later: its device gave it up, or had its
/// answer long ago.
struct LateRequest {
  let device: Int
  let request: SyncRequest
  /// For whom the region took its device where the request had come that far; nil where it is still to
  /// ask who that is.
  let known: Device?
}

// What comes to the region by other ways than a device that waits for its answer.
extension RandomRegion {
  private static let lateLimit = 12

  /// A device asks, and the network keeps the request; it may have brought it as well.
  mutating func keepRequest(of index: Int) async throws {
    guard var late = decisions?.late else { return }
    let device = devices[index]
    let request =
      isOut(index)
      ? try device.replica.lastWords(agent: "test", asking: true, signer: device.signer)
      : try device.request(budget: anyBudget())
    guard let request else { return }
    watch.look(at: request.encoded, from: index)
    let isUnderWay = random.below(2) == 0
    let known = isUnderWay ? try await credentials(of: index) : nil
    story.append("a request of \(index) is kept on its way")
    if !isOut(index), random.below(2) == 0, let exchange = try? await device.send(request) {
      story.append("and answered")
      try device.take(exchange)
    }
    let kept = LateRequest(device: index, request: request, known: known)
    if late.count < Self.lateLimit {
      late.append(kept)
    } else {
      late[Int(random.below(UInt64(Self.lateLimit)))] = kept
    }
    decisions?.late = late
  }

  private func credentials(of index: Int) async throws -> Device? {
    let token = Array((devices[index].token ?? "").utf8)
    return isOut(index)
      ? try region.service.revokedDevice(token: token)
      : try await region.service.authenticate(token: token)
  }

  /// One of them arrives, in any order, once or twice; nobody waits for the answer.
  mutating func deliverLate() async throws {
    guard let count = decisions?.late.count, count > 0 else { return }
    let place = Int(random.below(UInt64(count)))
    guard let kept = decisions?.late[place] else { return }
    if random.below(2) == 0 { decisions?.late.remove(at: place) }
    story.append("a request of \(kept.device) arrives late")
    guard try await deliver(kept) else { return }
    let before = try await logs()
    guard try await deliver(kept), try await logs() != before else { return }
    findings.append("a request of device \(kept.device) that comes twice counts twice")
  }

  /// Answers whether the region took it.
  private func deliver(_ kept: LateRequest) async throws -> Bool {
    do {
      var known = kept.known
      if known == nil { known = try await credentials(of: kept.device) }
      guard let known else { return false }
      // As an HTTP server does: what was revoked meanwhile has another way to go.
      let answer =
        try region.service.isInUse(known.replica)
        ? try await region.service.sync(kept.request, from: known)
        : try await region.service.handIn(kept.request, from: known)
      watch.look(at: answer, for: kept.device)
      return true
    } catch let error as RegionError where [.deviceRevoked, .noAccess].contains(error.code) {
      return false
    }
  }

  private func logs() async throws -> [Int] {
    var counts: [Int] = []
    for space in spaces { counts.append(try await regionLog(of: space).count) }
    return counts
  }

  // MARK: By file

  /// Somebody brings the region a bundle as a file: one that goes round, or a fresh one.
  mutating func carryIn(from index: Int) async throws {
    var bytes = carried.sticks.randomElement(using: &random)?.bytes
    if bytes == nil || random.below(2) == 0 {
      let space = try anySpace(of: devices[index])
      guard try isIn(space, index) else { return }
      bytes = try devices[index].replica.exportBundle(
        of: space, signer: devices[index].signer
      ).bundle.encoded
    }
    guard let bytes else { return }
    watch.look(at: bytes, from: nil)
    let intake = try await region.service.takeBundle(try Bundle(encoded: bytes))
    story.append(
      "a bundle comes to the region: \(intake.taken) taken, \(intake.known) known, "
        + "\(intake.forks.count) forks, \(intake.gaps.count) gaps, \(intake.refused.count) refused")
    // Whatever is in the log now is there for good.
    for space in spaces { witness.acknowledge(try await regionLog(of: space).ends, in: space) }
    let again = try await region.service.takeBundle(try Bundle(encoded: bytes))
    guard again.taken > 0 || !again.voids.isEmpty else { return }
    findings.append("a bundle that comes to the region twice counts twice: \(again)")
  }
}
