import SchakelCore
import SchakelStore
import SchakelSync
import SchakelSyncHTTP

/// A device as its owner has it: enrolled, with a replica that waits for its disk at every commit,
/// and the real way to the server.
struct RemoteDevice {
  let replica: Replica
  let space: SpaceID
  let wire: CountingTransport
  private let key: Cryptography.Key
  private let regionKey: [UInt8]
  private let cryptography: Cryptography

  init(in folder: String, at daemon: Daemon, person: String) async throws {
    cryptography = daemon.cryptography
    var environment = ReplicaEnvironment.system
    environment.hashing = cryptography.hashing
    replica = try Replica.open(home: folder, environment: environment)
    key = cryptography.makeKey()
    space = daemon.space
    let admission = try await daemon.admit(replica.identity.replica, key, person: person)
    try replica.adopt(admission.enrolment)
    regionKey = admission.regionKey
    wire = CountingTransport(
      try HTTPTransport(server: daemon.address, token: admission.token, agent: "schakel-bench"))
  }

  /// Synchronises as the command does. Throws unless all is well in the end.
  func sync() async throws {
    let synchroniser = Synchroniser(
      replica: replica, transport: wire, signer: key.sign,
      verifier: { [cryptography, regionKey] in cryptography.holds($1, $0, regionKey) },
      agent: "schakel-bench")
    let report = try await synchroniser.run()
    guard report.ending == .complete else {
      throw Unexpected("a sync ended with \(String(describing: report.ending))")
    }
  }

  /// How many documents the space has here.
  func documents() throws -> Int {
    try replica.status().spaces.reduce(0) { $0 + $1.documents }
  }

  /// Brings so many documents into the search index.
  func index(_ documents: Int) throws {
    let done = try replica.indexPending(limit: documents)
    guard done == documents else { throw Unexpected("\(done) of \(documents) were indexed") }
  }

  /// Throws unless this replica is at the region's position, with its digest, and so many documents.
  func check(documents: Int) throws {
    let here = try self.documents()
    guard here == documents, try replica.standing().isSynchronised else {
      throw Unexpected("\(here) documents instead of \(documents), or no agreement on them")
    }
  }
}

extension Daemon {
  /// Enrols a device over HTTP.
  func admit(
    _ replica: ReplicaID, _ key: Cryptography.Key, person: String
  ) async throws -> HTTPTransport.Admission {
    let invitation = try invite(person)
    let door = try HTTPTransport(server: address, token: nil, agent: "schakel-bench")
    return try await door.enrol(
      code: invitation.code, deviceName: "toestel", replica: replica, publicKey: key.publicKey)
  }
}
