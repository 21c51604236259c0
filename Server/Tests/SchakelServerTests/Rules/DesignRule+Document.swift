import Foundation

extension DesignRule {
  /// Rules on the document as such: spectral:oas, those that the linter takes over from it.
  static let document: [DesignRule] = [
    DesignRule(
      "oas3-schema", planted: ["paths", "/spaces", "get", "responses", "200", "description"]
    ) { $0.structuralFaults },
    DesignRule(
      "operation-operationId-unique", planted: ["paths", "/sync", "post", "operationId"],
      "\"history\""
    ) { description in
      let ids = description.described.values.map { $0["operationId"] as? String ?? "" }
      return Dictionary(grouping: ids) { $0 }.filter { $0.key.isEmpty || $0.value.count > 1 }.map(
        \.key)
    },
    DesignRule("path-params", planted: ["paths", "/audit/conflicts/{id}", "get", "parameters"]) {
      description in
      description.described.flatMap { name, operation -> [String] in
        let inPath = name.matches(of: /\{([^}]+)\}/).map { String($0.1) }
        let parameters = description.parameters(of: operation).filter {
          $0["in"] as? String == "path"
        }
        let named = parameters.map { $0["name"] as? String ?? "" }
        let optional = parameters.contains { $0["required"] as? Bool != true }
        return Set(inPath) == Set(named) && !optional ? [] : [name]
      }
    },
    DesignRule("openapi-tags-uniqueness", planted: ["tags"], #"[{"name":"a"},{"name":"a"}]"#) {
      let tags = ($0["tags"] as? [[String: Any]] ?? []).map { $0["name"] as? String ?? "" }
      return Set(tags).count == tags.count ? [] : tags
    },
    DesignRule(
      "oas3-valid-media-example",
      planted: [
        "components", "responses", "Gone", "content", "application/problem+json", "example",
      ],
      #"{"type":"/problems/gone"}"#
    ) { $0.mediaExampleFaults },
    DesignRule(
      "oas3-valid-schema-example", planted: ["components", "headers", "RetryAfter", "example"],
      "\"soon\""
    ) { $0.otherExampleFaults },
    DesignRule("oas3-server-variables", planted: ["servers"], #"[{"url":"https://{host}/v1"}]"#) {
      $0.servers.compactMap { server in
        let url = server["url"] as? String ?? ""
        let named = (server["variables"] as? [String: Any] ?? [:]).keys
        return Set(url.matches(of: /\{([^}]+)\}/).map { String($0.1) }) == Set(named) ? nil : url
      }
    },
    DesignRule("oas3-api-servers", planted: ["servers"], "[]") {
      ($0["servers"] as? [Any])?.isEmpty == false ? [] : ["no servers"]
    },
    DesignRule("path-keys-no-trailing-slash", planted: ["paths", "/spaces/"], "{}") {
      $0.paths.keys.filter { $0.hasSuffix("/") }
    },
  ]
}

extension Description {
  /// What the document lacks of what OpenAPI 3.1 requires where this one uses it, and references that
  /// lead nowhere.
  fileprivate var structuralFaults: [String] {
    let missing = [("info", ["title", "version"])].flatMap { name, members in
      members.filter { self[name, $0] == nil }.map { "\(name)/\($0)" }
    }
    let dangling = all("$ref").compactMap { $0 as? String }.filter { resolve(["$ref": $0]).isEmpty }
    let operations = described.flatMap { name, operation in
      (responses(of: name).isEmpty ? ["\(name): no responses"] : [])
        + parameters(of: operation).filter {
          $0["name"] == nil || $0["in"] == nil || $0["schema"] == nil
            || ($0["description"] as? String ?? "").isEmpty
        }.map { _ in "\(name): a parameter" }
        + ["summary", "tags"].filter { operation[$0] == nil }.map { "\(name)/\($0)" }
    }
    let answers = answers.filter { ($0.response["description"] as? String ?? "").isEmpty }
    return missing + dangling + operations + answers.map(\.place)
  }

  fileprivate var mediaExampleFaults: [String] {
    let bodies = described.compactMap { name, operation in
      (operation["requestBody"] as? [String: Any]).map { (name, $0) }
    }
    let all = bodies + answers.map { ($0.place, $0.response) }
    return all.flatMap { place, value in
      let contents = value["content"] as? [String: [String: Any]] ?? [:]
      return contents.values.flatMap { content -> [String] in
        guard let example = content["example"] else { return [] }
        return faults(in: example, content["schema"] as? [String: Any] ?? [:], at: place)
      }
    }
  }

  /// Examples of parameters and headers.
  fileprivate var otherExampleFaults: [String] {
    let headers = (self["components", "headers"] as? [String: [String: Any]] ?? [:]).map(\.value)
    let parameters = described.values.flatMap { self.parameters(of: $0) }
    return (headers + parameters).flatMap { value -> [String] in
      guard let example = value["example"] else { return [] }
      return faults(in: example, value["schema"] as? [String: Any] ?? [:], at: "\(value)")
    }
  }
}
