/// The bytes and entries that an answer may still bring, over all its spaces.
struct AnswerBudget {
  private(set) var bytes: Int
  private(set) var entries: Int
  private var isUntouched = true

  init(bytes: Int, entries: Int) {
    self.bytes = bytes
    self.entries = entries
  }

  /// Takes the bytes if they are left; the first thing of all is taken however long it is, so that
  /// each answer brings a device further.
  mutating func take(_ count: Int, entries number: Int = 1) -> Bool {
    guard isUntouched || count <= bytes && number <= entries else { return false }
    isUntouched = false
    bytes = max(0, bytes - count)
    entries = max(0, entries - number)
    return true
  }
}
