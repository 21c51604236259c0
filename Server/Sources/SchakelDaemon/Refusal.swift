/// Why a command does not do what was asked, and what to do next, for the person who asked.
struct Refusal: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
