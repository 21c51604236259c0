/// What the screen can show.
public struct Terminal: Hashable, Sendable {
  /// How many cells a line has.
  public var width: Int
  /// Whether colours are wanted on standard output.
  public var hasColour: Bool
  /// Whether somebody watches standard error, so that progress is worth showing.
  public var showsProgress: Bool
  /// Whether somebody watches standard output, so that a code for a camera is worth showing.
  public var showsCodes: Bool

  /// Where nothing says how wide the screen is.
  public static let defaultWidth = 80
  /// Below this nothing fits anyway and lines are left to the terminal.
  public static let smallestWidth = 24

  public init(
    width: Int = defaultWidth, hasColour: Bool = false, showsProgress: Bool = false,
    showsCodes: Bool = false
  ) {
    self.width = max(width, Self.smallestWidth)
    self.hasColour = hasColour
    self.showsProgress = showsProgress
    self.showsCodes = showsCodes
  }

  /// - Parameters:
  ///   - environment: `COLUMNS` says the width before the terminal does; `NO_COLOR`, if not empty
  ///     (no-color.org), and `TERM=dumb` take the colours away.
  ///   - columns: what the terminal says of its width, if there is one.
  public init(
    environment: [String: String], columns: Int?, isOutputTerminal: Bool, isErrorTerminal: Bool
  ) {
    let width = environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    let isPlain = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
    self.init(
      width: width ?? columns ?? Self.defaultWidth, hasColour: isOutputTerminal && !isPlain,
      showsProgress: isErrorTerminal, showsCodes: isOutputTerminal)
  }
}
