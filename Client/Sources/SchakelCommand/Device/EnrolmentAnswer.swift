public import SchakelStore

/// What the region gives a device that enrols.
public struct EnrolmentAnswer: Hashable, Sendable {
  /// The device's credential, told once; nil for a device that has one.
  public let token: String?
  public let regionName: String
  /// Who it is now, and in which spaces.
  public let enrolment: Enrolment

  public init(token: String?, regionName: String, enrolment: Enrolment) {
    self.token = token
    self.regionName = regionName
    self.enrolment = enrolment
  }
}
