/// The version of the interface.
enum APIVersion {
  /// What `API-Version` says (semantic versioning).
  static let current = "1.0.0"
}
