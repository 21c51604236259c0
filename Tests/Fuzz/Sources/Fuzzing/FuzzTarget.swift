/// One thing that takes bytes from strangers, and the law it keeps whatever they are.
public struct FuzzTarget: Sendable {
  /// A law that was broken. Whatever a target throws is a defect, and so is a trap.
  public struct Broken: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
  }

  /// By which it is chosen, and its folder of inputs that once broke it.
  public let name: String
  /// Whether the bytes were accepted. Throws where the law does not hold.
  public let run: @Sendable ([UInt8]) throws(Broken) -> Bool

  init(_ name: String, _ run: @escaping @Sendable ([UInt8]) throws(Broken) -> Bool) {
    self.name = name
    self.run = run
  }

  public static let all: [FuzzTarget] =
    formats + [
      .invitation, .apply, .join, .merge, .text, .audit, .service, .importing,
    ]

  public static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}
