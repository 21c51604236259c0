import HTTPTypes
public import Hummingbird

extension HTTPRequest.Method {
  /// Those that RFC 9110 and RFC 5789 define for what a server may have.
  static let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
}

extension Router {
  /// Answers the other methods at every address added so far with 405 and `Allow`, which the
  /// router by itself would answer with 404. Call it once, after the last route.
  public func refuseOtherMethods() {
    let paths = Dictionary(grouping: routes, by: \.path.description)
    for path in paths.keys.sorted() {
      let descriptions = paths[path] ?? []
      let served = answered(by: descriptions.map(\.method))
      let problem = Problem(
        .methodNotAllowed, "The header Allow lists what it answers.",
        fields: [.allow: served.map(\.rawValue).sorted().joined(separator: ", ")])
      for method in HTTPRequest.Method.known where !served.contains(method) {
        on(descriptions[0].path, method: method) { _, _ -> Response in throw problem }
      }
    }
  }

  /// GET answers HEAD too (`RouterOptions.autoGenerateHeadEndpoints`).
  private func answered(by methods: [HTTPRequest.Method]) -> Set<HTTPRequest.Method> {
    methods.contains(.get) ? Set(methods).union([.head]) : Set(methods)
  }
}
