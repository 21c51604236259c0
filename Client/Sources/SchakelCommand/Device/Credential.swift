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
  /// What bundles for the region are sealed to, checked under ``regionKey``; nil where the device has
  /// not heard of it yet.
  var bundleKey: [UInt8]?

  static let fileName = "credential.json"

  /// The same with another token.
  func with(token: String) -> Credential {
    Credential(
      server: server, token: token, regionName: regionName, regionKey: regionKey,
      deviceName: deviceName, bundleKey: bundleKey)
  }

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
      deviceName: json["device"]?.string ?? "",
      bundleKey: json["bundleKey"]?.string.flatMap(Hex.decode))
  }

  func save(to file: SecretFile) throws(SecretFileError) {
    var members: [JSONValue.Member] = [
      .init("server", .string(server)), .init("token", .string(token)),
      .init("region", .string(regionName)), .init("regionKey", .string(Hex.encode(regionKey))),
      .init("device", .string(deviceName)),
    ]
    if let bundleKey { members.append(.init("bundleKey", .string(Hex.encode(bundleKey)))) }
    try file.write(Array((JSONValue.object(members).indentedText + "\n").utf8))
  }
}
