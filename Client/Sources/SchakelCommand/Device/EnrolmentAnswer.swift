public import SchakelStore

/// What the region gives a device that enrols.
public struct EnrolmentAnswer: Hashable, Sendable {
  /// The device's credential, told once; nil for a device that has one.
  public let token: String?
  /// As people know the region.
  public let regionName: String
  /// Ed25519, thirty-two bytes: what the region's receipts are verified with.
  public let regionKey: [UInt8]
  /// Who it is now, and in which spaces.
  public let enrolment: Enrolment

  public init(
    token: String?, regionName: String, regionKey: [UInt8], enrolment: Enrolment
  ) {
    self.token = token
    self.regionName = regionName
    self.regionKey = regionKey
    self.enrolment = enrolment
  }
}
