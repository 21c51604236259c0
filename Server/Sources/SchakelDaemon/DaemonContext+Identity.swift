import SchakelServer

extension DaemonContext {
  /// Reads the certificate and key that the settings name. Throws a ``Refusal`` that names the file
  /// at fault.
  func identity(_ files: IdentityFiles) throws -> ServerIdentity {
    let certificate = try bytes(of: files.certificate)
    let key = try bytes(of: files.key)
    do {
      return try ServerIdentity(certificate: certificate, key: key)
    } catch {
      throw Refusal(language.sentence(on: error, files))
    }
  }

  private func bytes(of path: String) throws -> [UInt8] {
    if let bytes = try readFile(path) { return bytes }
    throw Refusal(language.say("There is no file \(path).", "Er is geen bestand \(path)."))
  }
}

extension Language {
  fileprivate func sentence(on error: ServerIdentityError, _ files: IdentityFiles) -> String {
    switch error {
    case .malformedCertificate:
      say(
        "\(files.certificate) holds no certificate in PEM.",
        "In \(files.certificate) staat geen certificaat in PEM.")
    case .malformedKey:
      say(
        "\(files.key) holds no private key in PEM, or one that needs a passphrase.",
        "In \(files.key) staat geen geheime sleutel in PEM, of een met een wachtwoord.")
    case .mismatch:
      say(
        "The key in \(files.key) does not go with the first certificate in "
          + "\(files.certificate), or is of a kind that TLS does not take.",
        "De sleutel in \(files.key) hoort niet bij het eerste certificaat in "
          + "\(files.certificate), of is van een soort die TLS niet aanneemt.")
    }
  }
}
