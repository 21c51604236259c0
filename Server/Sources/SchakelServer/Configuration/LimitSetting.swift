/// A limit that can be set, by its name: whole numbers, and times in seconds.
struct LimitSetting: Sendable {
  enum Field {
    case count(any (WritableKeyPath<Limits, Int> & Sendable))
    case seconds(any (WritableKeyPath<Limits, Duration> & Sendable))
  }

  let name: String
  let field: Field

  static let all = [
    LimitSetting(name: "body-bytes", field: .count(\.bodyBytes)),
    LimitSetting(name: "batch-changes", field: .count(\.batchChanges)),
    LimitSetting(name: "header-bytes", field: .count(\.headerBytes)),
    LimitSetting(name: "header-fields", field: .count(\.headerFields)),
    LimitSetting(name: "header-seconds", field: .seconds(\.headerTime)),
    LimitSetting(name: "body-seconds", field: .seconds(\.bodyTime)),
    LimitSetting(name: "bytes-per-second", field: .count(\.bytesPerSecond)),
    LimitSetting(name: "stall-seconds", field: .seconds(\.stallTime)),
    LimitSetting(name: "idle-seconds", field: .seconds(\.idleTime)),
    LimitSetting(name: "linger-seconds", field: .seconds(\.lingerTime)),
    LimitSetting(name: "request-seconds", field: .seconds(\.requestTime)),
    LimitSetting(name: "drain-seconds", field: .seconds(\.drainTime)),
    LimitSetting(name: "connections", field: .count(\.connections)),
    LimitSetting(name: "connections-per-address", field: .count(\.connectionsPerAddress)),
    LimitSetting(name: "requests", field: .count(\.requests)),
    LimitSetting(name: "requests-per-address", field: .count(\.requestsPerAddress)),
    LimitSetting(name: "requests-per-device", field: .count(\.requestsPerDevice)),
    LimitSetting(name: "requests-per-device-minute", field: .count(\.requestsPerDeviceMinute)),
    LimitSetting(name: "requests-per-address-minute", field: .count(\.requestsPerAddressMinute)),
    LimitSetting(
      name: "failed-enrolments-per-address", field: .count(\.failedEnrolmentsPerAddress)),
    LimitSetting(
      name: "failed-enrolments-per-invitation", field: .count(\.failedEnrolmentsPerInvitation)),
    LimitSetting(
      name: "failed-renewals-per-address", field: .count(\.failedRenewalsPerAddress)),
    LimitSetting(name: "renewals-per-device", field: .count(\.renewalsPerDevice)),
    LimitSetting(name: "bytes-in-flight", field: .count(\.bytesInFlight)),
    LimitSetting(name: "bytes-per-device", field: .count(\.bytesPerDevice)),
    LimitSetting(name: "enrolments", field: .count(\.enrolments)),
    LimitSetting(name: "event-streams", field: .count(\.eventStreams)),
  ]

  /// Seconds in the longest time that can be set: a day.
  static let longest = 86_400.0
}
