public import SchakelCore

extension SealedBundle {
  /// A bundle under a passphrase; nil where there was not enough memory for the work.
  public init?(_ bundle: Bundle, under passphrase: Passphrase, _ cost: ScryptCost) {
    let sealed = passphrase.cipher(cost)?.seal(bundle.body, for: Self.associatedData(cost))
    guard let sealed else { return nil }
    self.init(cost: cost, sealed: sealed)
  }

  /// The bundle, or nil where the passphrase is another, or the file was altered: which of the two
  /// nobody can tell.
  public func opened(by passphrase: Passphrase) throws(CBORError) -> Bundle? {
    let body = passphrase.cipher(cost)?.open(sealed, for: Self.associatedData(cost))
    guard let body else { return nil }
    return try Bundle(body: body)
  }
}
