import Hummingbird
import SchakelCore
import SchakelRegion

extension RegionRoutes {
  /// `POST /v1/enrolments`: an invitation's code for a device's token; or, sent with a token, for a
  /// place in another space.
  @Sendable func enrol(_ request: Request, _ context: Context) async throws -> Response {
    let message = try await request.json(as: EnrolmentRequest.self, upTo: Self.jsonBytes)
    let code = try message.codeBytes()
    let enrolment = try await pace.keep(context.origin, code) {
      try await letIn(with: code, message, context.device)
    }
    announce(enrolment)
    return .json(JSON(enrolment, regionKey: publicKey), status: .created)
  }

  private func letIn(
    with code: [UInt8], _ message: EnrolmentRequest, _ device: Device?
  ) async throws -> Enrolment {
    if let device { return try await service.join(code: code, with: device) }
    let device = try message.device()
    return try await service.enrol(
      code: code, deviceName: device.name, replica: device.replica, publicKey: device.publicKey,
      proof: try message.proofBytes())
  }

  /// The person's other devices listen to spaces that it was in before; now they listen to all.
  private func announce(_ enrolment: Enrolment) {
    let spaces = enrolment.spaces.map(\.space)
    events.extend(readersOf: .person(enrolment.person), with: spaces.map { .space($0) })
    for space in spaces { events.publish(.moved(space), to: .person(enrolment.person)) }
  }
}

extension JSON {
  init(_ enrolment: Enrolment, regionKey: [UInt8]) {
    var members: [Member] = []
    if let token = enrolment.token { members.append(Member("token", .string(token))) }
    if let end = enrolment.tokenEnd {
      members.append(Member("tokenEnd", .string(RegionRoutes.text(of: end))))
    }
    members += [
      Member("person", .string(enrolment.person.text)),
      Member("personName", .string(enrolment.personName)),
      Member("regionName", .string(enrolment.regionName)),
      Member("regionKey", .string(Hex.encode(regionKey))),
      Member("spaces", JSON(enrolment.spaces)),
    ]
    self = .object(members)
  }

  init(_ memberships: [Enrolment.Membership]) {
    self = .array(
      memberships.map {
        ["space": .string($0.space.text), "name": .string($0.name), "role": .string($0.role.text)]
      })
  }
}
