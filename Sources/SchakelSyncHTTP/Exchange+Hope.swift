extension Exchange {
  /// The answer that is hoped for. Anything else is a failure of one kind or another.
  struct Hope: Hashable, Sendable {
    let statuses: ClosedRange<Int>
    /// In lower case, without parameters.
    let mediaType: String
    /// The bytes of its body; of no meaning for a stream.
    let limit: Int
    /// Whether it goes on for as long as the connection holds.
    let isStream: Bool

    init(_ mediaType: String, statuses: ClosedRange<Int> = 200...200, limit: Int) {
      self.mediaType = mediaType
      self.statuses = statuses
      self.limit = limit
      isStream = false
    }

    private init(stream mediaType: String) {
      self.mediaType = mediaType
      statuses = 200...200
      limit = 0
      isStream = true
    }

    static func stream(_ mediaType: String) -> Hope { Hope(stream: mediaType) }
  }
}
