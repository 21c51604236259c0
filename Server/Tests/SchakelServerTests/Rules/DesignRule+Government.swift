import Foundation

private let semanticVersion =
  #"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?"#
private let success = ["paths", "/spaces", "get", "responses", "200"]

extension DesignRule {
  /// The linter's own rules on versions, addresses and whom to ask.
  static let addresses: [DesignRule] = [
    DesignRule("nlgov:openapi3", planted: ["openapi"], "\"2.0\"") {
      unlike(#"3(\.\d+){1,2}"#, [$0["openapi"] as? String ?? ""])
    },
    DesignRule("nlgov:openapi-root-exists", planted: ["openapi"]) {
      $0["openapi"] == nil ? ["openapi"] : []
    },
    DesignRule("nlgov:missing-version-header", planted: success + ["headers", "API-Version"]) {
      $0.answers.filter { ($0.response["headers"] as? [String: Any])?["API-Version"] == nil }
        .map(\.place)
    },
    DesignRule("nlgov:missing-header", planted: success + ["headers"]) {
      $0.answers.filter { $0.response["headers"] == nil }.map(\.place)
    },
    DesignRule(
      "nlgov:include-major-version-in-uri", planted: ["servers"],
      #"[{"url":"https://region.example"}]"#
    ) {
      unlike(
        #".*/v\d+"#, ($0["servers"] as? [[String: Any]] ?? []).map { $0["url"] as? String ?? "" })
    },
    DesignRule("nlgov:paths-no-trailing-slash", planted: ["paths", "/spaces/"], "{}") {
      $0.paths.keys.filter { $0.hasSuffix("/") }
    },
    DesignRule("info-contact", planted: ["info", "contact"]) {
      $0["info", "contact"] == nil ? ["info"] : []
    },
    DesignRule("nlgov:info-contact-fields-exist", planted: ["info", "contact", "email"]) { all in
      ["email", "name", "url"].filter { all["info", "contact", $0] == nil }
    },
    DesignRule("nlgov:http-methods", planted: ["paths", "/spaces", "trace"], "{}") {
      let allowed: Set = ["get", "put", "post", "delete", "patch", "servers", "parameters"]
      return $0.paths.flatMap { Set($0.value.keys).subtracting(allowed) }
    },
    DesignRule("nlgov:paths-kebab-case", planted: ["paths", "/someThing"], "{}") {
      let segment = #"([a-z0-9]+(-[a-z0-9]+)*|\{[^}]+\})"#
      return unlike("(/\(segment))+", $0.paths.keys.filter { $0 != "/openapi.json" })
    },
    DesignRule(
      "nlgov:query-keys-camel-case", planted: ["paths", "/spaces", "get", "parameters"],
      #"[{"name":"page_size","in":"query","schema":{}}]"#
    ) { all in
      let parameters = all.described.values.flatMap { all.parameters(of: $0) }
      let keys = parameters.filter { $0["in"] as? String == "query" }
      return unlike(#"\$?[a-z][a-z\d]*([A-Z][a-z\d]*)*"#, keys.map { $0["name"] as? String ?? "" })
    },
    DesignRule(
      "nlgov:servers-use-https", planted: ["servers"], #"[{"url":"http://region.example/v1"}]"#
    ) { unlike("https://.*", $0.servers.map { $0["url"] as? String ?? "" }) },
    DesignRule("nlgov:semver", planted: ["info", "version"], "\"1.0\"") {
      unlike(semanticVersion, [$0["info", "version"] as? String ?? ""])
    },
  ]
}
