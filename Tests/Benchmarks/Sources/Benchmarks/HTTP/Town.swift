import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelSyncHTTP

/// What years make of a region: thousands of devices, each with notes of its own that it has edited
/// again and again.
struct Town {
  /// A device of the town, at the core's level.
  struct Resident: Sendable {
    let key: Cryptography.Key
    let person: PersonID
    let token: String
    let writer: Writer
  }

  let residents: [Resident]
  let changes: Int
  /// How many of a person's there are.
  private static let devicesPerPerson = 5
  /// The numbers below it are those of devices that come from elsewhere.
  private static let strangers = 100
  /// How often a note is changed after it was made.
  private static let edits = 4

  /// Enrols all of them, and hands in what they wrote.
  init(
    _ daemon: Daemon, devices: Int, changes: Int, progress: (String) -> Void
  ) async throws {
    residents = try await Self.enrol(devices, at: daemon)
    progress("  \(devices) devices enrolled")
    self.changes = changes
    let bearer = try HTTPTransport(
      server: daemon.address, token: residents[0].token, agent: "schakel-bench")
    var runs: [ChangeRun] = []
    var size = 0
    for (number, resident) in residents.enumerated() {
      let share = changes * number / devices..<changes * (number + 1) / devices
      let run = try Self.work(of: resident, share, in: daemon.space)
      runs.append(run)
      size += run.changes.reduce(0) { $0 + $1.count }
      guard size >= SyncBudget().push || number == devices - 1 else { continue }
      // Any device may hand in what others sealed.
      try await Self.push(runs, by: bearer, in: daemon.space)
      (runs, size) = ([], 0)
    }
  }

  /// Invited by a process beside the daemon, as an operator's commands are, and let in by the daemon.
  private static func enrol(_ count: Int, at daemon: Daemon) async throws -> [Resident] {
    let office = try await office(of: daemon)
    defer { try? office.close() }
    let door = try HTTPTransport(server: daemon.address, token: nil, agent: "schakel-bench")
    var residents: [Resident] = []
    for number in 0..<count {
      let invitation = try await office.invite(
        handle: "inwoner \(number / devicesPerPerson)", name: "Voorbeeld", to: daemon.space,
        as: .contributor)
      let (writer, key) = (Scribe(number + strangers).writer, daemon.cryptography.makeKey())
      let admission = try await door.enrol(
        code: invitation.code, deviceName: "toestel", replica: writer.replica,
        publicKey: key.publicKey)
      guard let token = admission.token else { throw Unexpected("a device without a token") }
      residents.append(
        Resident(
          key: key, person: admission.enrolment.person, token: token,
          writer: Writer(replica: writer.replica, incarnation: Incarnation(rawValue: 1))))
    }
    return residents
  }

  private static func office(of daemon: Daemon) async throws -> RegionService {
    let (system, cryptography) = (ReplicaEnvironment.system, daemon.cryptography)
    // Nothing is signed to invite somebody.
    let key = cryptography.makeKey()
    return try await RegionService(
      store: try SQLiteRegionStore(daemon.folder + "/region.sqlite"),
      environment: RegionEnvironment(
        now: system.now,
        randomBytes: { count in
          (0..<count).map { _ in UInt8(truncatingIfNeeded: system.random()) }
        },
        hashing: cryptography.hashing, verify: { cryptography.holds($2, $1, $0) },
        sign: key.sign, publicKey: key.publicKey))
  }

  /// All that one of them wrote: a fifth new notes, the others changes of one field.
  private static func work(
    of resident: Resident, _ numbers: Range<Int>, in space: SpaceID
  ) throws -> ChangeRun {
    var scribe = Scribe(resident.writer, person: resident.person, space: space)
    var changes: [[UInt8]] = []
    var note = Note(numbers.lowerBound)
    var state = DocumentState()
    for (item, number) in numbers.enumerated() {
      let written: Scribe.Written
      if item % (edits + 1) == 0 {
        note = Note(number)
        state = DocumentState()
        written = scribe.create(note, as: .sample(note.number))
      } else {
        let edit = note.moved(item)
        written = scribe.set(edit.field, edit.value, of: .sample(note.number), in: state)
      }
      try state.take(written)
      changes.append(written.change.encoded)
    }
    return ChangeRun(
      writer: resident.writer, first: 1, changes: changes,
      seal: scribe.seal { resident.key.sign($0) })
  }

  private static func push(
    _ runs: [ChangeRun], by transport: HTTPTransport, in space: SpaceID
  ) async throws {
    let request = SyncRequest(
      agent: "schakel-bench", limit: 0,
      spaces: [.init(space: space, cursor: nil, digest: 0, push: runs)])
    let answer = try SyncAnswer(encoded: try await transport.sync(request.encoded))
    guard answer.spaces.first?.receipt != nil, answer.spaces.first?.outcomes.isEmpty == true
    else { throw Unexpected("a push was not confirmed") }
  }
}
