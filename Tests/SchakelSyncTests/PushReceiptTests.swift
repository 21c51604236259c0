import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

@Suite("Receipts for a push")
struct PushReceiptTests {
  @Test("a device keeps the last receipt of each space, and it is the region's")
  func kept() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1, person: "anna")
    let east = try await region.service.addSpace(name: "Oost").id
    try await region.join(east, handle: "anna", with: anna)
    try await anna.sync()
    #expect(try anna.replica.receipt(of: region.space) == nil)
    var last: SyncAnswer.Receipt?
    for title in ["een", "twee"] {
      try anna.note(title)
      try await anna.sync()
      let receipt = try #require(try anna.replica.receipt(of: region.space))
      #expect(receipt.position > last?.position ?? 0)
      let message = SyncAnswer.Receipt.message(
        space: region.space, epoch: receipt.epoch, position: receipt.position, hash: receipt.hash,
        time: receipt.time)
      #expect(FakeSignature.verify(TestRegion.key, message, receipt.signature))
      last = receipt
    }
    try await anna.sync()
    #expect(try anna.replica.receipt(of: region.space) == last)
    #expect(try anna.replica.receipt(of: east) == nil)
    let reopened = try anna.reopened()
    #expect(try reopened.replica.receipt(of: region.space) == last)
  }

  /// What can be wrong with a receipt.
  enum Fault: CaseIterable {
    case otherKey, otherBytes, otherTime, otherSpace, otherEpoch, pastTheHead, otherLog

    func apply(to space: inout SyncAnswer.Space) {
      guard let receipt = space.receipt, let head = space.head else { return }
      var forged = Forged(receipt)
      switch self {
      case .otherKey: forged.sign(in: space.space, key: [8])
      case .otherBytes: forged.signature[0] ^= 1
      case .otherTime: forged.time += 1
      case .otherSpace: forged.sign(in: SpaceID(rawValue: 1))
      case .otherEpoch: forged.epoch = EpochID(rawValue: 1)
      case .pastTheHead:
        forged.position = head.position + 1
        forged.sign(in: space.space)
      case .otherLog:
        forged.hash = Hashing.portable.sha256([])
        forged.sign(in: space.space)
      }
      space.receipt = forged.receipt
    }
  }

  @Test(
    "an answer with a receipt that is not the region's, or not of its log, is not taken in",
    arguments: Fault.allCases)
  func forged(fault: Fault) async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    let bram = try await region.device(2)
    for device in [anna, bram] { try await device.sync() }
    try bram.note("van Bram")
    try await bram.sync()
    let id = try anna.note("van Anna")
    let before = try anna.states()
    anna.wire { wire in
      wire.tamper = { answer in
        for index in answer.spaces.indices { fault.apply(to: &answer.spaces[index]) }
      }
    }
    let report = try await anna.sync(patience: .init(retries: 3))
    guard case .failed(let failure) = report.ending else {
      Issue.record("ended with \(String(describing: report.ending))")
      return
    }
    #expect(failure.code == .protocolViolation)
    #expect(failure.message.contains("receipt"))
    #expect(report.exchanges == 0 && report.pushed == 0 && report.waiting == 1)
    #expect(try anna.states() == before)
    #expect(try anna.replica.receipt(of: region.space) == nil)
    #expect(try anna.replica.document(id)?.state == .onThisDevice)
    anna.wire { $0.tamper = nil }
    #expect(try await anna.sync().isSynchronised)
    #expect(try anna.replica.receipt(of: region.space) != nil)
    #expect(try anna.states().count == 2)
  }

  @Test("a device whose region has another key than at enrolment synchronises nothing more with it")
  func otherRegion() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    try anna.note("van Anna")
    let synchroniser = Synchroniser(
      replica: anna.replica, transport: MemoryTransport(device: anna), signer: anna.signer,
      verifier: { FakeSignature.verify([9], $0, $1) })
    let report = try await synchroniser.run()
    #expect(!report.isSynchronised && report.waiting == 1)
  }
}

/// A receipt whose parts a test may change.
private struct Forged {
  var epoch: EpochID
  var position: UInt64
  var hash: Digest
  var time: UInt64
  var signature: [UInt8]

  init(_ receipt: SyncAnswer.Receipt) {
    epoch = receipt.epoch
    position = receipt.position
    hash = receipt.hash
    time = receipt.time
    signature = receipt.signature
  }

  mutating func sign(in space: SpaceID, key: [UInt8] = TestRegion.key) {
    signature = FakeSignature.sign(
      SyncAnswer.Receipt.message(
        space: space, epoch: epoch, position: position, hash: hash, time: time),
      key: key)
  }

  var receipt: SyncAnswer.Receipt {
    SyncAnswer.Receipt(
      epoch: epoch, position: position, hash: hash, time: time, signature: signature)
  }
}
