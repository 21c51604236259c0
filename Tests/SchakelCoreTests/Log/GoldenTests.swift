import SchakelCore
import Testing

/// Bytes that were computed apart from this code, with Python's hashlib and encoders written for
/// the purpose. They stand for what is on disks and in transit: whatever no longer gives them is a
/// new version of the format, not a mended test.
@Suite("Bytes that never change")
struct GoldenTests {
  private static let stream = Stream(space: Sample.space, writer: Sample.anna)
  private static let genesis = "efc493754d6b67f7137807c1a4a18d4220ce3506b143c33a75e8edc0d9987582"
  private static let link1 = "50aed04100ec26fc75a2fbaca4f73f3d049e30653c8f95f4142e2c3945dc9d01"
  private static let link2 = "b2caf29ebc1f5315553c885cf9582fda9f123f3b980cc3768a9e8de5ed6eec32"

  /// Makes a note with two themes and a title.
  private static let made = Change(
    header: ChangeHeader(
      counter: 1, document: History.document,
      time: HybridTime(milliseconds: 1_600_000_000_000, counter: 3),
      author: PersonID(rawValue: 7), context: VersionVector(),
      operations: [
        Operation(.add, field: "themes", replaces: [], count: 2),
        Operation(.set, field: "title", replaces: [], count: 1),
      ], kind: "fieldNote"),
    writer: Sample.anna,
    content: .init(
      salt: bytes(16, of: 1), values: [Value("safety"), Value("trust"), Value("Plein \u{e9}")],
      reason: "omdat"))

  /// Settles the title, with an origin, after a change of Bob's.
  private static let settled: Change = {
    var context = VersionVector()
    context.record("1@anna", check: 0x50ae_d041)
    context.record("3@bob", check: 0xaabb_ccdd)
    let operation = Operation(
      .set, field: "title", replaces: [.init("2@bob"), .init("1@anna", index: 0)], count: 1,
      origins: [.init(dot: "2@bob", author: PersonID(rawValue: 9))])
    return Change(
      header: ChangeHeader(
        counter: 2, document: History.document,
        time: HybridTime(milliseconds: 1_600_000_001_000), author: PersonID(rawValue: 7),
        context: context, operations: [operation], purpose: .resolution, rule: "person/1"),
      writer: Sample.anna,
      content: .init(
        salt: bytes(16, of: 2), values: [Value("Pleintje")], reason: "afgesproken"))
  }()

  @Test("changes")
  func changes() throws {
    let first = hex(
      """
      82584da7010102500174876e800070058000000000000001031b0174876e800000030448000000000000000705
      8006828401667468656d657302808400657469746c65018007696669656c644e6f7465
      582f835001010101010101010101010101010101836673616665747965747275737468506c65696e20c3a9656f
      6d646174
      """)
    let second = hex(
      """
      82587da8010202500174876e800070058000000000000001031b0174876e83e800000448000000000000000705
      864c0000000000626f62000000010344aabbccddf6014450aed04106818500657469746c650182820002830101
      0081834c0000000000626f62000000010248000000000000000908010968706572736f6e2f31
      58288350020202020202020202020202020202028168506c65696e746a656b616667657370726f6b656e
      """)
    let erased = hex(
      """
      83584da7010102500174876e800070058000000000000001031b0174876e800000030448000000000000000705
      8006828401667468656d657302808400657469746c65018007696669656c644e6f7465
      f6582050a785eaa50c2ed46a348903fc0bbbfe1447dfbeaddb80de9ff454d15525136f
      """)
    #expect(Self.made.encoded == first)
    #expect(Self.settled.encoded == second)
    #expect(Self.made.erased(.portable).encoded == erased)
    #expect(try Change(encoded: first, writer: Sample.anna) == Self.made)
    #expect(try Change(encoded: second, writer: Sample.anna) == Self.settled)
    #expect(try Change(encoded: erased, writer: Sample.anna).header == Self.made.header)
  }

  @Test("the chain")
  func chain() {
    let genesis = Chain.genesis(of: Self.stream, hashing: .portable)
    #expect(genesis.text == Self.genesis)
    let first = Self.made.link(after: genesis, hashing: .portable)
    #expect(first.text == Self.link1)
    #expect(first.check == 0x50ae_d041)
    #expect(Self.made.erased(.portable).link(after: genesis, hashing: .portable) == first)
    #expect(Self.settled.link(after: first, hashing: .portable).text == Self.link2)
  }

  @Test("the bytes of a seal")
  func seal() throws {
    let tip = try #require(Digest(bytes: hex(Self.link2)))
    let expected = hex(
      """
      736368616b656c2f7365616c2f31 000000000000005c 00000000616e6e6100000001 0000000000000002
      b2caf29ebc1f5315553c885cf9582fda9f123f3b980cc3768a9e8de5ed6eec32
      """)
    #expect(Seal.message(stream: Self.stream, counter: 2, tip: tip) == expected)
    let seal = Seal(writer: Sample.anna, counter: 2, tip: tip, signature: [])
    #expect(seal.message(in: Sample.space) == expected)
  }

  @Test("a state and its share of the digest")
  func state() throws {
    var state = DocumentState()
    #expect(try state.apply(Self.made, check: 0x50ae_d041) == .applied)
    let expected = hex(
      """
      82584c85696669656c644e6f7465820001834c00000000616e6e6100000001014450aed0418400011b0174876e
      8000000348000000000000000784667468656d65738200820001657469746c6581008366736166657479657472
      75737468506c65696e20c3a9
      """)
    #expect(state.encoded() == expected)
    let share = try DocumentDigest.share(
      of: History.document, state: expected, hashing: .portable)
    #expect(share == 0x37d9_5847_e740_1328)
  }

  @Test("the log: entries, their hashes, a checkpoint and a receipt")
  func log() throws {
    let epoch = EpochID(rawValue: 9)
    var hash = LogHash.genesis(space: Sample.space, epoch: epoch, hashing: .portable)
    #expect(hash.text == "3e7c03d8d66063e3d6137c0f18f66e5bd0fff29900796616663dd46986e64f70")
    let link = try #require(Digest(bytes: hex(Self.link1)))
    advance(
      &hash, .epoch(.init(epoch: epoch, previous: nil, time: 1_000)),
      "8406480000000000000009f61903e8",
      "dea8f4b82904e0b53280b74fd90a9255ff9dc5dcabd6d91c6ec557032285f065")
    advance(
      &hash, .change("1@anna", link: link, received: 1_600_000_000_000),
      """
      85004c00000000616e6e610000000101582050aed04100ec26fc75a2fbaca4f73f3d049e30653c8f95f4142e2c
      3945dc9d011b00000174876e8000
      """, "249caa409027f807dce12d3db5a0be76f94c8f5ed61f73a0612303eeaecfedac")
    checkpoint(at: hash)
    let receipt = SyncAnswer.Receipt.message(
      space: Sample.space, epoch: epoch, position: 2, hash: hash, time: 1_600_000_000_000)
    #expect(
      receipt
        == hex(
          """
          736368616b656c2f726563656970742f31 000000000000005c 0000000000000009 0000000000000002
          249caa409027f807dce12d3db5a0be76f94c8f5ed61f73a0612303eeaecfedac 00000174876e8000
          """))
  }

  private func advance(_ hash: inout Digest, _ entry: LogEntry, _ bytes: String, _ next: String) {
    #expect(entry.hashedBytes == hex(bytes))
    hash = LogHash.next(after: hash, entry: entry.hashedBytes, hashing: .portable)
    #expect(hash.text == next)
  }

  private func checkpoint(at hash: Digest) {
    let checkpoint = LogEntry.Checkpoint(
      position: 2, hash: hash, documents: 1, digest: 0x0102_0304_0506_0708, previous: nil,
      time: 2_000, signature: bytes(64, of: 3))
    let body = """
      025820249caa409027f807dce12d3db5a0be76f94c8f5ed61f73a0612303eeaecfedac01480102030405060708
      f61907d0
      """
    #expect(
      checkpoint.signedBytes == hex("74736368616b656c2f636865636b706f696e742f31" + body))
    #expect(
      LogEntry.checkpoint(checkpoint).hashedBytes
        == hex("8807" + body + "5840" + String(repeating: "03", count: 64)))
  }
}
