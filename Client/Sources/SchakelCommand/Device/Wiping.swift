import Foundation
import SchakelCore
import SchakelJSON
import SchakelKeys
import SchakelStore
import SchakelSync

/// Emptying this device by the region's order.
///
/// First a mark is written with all that it takes to say so afterwards: the region's address, the token and
/// the device's signature over the confirmation. Then everything else goes, the key among it. So a process
/// that ends in between is followed by one that finds the mark, and goes on; and what is left holds
/// nothing that anybody wrote. Once the region has heard it, the token goes too.
struct Wiping {
  let home: String
  let context: CommandContext

  /// What is left of an emptied device.
  struct Mark {
    let server: String
    /// nil once the region has heard of it.
    let token: String?
    let signature: [UInt8]
    let authority: [UInt8]?
  }

  private var file: SecretFile { SecretFile(path: home + "/wiped.json") }

  /// Whether this home was emptied, or is being.
  var isWiped: Bool { FileManager.default.fileExists(atPath: file.path) }

  /// Refuses a home that was emptied, once all is gone from it; one that is to be made again is as good
  /// as new. A confirmation that the region has not heard is set aside, and said when there is a network:
  /// a region that was put back may never hear it.
  func refuse(making: Bool) throws {
    guard isWiped else { return }
    try eraseRest()
    let mark = try load(file)
    guard making else {
      throw context.failure(mark?.token == nil ? NetworkPhrase.wiped : .wipedUnheard)
    }
    guard let mark, mark.token != nil else { return try file.remove() }
    try save(mark, in: SecretFile(path: aside(mark)))
    try file.remove()
  }

  // MARK: Set aside

  private static let asideStart = "wiped-"
  private static let asideEnd = ".json"

  /// The confirmation of an earlier life of this home. Its name tells it from others.
  private func aside(_ mark: Mark) -> String {
    home + "/" + Self.asideStart + Hex.encode(Array(mark.signature.prefix(8))) + Self.asideEnd
  }

  /// Says to the region what it has not heard of earlier lives of this home. What does not come through is
  /// said another time.
  func confirmAside() async {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: home)) ?? []
    for name in names.sorted()
    where name.hasPrefix(Self.asideStart) && name.hasSuffix(Self.asideEnd) {
      let file = SecretFile(path: home + "/" + name)
      guard let mark = try? load(file), let token = mark.token else { continue }
      if await tell(mark, token) { try? file.remove() }
    }
  }

  /// What the person is told once all is erased; nil where nothing was, since the order is nobody's.
  func heed(_ failure: TransportFailure, on device: Device) async throws -> Failure? {
    guard failure.code == .deviceWiped, let wipe = failure.wipe, try obey(wipe, on: device)
    else { return nil }
    return try await told()
  }

  /// What the person is told of a home that was emptied, after the region was told.
  func told() async throws -> Failure {
    context.failure(try await confirm() ? NetworkPhrase.wiped : NetworkPhrase.wipedUnheard)
  }

  // MARK: Obeying

  /// Erases all, where the order is the region's and meant for this device. Answers whether it was.
  func obey(_ wipe: TransportFailure.Wipe, on device: Device) throws -> Bool {
    let credential = try device.credential()
    let order = WipeOrder(
      replica: device.replica.identity.replica, time: wipe.time, signature: wipe.signature)
    guard SignatureCheck.holds(order.signature, over: order.message, by: credential.regionKey)
    else { return false }
    let mark = Mark(
      server: credential.server, token: credential.token,
      signature: try device.key().sign(order.confirmationMessage),
      authority: try device.authority.load())
    try save(mark, in: file)
    try device.replica.close()
    try eraseRest()
    return true
  }

  /// Erases whatever is still there beside the mark.
  func eraseRest() throws {
    let lock = HomeLock(context: context, home: home)
    if let wrapped = try? lock.wrapped() { try lock.forget(wrapped) }
    for name in try FileManager.default.contentsOfDirectory(atPath: home)
    where HomeFolder.isOurs(name) {
      try Self.erase(home + "/" + name)
    }
  }

  /// Writes zeros over a file, and takes it away. On a disk that keeps old blocks elsewhere the zeros
  /// do not reach those; no program can do more.
  private static func erase(_ path: String) throws {
    guard let handle = FileHandle(forWritingAtPath: path) else {
      try? FileManager.default.removeItem(atPath: path)
      return
    }
    let size = Int((try? handle.seekToEnd()) ?? 0)
    try handle.seek(toOffset: 0)
    let zeros = Data(count: 1 << 16)
    var written = 0
    while written < size {
      try handle.write(contentsOf: zeros.prefix(size - written))
      written += zeros.count
    }
    try handle.synchronize()
    try handle.close()
    try FileManager.default.removeItem(atPath: path)
  }

  // MARK: Confirming

  /// Tells the region, unless it has heard already. Answers whether it has by now.
  func confirm() async throws -> Bool {
    guard let mark = try load(file), let token = mark.token else { return true }
    guard await tell(mark, token) else { return false }
    try save(
      Mark(server: mark.server, token: nil, signature: mark.signature, authority: nil), in: file)
    return true
  }

  /// Answers whether the region has heard.
  private func tell(_ mark: Mark, _ token: String) async -> Bool {
    do throws(TransportFailure) {
      try await context.network.confirmWipe(
        mark.signature, to: mark.server, token: token, authority: mark.authority)
      return true
    } catch {
      return false
    }
  }

  // MARK: The mark

  private func save(_ mark: Mark, in file: SecretFile) throws(SecretFileError) {
    var members: [JSONValue.Member] = [
      .init("server", .string(mark.server)),
      .init("signature", .string(Hex.encode(mark.signature))),
    ]
    if let token = mark.token { members.append(.init("token", .string(token))) }
    if let authority = mark.authority {
      members.append(.init("authority", .string(Hex.encode(authority))))
    }
    try file.write(Array((JSONValue.object(members).indentedText + "\n").utf8))
  }

  private func load(_ file: SecretFile) throws(SecretFileError) -> Mark? {
    guard let bytes = try file.read() else { return nil }
    guard let json = try? JSONReader.read(bytes), let server = json["server"]?.string,
      let signature = json["signature"]?.string.flatMap(Hex.decode)
    else { throw SecretFileError(.foreign, file.path) }
    return Mark(
      server: server, token: json["token"]?.string, signature: signature,
      authority: json["authority"]?.string.flatMap(Hex.decode))
  }
}
