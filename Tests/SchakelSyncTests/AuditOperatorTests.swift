import SchakelCore
import SchakelStore
import SchakelTesting
import Testing

/// The operator has the region's key and can sign all that the region says. Of a person's device he
/// has nothing.
@Suite("The operator of a region")
struct AuditOperatorTests {
  private static let sign: @Sendable ([UInt8]) -> [UInt8] = {
    FakeSignature.sign($0, key: TestRegion.key)
  }

  private let scene: AuditScene
  private let file: AuditForgery
  private let anna: Writer
  private let bram: Writer
  /// The titles that they gave the bench, in the log.
  private let hers: Int
  private let his: Int

  init() async throws {
    scene = try await AuditScene()
    file = try AuditForgery(scene.file)
    (anna, bram) = (scene.anna.replica.identity.writer, scene.bram.replica.identity.writer)
    let log = file.spaces[0].entries
    hers = try #require(log.firstIndex { $0.says("zitbank") })
    his = try #require(log.firstIndex { $0.says("ligbed") })
  }

  /// What an auditor says of the file once the operator has signed it.
  private func fault(
    relinked: Bool = false, _ alter: (inout AuditForgery.Space) throws -> Void
  ) rethrows -> AuditFault? {
    var forged = file
    try alter(&forged.spaces[0])
    if relinked { forged.spaces[0].relink(by: Self.sign) }
    do throws(AuditFault) {
      _ = try TestRegion.verify(forged.resigned(by: Self.sign).file)
      return nil
    } catch {
      return error
    }
  }

  /// Whether Anna's device, which has the region's last checkpoints, sees that the log is another.
  private func isOther(_ alter: (inout AuditForgery.Space) -> Void) throws -> Bool {
    var forged = file
    alter(&forged.spaces[0])
    let space = forged.spaces[0].space.space
    let kept = try scene.anna.replica.checkpoints(of: space)
    return !forged.resigned(by: Self.sign).goesThrough(kept, of: space)
  }

  /// The first entry of a kind behind a place, by one who writes.
  private func next(_ tag: LogEntry.Tag, of writer: Writer, after place: Int) throws -> Int {
    try #require(
      file.spaces[0].entries.indices.dropFirst(place + 1).first { index in
        switch file.spaces[0].entries[index].read {
        case .change(let dot, _, _): tag == .change && dot.writer == writer
        case .seal(let seal): tag == .seal && seal.writer == writer
        default: false
        }
      })
  }

  /// An edit of the bench in the name of whoever has a stream, after all that this stream has.
  private func invented(
    of writer: Writer, by author: PersonID
  ) throws -> (place: Int, entry: AuditPart.Entry) {
    let log = file.spaces[0].entries
    let last = try #require(log.lastIndex { $0.written?.writer == writer })
    let bench = try #require(log[hers].written).header.document
    let own = try #require(log.last { $0.written?.isEdit(of: bench, by: writer) == true })
    var context = try #require(own.written).header.context
    guard case .change(let dot, let link, _) = own.read,
      case .change(let end, _, _) = log[last].read
    else { throw BadScene() }
    context.record(dot, check: link.check)
    let change = Change(
      header: ChangeHeader(
        counter: end.counter + 1, document: bench, time: HybridTime(milliseconds: 1),
        author: author, context: context,
        operations: [Operation(.set, field: "place", replaces: [], count: 1)]),
      writer: writer,
      content: Payload.Content(
        salt: [UInt8](repeating: 1, count: Limits.saltBytes), values: [Value("verzonnen")],
        reason: nil))
    let entry = LogEntry.change(
      Dot(writer: writer, counter: end.counter + 1), link: link, received: 1_700_000_000_000)
    let place = try next(.seal, of: writer, after: last) + 1
    return (place, AuditPart.Entry(hashed: entry.hashedBytes, change: change.encoded))
  }

  private struct BadScene: Error {}

  // MARK: What is told

  @Test(
    "who invents a change of Anna lacks her seal, and is found at the change or at his own seal")
  func invents() throws {
    let (place, entry) = try invented(of: anna, by: try author(hers))
    let bare = fault(relinked: true) { $0.entries.insert(entry, at: place) }
    #expect(bare?.code == .unsealed && bare?.position == UInt64(place + 1))
    let sealed = try fault(relinked: true) { space in
      space.entries.insert(entry, at: place)
      let hers = try #require(space.entries.last { $0.seal?.writer == anna })
      space.entries.insert(hers, at: place + 1)
    }
    #expect(sealed?.code == .seal && sealed?.position == UInt64(place + 2))
  }

  private func author(_ place: Int) throws -> PersonID {
    try #require(file.spaces[0].entries[place].written).header.author
  }

  @Test("who edits her words is found at the change, or at her seal if the links are computed anew")
  func edits() throws {
    let seal = try next(.seal, of: anna, after: hers)
    let bare = fault { $0.entries[hers].rewrite("rommelhoek") }
    #expect(bare?.code == .chain && bare?.position == UInt64(hers + 1))
    let relinked = fault(relinked: true) { $0.entries[hers].rewrite("rommelhoek") }
    #expect(relinked?.code == .seal && relinked?.position == UInt64(seal + 1))
  }

  @Test("who lets her claim an earlier hour is found so, too")
  func datesBack() throws {
    let seal = try next(.seal, of: anna, after: hers)
    let bare = fault { $0.entries[hers].rewrite(earlier: 60_000) }
    #expect(bare?.code == .chain && bare?.position == UInt64(hers + 1))
    let relinked = fault(relinked: true) { $0.entries[hers].rewrite(earlier: 60_000) }
    #expect(relinked?.code == .seal && relinked?.position == UInt64(seal + 1))
  }

  @Test("who gives a settlement another reason is found so, too")
  func otherReason() throws {
    let settled = try #require(
      file.spaces[0].entries.firstIndex { $0.written?.header.purpose == .resolution })
    let seal = try next(.seal, of: bram, after: settled)
    let bare = fault { $0.entries[settled].rewrite(reason: "moest van boven") }
    #expect(bare?.code == .chain && bare?.position == UInt64(settled + 1))
    let relinked = fault(relinked: true) { $0.entries[settled].rewrite(reason: "moest van boven") }
    #expect(relinked?.code == .seal && relinked?.position == UInt64(seal + 1))
  }

  @Test(
    "who moves her change into Bram's name is found: her device is not his, nor his stream hers")
  func moves() throws {
    let named = try fault(relinked: true) { $0.entries[hers].rewrite(by: try author(his)) }
    #expect(named?.code == .rights && named?.position == UInt64(hers + 1))
    let (place, entry) = try invented(of: bram, by: try author(his))
    let given = fault(relinked: true) { $0.entries.insert(entry, at: place) }
    #expect(given?.code == .unsealed && given?.position == UInt64(place + 1))
    let on = try next(.change, of: anna, after: hers)
    let moved = fault(relinked: true) { space in
      space.entries.insert(entry, at: place)
      space.entries.remove(at: hers)
    }
    #expect(moved?.code == .chain && moved?.position == UInt64(on))
  }

  @Test("who hides a colleague's change is found where the stream goes on, or where it is sealed")
  func hides() throws {
    let seal = try next(.seal, of: bram, after: his)
    let bare = fault { $0.entries.remove(at: his) }
    #expect(bare?.code == .seal || bare?.code == .chain)
    #expect(bare?.position.map { $0 > his && $0 <= seal } == true)
    let relinked = fault(relinked: true) { $0.entries.remove(at: his) }
    #expect(relinked?.code == .seal || relinked?.code == .chain)
  }

  @Test("who refuses a change long after it had its effect is found at the refusal")
  func refusesLater() throws {
    guard case .change(let dot, let link, let received) = file.spaces[0].entries[his].read
    else { throw BadScene() }
    let document = try #require(file.spaces[0].entries[his].written).header.document
    let void = LogEntry.Void(
      dot: dot, link: link, document: document, previous: 0, reason: .notAllowed,
      received: received)
    let entry = AuditPart.Entry(
      hashed: LogEntry.void(void.signed(in: file.spaces[0].space.space, by: Self.sign)).hashedBytes,
      change: nil)
    let last = file.spaces[0].entries.count - 1
    let found = fault { $0.entries.insert(entry, at: last) }
    #expect(found?.code == .void && found?.position == UInt64(last + 1))
  }

  // MARK: What an audit alone does not tell

  @Test("a log whose end is left off holds or not; a device that saw the end knows")
  func leavesOff() throws {
    let count = file.spaces[0].entries.count
    var holding = 0
    for left in 1..<count {
      if fault({ $0.entries.removeLast(left) }) == nil { holding += 1 }
      #expect(try isOther { $0.entries.removeLast(left) }, "\(left)")
    }
    #expect(holding > 10)
  }

  @Test("a stream that is broken off behind a seal holds; a device that saw the rest knows")
  func breaksOff() throws {
    let last = try #require(file.spaces[0].entries.lastIndex { $0.written?.writer == bram })
    let alter: (inout AuditForgery.Space) -> Void = { $0.entries.removeSubrange(last...(last + 1)) }
    #expect(file.spaces[0].entries[last + 1].seal?.writer == bram)
    #expect(fault(alter) == nil)
    #expect(try isOther(alter))
  }

  @Test("a change can be refused instead of taken; who has it knows")
  func refusesInstead() throws {
    guard case .change(let dot, let link, let received) = file.spaces[0].entries[his].read
    else { throw BadScene() }
    let document = try #require(file.spaces[0].entries[his].written).header.document
    let void = LogEntry.Void(
      dot: dot, link: link, document: document, previous: 0, reason: .tooLarge,
      received: received, signature: [UInt8](repeating: 0, count: Seal.signatureBytes))
    let alter: (inout AuditForgery.Space) -> Void = { space in
      space.entries[his] = AuditPart.Entry(
        hashed: LogEntry.void(void).hashedBytes, change: nil)
    }
    #expect(fault(alter) == nil)
    #expect(try isOther(alter))
  }

  @Test("of two devices either can be said to have come first; a device that saw the order knows")
  func reorders() throws {
    let (hersEnd, hisEnd) = (
      try next(.seal, of: anna, after: hers), try next(.seal, of: bram, after: his)
    )
    #expect(hersEnd + 1 == his)
    let alter: (inout AuditForgery.Space) -> Void = { space in
      let block = space.entries[hers...hersEnd]
      space.entries.insert(contentsOf: block, at: hisEnd + 1)
      space.entries.removeSubrange(hers...hersEnd)
    }
    #expect(fault(alter) == nil)
    #expect(try isOther(alter))
  }

  @Test("a device that was never hers can be given to Anna; who saw the log without it knows")
  func enrols() throws {
    let author = try author(hers)
    let alter: (inout AuditForgery.Space) -> Void = { space in
      let device = LogEntry.Device(
        replica: ReplicaID(rawValue: 1), person: author, publicKey: TestRegion.key,
        status: .active, time: 1_700_000_000_000)
      space.entries.insert(
        AuditPart.Entry(hashed: LogEntry.device(device).hashedBytes, change: nil), at: hers)
    }
    #expect(fault(alter) == nil)
    #expect(try isOther(alter))
  }
}

extension AuditPart.Entry {
  fileprivate var seal: Seal? {
    if case .seal(let seal) = read { seal } else { nil }
  }

  fileprivate func says(_ text: String) -> Bool {
    written?.content?.values.contains(Value(text)) == true
  }
}

extension Change {
  fileprivate func isEdit(of document: DocumentID, by writer: Writer) -> Bool {
    self.writer == writer && header.document == document
  }
}
