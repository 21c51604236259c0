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

  /// Refuses a home that was emptied, once all is gone from it; one that is to be made again, and of
  /// which the region has heard, is as good as new.
  func refuse(making: Bool) throws {
    guard isWiped else { return }
    try eraseRest()
    guard try load()?.token == nil else { throw context.failure(NetworkPhrase.wipedUnheard) }
    guard making else { throw context.failure(NetworkPhrase.wiped) }
    try file.remove()
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
    try save(mark)
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
    guard let mark = try load() else { return true }
    guard let token = mark.token else { return true }
    do throws(TransportFailure) {
      try await context.network.confirmWipe(
        mark.signature, to: mark.server, token: token, authority: mark.authority)
    } catch {
      return false
    }
    try save(Mark(server: mark.server, token: nil, signature: mark.signature, authority: nil))
    return true
  }

  // MARK: The mark

  private func save(_ mark: Mark) throws(SecretFileError) {
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

  private func load() throws(SecretFileError) -> Mark? {
    guard let bytes = try file.read() else { return nil }
    guard let json = try? JSONReader.read(bytes), let server = json["server"]?.string,
      let signature = json["signature"]?.string.flatMap(Hex.decode)
    else { throw SecretFileError(.foreign, file.path) }
    return Mark(
      server: server, token: json["token"]?.string, signature: signature,
      authority: json["authority"]?.string.flatMap(Hex.decode))
  }
}
