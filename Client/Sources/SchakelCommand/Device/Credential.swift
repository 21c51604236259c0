import SchakelCore
import SchakelJSON
import SchakelKeys

/// With what a device shows who it is, in a file of the home that only its owner can read.
struct Credential: Hashable, Sendable {
  /// As in ``Invitation/server``.
  let server: String
  let token: String
  let regionName: String
  /// What the region's receipts are verified with: as it was at enrolment, whoever answers at the
  /// address later.
  let regionKey: [UInt8]
  let deviceName: String

  static let fileName = "credential.json"

  /// nil where there is none: the device is not enrolled.
  static func load(from file: SecretFile) throws(SecretFileError) -> Credential? {
    guard let bytes = try file.read() else { return nil }
    guard let json = try? JSONReader.read(bytes), let server = json["server"]?.string,
      let token = json["token"]?.string, let key = json["regionKey"]?.string,
      let regionKey = Hex.decode(key)
    else { throw SecretFileError(.foreign, file.path) }
    return Credential(
      server: server, token: token, regionName: json["region"]?.string ?? "",
      regionKey: regionKey,
      deviceName: json["device"]?.string ?? "")
  }

  func save(to file: SecretFile) throws(SecretFileError) {
    let json: JSONValue = [
      "server": .string(server), "token": .string(token), "region": .string(regionName),
      "regionKey": .string(Hex.encode(regionKey)), "device": .string(deviceName),
    ]
    try file.write(Array((json.indentedText + "\n").utf8))
  }
}
