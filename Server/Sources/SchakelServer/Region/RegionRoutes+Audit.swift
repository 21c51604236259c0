import HTTPTypes
import Hummingbird
import NIOCore
import SchakelCore
import SchakelRegion

// For those with the role of auditor, of the spaces in which they have it.
extension RegionRoutes {
  /// `POST /v1/audit/conflicts`: a page of what is on record. The filters stand in the body: some
  /// say something of a person, and addresses end up in logs.
  @Sendable func searchConflicts(_ request: Request, _ context: Context) async throws -> Response {
    let device = try context.requireDevice()
    let asked = try await request.json(as: ConflictRequest.self, upTo: Self.jsonBytes)
    return try await page(of: try asked.query(), for: device)
  }

  /// `GET /v1/audit/conflicts`: the same without filters.
  @Sendable func conflicts(_ request: Request, _ context: Context) async throws -> Response {
    let device = try context.requireDevice()
    let asked = ConflictPageQuery(request, ["space", "cursor", "limit"])
    return try await page(of: try asked.query(), for: device)
  }

  private func page(of query: ConflictQuery, for device: Device) async throws -> Response {
    let page = try await service.conflicts(query, for: device.person)
    var members = [
      JSON.Member("conflicts", .array(page.items.map { JSON($0) })),
      JSON.Member("people", .array(page.people.map { JSON($0) })),
      JSON.Member("more", .bool(page.cursor != nil)),
    ]
    if let cursor = page.cursor { members.append(JSON.Member("cursor", .string(cursor.text))) }
    return .json(.object(members))
  }

  /// `GET /v1/audit/conflicts/{id}`: one record, with what was written.
  @Sendable func conflict(_ request: Request, _ context: Context) async throws -> Response {
    let device = try context.requireDevice()
    guard let id = context.parameters.get("id").flatMap(ConflictID.init(text:)) else {
      throw Problem(
        .invalidInput, "See errors for the places.",
        faults: [.init(.path, at: "id", code: "invalid", "A record has 16 hex digits.")])
    }
    guard let detail = try await service.conflict(id, for: device.person) else {
      throw Problem(.notFound, "There is no such record in a space that you may audit.")
    }
    return .json(JSON(detail))
  }

  /// `GET /v1/audit/export`: an audit file. It is written whole before the answer begins, so that
  /// what goes wrong is told by the status, and no slow reader keeps the database open.
  @Sendable func exportAudit(_ request: Request, _ context: Context) async throws -> Response {
    let device = try context.requireDevice()
    let spaces = try ConflictPageQuery(request, ["space"]).spaces()
    let own = try exportsOfOne.enter(device.person, orThrow: .exporting)
    let place = try exports.enter(.everyone, orThrow: .exporting)
    let file = try ScratchFile(in: exportFolder)
    do {
      try await service.exportAudit(of: spaces, for: device.person) { bytes throws(RegionError) in
        try file.append(bytes)
      }
    } catch {
      throw file.problem ?? Problem(error)
    }
    return Response(
      status: .ok,
      headers: [
        .contentType: Self.auditFile,
        .contentDisposition: "attachment; filename=\"region.audit\"",
      ],
      body: body(of: file, for: device, holding: [own, place]))
  }

  /// Its length is not told: what is on its way is in the memory a piece at a time, and takes no
  /// place among the answers that are there as a whole. A device that is taken out of use meanwhile does
  /// not get the rest.
  private func body(
    of file: ScratchFile, for device: Device, holding places: [Place]
  ) -> ResponseBody {
    ResponseBody { [service] writer in
      defer { for place in places { place.giveUp() } }
      var offset = 0
      while true {
        let piece = try await file.piece(at: offset)
        guard !piece.isEmpty else { break }
        guard try service.isInUse(device.replica) else { throw Problem.deviceRevoked }
        offset += piece.count
        try await writer.write(ByteBuffer(bytes: piece))
      }
      try await writer.finish(nil)
    }
  }
}

extension Problem {
  /// Seconds after which an auditor tries again.
  private static let retryAfterExport = 30

  fileprivate static let exporting = Problem(
    .overloaded, "Other audit files are being taken; try again.", retryAfter: retryAfterExport)
}
