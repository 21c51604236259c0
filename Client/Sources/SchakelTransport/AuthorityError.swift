/// A file that was to hold an authority's certificates holds none in PEM.
public struct AuthorityError: Error, Hashable, Sendable {
  init() {}
}
