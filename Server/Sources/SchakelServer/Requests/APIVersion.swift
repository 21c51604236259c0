/// The version of the interface that answers below `/v1`.
enum APIVersion {
  /// What `API-Version` says (semantic versioning).
  static let current = "1.0.0"
}
