import Foundation

private let problem = "application/problem+json"

extension DesignRule {
  /// The linter's own rules on what is sent: problems, names, dates.
  static let contents: [DesignRule] = [
    DesignRule("nlgov:schema-camel-case", planted: ["components", "schemas", "lower_case"], "{}") {
      let schemas = $0["components", "schemas"] as? [String: Any] ?? [:]
      return unlike("([A-Z][a-z0-9]*)+", schemas.keys)
    },
    DesignRule(
      "nlgov:use-problem-schema", planted: ["components", "responses", "Gone", "content"],
      #"{"application/json":{}}"#
    ) {
      $0.answers.filter { answer in
        let types = (answer.response["content"] as? [String: Any] ?? [:]).keys
        return answer.status >= "400" && Array(types) != [problem]
      }.map(\.place)
    },
    DesignRule(
      "nlgov:problem-schema-members", planted: ["components", "schemas", "Problem", "required"],
      #"["type","title","status"]"#
    ) { all in
      all.answers.filter { answer in
        let content = answer.response["content"] as? [String: [String: Any]] ?? [:]
        let schema = all.resolve(content[problem]?["schema"] as? [String: Any] ?? [:])
        let named = schema["properties"] as? [String: Any] ?? [:]
        let sure = Set(schema["required"] as? [String] ?? []).intersection(named.keys)
        return answer.status >= "400" && !sure.isSuperset(of: ["status", "title", "detail"])
      }.map(\.place)
    },
    DesignRule(
      "nlgov:problem-invalid-input", planted: ["paths", "/sync", "post", "responses", "400"]
    ) { all in
      all.described.filter { name, operation in
        let takes = !all.parameters(of: operation).isEmpty || !name.hasPrefix("GET ")
        return takes && all.responses(of: name)["400"] == nil
      }.map(\.key)
    },
    DesignRule(
      "nlgov:property-casing",
      planted: ["components", "schemas", "Person", "properties", "full_name"], "{}"
    ) { unlike("[a-z][a-z0-9]*([A-Z][a-z0-9]*)*", $0.properties.map(\.name)) },
    DesignRule(
      "nlgov:date-time-ensure-timezone",
      planted: ["components", "schemas", "Conflict", "properties", "found", "format"],
      "\"date-time-local\""
    ) { $0.properties.filter { $0.schema["format"] as? String == "date-time-local" }.map(\.name) },
    DesignRule(
      "nlgov:time-without-timezone",
      planted: ["components", "schemas", "Conflict", "properties", "found", "format"], "\"time\""
    ) { $0.properties.filter { $0.schema["format"] as? String == "time" }.map(\.name) },
    DesignRule(
      "nlgov:specify-format-for-date-and-time",
      planted: ["components", "schemas", "Person", "properties", "birthDate"],
      #"{"type":"string"}"#
    ) { dates($0).filter { $0.schema["format"] == nil }.map(\.name) },
    DesignRule(
      "nlgov:use-date-instead-of-datetime",
      planted: ["components", "schemas", "Person", "properties", "birthDate"],
      #"{"type":"string","format":"date-time"}"#
    ) { dates($0).filter { $0.schema["format"] as? String == "date-time" }.map(\.name) },
    DesignRule(
      "core/transport/no-sensitive-uris", planted: ["paths", "/spaces", "get", "parameters"],
      #"[{"name":"person","in":"query","schema":{}}]"#
    ) { all in
      // Ids of spaces and records, and words that the region made: nobody's name, and no secret.
      let harmless: Set = ["id", "space", "cursor", "limit"]
      let names = all.described.values.flatMap { all.parameters(of: $0) }.filter {
        $0["in"] as? String != "header"
      }
      return names.map { $0["name"] as? String ?? "" }.filter { !harmless.contains($0) }
    },
  ]

  private static func dates(_ all: Description) -> [(name: String, schema: [String: Any])] {
    all.properties.filter { unlike(#"date|datum|\w+(D|_d)(ate|atum)"#, [$0.name]).isEmpty }
  }
}
