import SchakelRegion
import Testing

/// Checks that `body` is refused with a code.
func expect(
  refusal code: RegionError.Code, _ body: () async throws -> Void,
  sourceLocation: SourceLocation = #_sourceLocation
) async {
  do {
    try await body()
    Issue.record("nothing was refused", sourceLocation: sourceLocation)
  } catch let error as RegionError {
    #expect(error.code == code, sourceLocation: sourceLocation)
  } catch {
    Issue.record("\(error)", sourceLocation: sourceLocation)
  }
}
