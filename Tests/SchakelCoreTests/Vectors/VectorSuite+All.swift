extension VectorSuite {
  /// Every file of vectors, by the name it has in `Protocol/vectors`.
  static let all = [
    cbor, order, time, change, chain, state, merge, join, void, digest, log,
    message, bundle, envelope, addressed, invitation, token, session, text, audit,
  ]
}
