import SchakelCore
import Testing

@Suite("The chain of a stream")
struct ChainTests {
  private static let stream = Stream(space: Sample.space, writer: Sample.anna)

  private func tip(of changes: [Change], in stream: Stream = stream) -> Digest {
    let genesis = Chain.genesis(of: stream, hashing: .portable)
    return changes.reduce(genesis) { $1.link(after: $0, hashing: .portable) }
  }

  @Test("a stream cut, reordered, moved or altered anywhere has another tip")
  func tips() {
    let changes = Array(Sample.changes.prefix(3))
    var tips = [tip(of: changes), tip(of: []), tip(of: Array(changes.dropLast()))]
    tips.append(tip(of: Array(changes.dropFirst())))
    tips.append(tip(of: [changes[1], changes[0], changes[2]]))
    tips.append(tip(of: changes, in: Stream(space: SpaceID(rawValue: 1), writer: Sample.anna)))
    tips.append(tip(of: changes, in: Stream(space: Sample.space, writer: Sample.bob)))
    let altered = Change.make(
      "1@anna", kind: "fieldNote", Sample.changes[0].header.operations,
      values: [Value("safety"), Value("cafe\u{301}"), Value("Plein")])
    tips.append(tip(of: [altered] + changes.dropFirst()))
    #expect(Set(tips).count == tips.count)
  }

  @Test("erasing any payload leaves the tip as it was")
  func erasure() {
    let whole = tip(of: Sample.changes)
    for place in Sample.changes.indices {
      var changes = Sample.changes
      changes[place] = changes[place].erased(.portable)
      #expect(tip(of: changes) == whole)
    }
  }

  @Test("a change that cannot be read has its link all the same")
  func unread() throws {
    let frame = ChangeFrame(header: [0xff], payload: .intact([0xff]))
    var out = CBORWriter()
    out.arrayHead(2)
    out.byteString([0xff])
    out.byteString([0xff])
    #expect(try ChangeFrame(encoded: out.bytes) == frame)
    #expect(throws: CBORError.self) { try Change(frame: frame, writer: Sample.anna) }
    let next = frame.link(after: Sample.hash, hashing: .portable)
    #expect(next != Sample.hash)
  }

  @Test("every hash goes through the hasher that was handed in")
  func injected() {
    let fixed = Hashing { bytes in Hashing.portable.sha256(bytes + [1]) }
    let change = Sample.changes[0]
    #expect(
      Chain.genesis(of: Self.stream, hashing: fixed)
        != Chain.genesis(of: Self.stream, hashing: .portable))
    #expect(change.erased(fixed) != change.erased(.portable))
    #expect(
      LogHash.genesis(space: Sample.space, epoch: EpochID(rawValue: 1), hashing: fixed)
        != LogHash.genesis(space: Sample.space, epoch: EpochID(rawValue: 1), hashing: .portable))
  }
}

@Suite("Roles")
struct RoleTests {
  @Test(
    "who may read and who may write",
    arguments: [
      (Role.none, "none", false, false), (.reader, "reader", true, false),
      (.contributor, "contributor", true, true), (.coordinator, "coordinator", true, true),
      (.auditor, "auditor", true, false),
    ])
  func rights(_ role: Role, _ text: String, _ reads: Bool, _ writes: Bool) {
    #expect(role.mayRead == reads)
    #expect(role.mayWrite == writes)
    #expect(role.text == text)
    #expect(Role(text: text) == role)
    #expect(Role(text: text + " ") == nil)
  }
}
