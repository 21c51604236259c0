import SchakelCore
import SchakelTesting

/// A small region: Anna and Bram give a note two titles, Bram settles, Carla coordinates. The log has
/// one of each kind of entry.
struct AuditStory {
  let anna = Pen.anna()
  let bram = Pen.bram()
  let carla = Pen.carla()
  var log = VectorLog()
  /// The note as Anna made it, the two titles, and the settlement.
  private(set) var made, title, rival, settled: Written
  /// Another note of hers, whose words were erased; and what she wrote that was refused.
  private(set) var other, refused: Written
  /// What Bram's device brought after it was taken out of use.
  private(set) var held: Written

  static let epoch = VectorSuite.epoch
  static let later = EpochID(rawValue: 0xe90c_0000_0000_0002)

  init() throws {
    made = anna.write(Draft(.example, .set("title", "bankje"), kind: "fieldNote"))
    let one = try DocumentState.after(made)
    rival = bram.write(Draft(.example, .set("title", "ligbed")), seeing: one)
    title = anna.write(Draft(.example, .set("title", "zitbank")), seeing: one)
    other = anna.write(Draft(.other, .set("title", "bij de buren"), kind: "fieldNote"))
    let both = try DocumentState.after(made, rival, title)
    settled = bram.write(
      Draft(.example, .set("title", "bank"), purpose: .resolution, reason: "kort is goed"),
      seeing: both)
    refused = anna.write(Draft(.example, .set("title", "Bank")), seeing: both)
    held = bram.write(
      Draft(.example, .set("title", "plank")),
      seeing: try DocumentState.after(made, rival, title, settled))
    begin()
    write()
    goOn()
  }

  private mutating func begin() {
    log.begin(Self.epoch)
    log.join(anna)
    log.enrol(anna, Signatures.deviceKey)
    log.join(bram)
    log.enrol(bram, Signatures.otherKey)
    log.join(carla, as: .coordinator)
    log.enrol(carla, Signatures.deviceKey)
  }

  private mutating func write() {
    log.take(made)
    log.seal(over: made, by: Signatures.device)
    log.take(rival)
    log.seal(over: rival, by: Signatures.other)
    log.take(title)
    log.take(other.erased)
    log.seal(over: other, by: Signatures.device)
    log.checkpoint()
    log.take(settled)
    log.seal(over: settled, by: Signatures.other)
  }

  private mutating func goOn() {
    log.add { .receipt(made.dot, received: $0 - 60_000) }
    log.refuse(refused)
    log.seal(over: refused, by: Signatures.device)
    log.begin(Self.later)
    log.erase(other)
    log.join(carla, as: .coordinator, by: carla)
    log.read(.export, by: carla)
    log.admit(Pen(0xa1, incarnation: 2, person: 0xbea1), after: anna.writer.incarnation, by: carla)
    log.withdraw(bram, Signatures.otherKey, after: settled, by: carla)
    log.refuse(held, .held)
    log.seal(over: held, by: Signatures.other)
    log.dismiss(held, by: carla)
    log.add { .opening(.init(actor: carla.person, time: $0)) }
    log.checkpoint()
  }

  /// What the document is at the end of the log.
  var state: DocumentState {
    get throws { try DocumentState.after(made, rival, title, settled) }
  }

  /// The file that the region makes of it.
  var file: AuditForgery {
    AuditForgery(log, people: [anna, bram, carla]).resigned(by: Signatures.region)
  }
}

extension VectorLog {
  /// A seal over a change, by whatever key.
  mutating func seal(over written: Written, by sign: ([UInt8]) -> [UInt8]) {
    let stream = Stream(space: Pen.space, writer: written.change.writer)
    let message = Seal.message(stream: stream, counter: written.dot.counter, tip: written.link)
    add { _ in
      .seal(
        Seal(
          writer: written.change.writer, counter: written.dot.counter, tip: written.link,
          signature: sign(message)))
    }
  }
}

extension AuditForgery {
  /// A file with one log, in which nothing is worked out yet.
  init(_ log: VectorLog, people: [Pen] = [], key: [UInt8] = Signatures.regionKey) {
    self.init(AuditPart.Header(publicKey: key, time: 1_700_000_200_000, reader: nil))
    self.people = people.map { AuditPart.Person(person: $0.person, name: "Voorbeeld") }
    var space = Space(AuditPart.Space(space: Pen.space, epoch: AuditStory.epoch, name: "Wijk"))
    space.entries = log.entries
    spaces = [space]
  }

  /// The places of the entries of a kind in the first log.
  func places(of tag: LogEntry.Tag) -> [Int] {
    spaces[0].entries.indices.filter { spaces[0].entries[$0].read?.tag == tag }
  }
}
