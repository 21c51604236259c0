import SchakelRegion

extension DataFolderOption {
  /// Runs `body` with the folder's region, and closes it whatever happens.
  func withRegion<Value>(
    in context: DaemonContext, _ body: (RegionService) async throws -> Value
  ) async throws -> Value {
    let region = try await DataFolder(path: try path(in: context)).open(in: context)
    let result: Result<Value, any Error>
    do {
      result = .success(try await body(region.service))
    } catch {
      result = .failure(error)
    }
    try region.service.close()
    return try result.get()
  }
}
