import SchakelCore
import SchakelKeys
import SchakelServer

/// Reads a bundle from a file, and opens it with the region's key where it is sealed to that.
struct BundleOpening {
  let file: String
  let folder: DataFolder
  let context: DaemonContext

  /// Throws a ``Refusal`` that says what is the matter with the file, or who can open it.
  func bundle() throws -> Bundle {
    let content = try content()
    switch BundleEnvelope(of: content) {
    case .clear: return try read { () throws(CBORError) in try Bundle(encoded: content) }
    case .region: return try opened(content)
    case .passphrase:
      throw refusal(
        "\(file) is under a passphrase. Whoever made it can make one for the region: "
          + "schakel bundle export --to-region.",
        "Op \(file) zit een wachtzin. Wie het maakte kan er een voor de regio maken: "
          + "schakel bundle export --to-region.")
    case nil: throw noBundle
    }
  }

  private func content() throws -> [UInt8] {
    guard let size = context.fileSize(file) else {
      throw refusal("There is no file \(file).", "Er is geen bestand \(file).")
    }
    guard size <= UInt64(BundleImport.largest) else {
      throw refusal(
        "\(file) is larger than any bundle.", "\(file) is groter dan een bundel kan zijn.")
    }
    var content: [UInt8] = []
    content.reserveCapacity(Int(size))
    try context.readPieces(file) { content += $0 }
    return content
  }

  private func opened(_ content: [UInt8]) throws -> Bundle {
    let sealed = try read { () throws(CBORError) in try AddressedBundle(encoded: content) }
    let secret = try KeyFile.loadBundleSecret(from: folder.bundleKeyFile)
    guard sealed.recipient == secret.publicKey else {
      throw refusal(
        "\(file) is sealed to another key: of another region, or one that this region had before. Put "
          + "back the region.bundle.key that it had then, or ask for the file again.",
        "\(file) is verzegeld voor een andere sleutel: van een andere regio, of een die deze regio eerder "
          + "had. Zet de region.bundle.key van toen terug, of vraag het bestand opnieuw.")
    }
    let region = try KeyFile.load(from: folder.keyFile).publicKey
    let body = secret.open(
      sealed.sealed, encapsulated: sealed.encapsulated, info: AddressedBundle.info(region: region),
      authenticating: AddressedBundle.associatedData(
        recipient: sealed.recipient, encapsulated: sealed.encapsulated))
    guard let body else {
      throw refusal(
        "\(file) was altered or cut, and cannot be opened. Ask for it again.",
        "\(file) is veranderd of afgekapt, en gaat niet open. Vraag het opnieuw.")
    }
    return try read { () throws(CBORError) in try Bundle(body: body) }
  }

  private func read<Value>(_ body: () throws(CBORError) -> Value) throws -> Value {
    do throws(CBORError) { return try body() } catch { throw noBundle }
  }

  private var noBundle: Refusal {
    refusal(
      "\(file) is no bundle, or not a whole one.", "\(file) is geen bundel, of geen hele.")
  }

  private func refusal(_ english: String, _ dutch: String) -> Refusal {
    Refusal(context.language.say(english, dutch))
  }
}
