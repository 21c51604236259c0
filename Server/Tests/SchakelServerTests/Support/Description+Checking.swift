import EdgeTesting
import Foundation

extension Description {
  /// What of an answer the description does not say; empty where it says it all.
  func undescribed(_ answer: Answer, to operation: String) -> [String] {
    guard let response = responses(of: operation)[String(answer.status)] else {
      return ["\(operation) answers \(answer.status)"]
    }
    return undescribed(answer, by: response, at: "\(operation) \(answer.status)")
  }

  /// What of an answer one of the shared responses does not say.
  func undescribed(_ answer: Answer, byResponse name: String) -> [String] {
    let response = resolve(["$ref": "#/components/responses/\(name)"])
    return undescribed(answer, by: response, at: name)
  }

  private func undescribed(
    _ answer: Answer, by response: [String: Any], at place: String
  ) -> [String] {
    headers(of: response, missingIn: answer).map { "\(place): no header \($0)" }
      + content(of: answer, response).map { "\(place)\($0)" }
  }

  private func headers(of response: [String: Any], missingIn answer: Answer) -> [String] {
    let headers = response["headers"] as? [String: [String: Any]] ?? [:]
    return headers.keys.sorted().filter { name in
      resolve(headers[name] ?? [:])["required"] as? Bool == true && answer[name.lowercased()] == nil
    }
  }

  private func content(of answer: Answer, _ response: [String: Any]) -> [String] {
    let contents = response["content"] as? [String: [String: Any]] ?? [:]
    let type = (answer["content-type"] ?? "").split(separator: ";").first.map(String.init) ?? ""
    guard let content = contents[type] else { return [": the media type is \(type)"] }
    guard type.hasSuffix("json") else { return [] }
    let body = try? JSONSerialization.jsonObject(with: Data(answer.bytes))
    return faults(in: body ?? NSNull(), content["schema"] as? [String: Any] ?? [:], at: "")
  }

  /// Where a value is not what a schema says: the part of JSON Schema that the description uses. What
  /// it does not know is a fault.
  func faults(in value: Any, _ schema: [String: Any], at place: String) -> [String] {
    let schema = resolve(schema)
    let unknown = Set(schema.keys).subtracting(Self.keywords).sorted()
    return unknown.map { "\(place): the check knows no \($0)" }
      + typeFaults(in: value, schema, place)
  }

  private static let keywords: Set = [
    "type", "description", "properties", "required", "enum", "items", "pattern", "format",
    "maxLength", "minLength", "minimum", "maximum", "contentMediaType", "default",
    "additionalProperties",
  ]

  private func typeFaults(in value: Any, _ schema: [String: Any], _ place: String) -> [String] {
    switch schema["type"] as? String {
    case "object": return object(value, schema, place)
    case "array":
      guard let items = value as? [Any] else { return ["\(place): no array"] }
      let inner = schema["items"] as? [String: Any] ?? [:]
      return items.enumerated().flatMap { faults(in: $1, inner, at: "\(place)/\($0)") }
    case "string":
      guard let text = value as? String else { return ["\(place): no text"] }
      return self.text(text, schema, place)
    case "integer": return integer(value, schema, place)
    case "boolean": return value is Bool ? [] : ["\(place): no boolean"]
    case let other?: return ["\(place): the check knows no type \(other)"]
    case nil: return []
    }
  }

  private func integer(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
    let number = (value as? NSNumber)?.doubleValue ?? (value as? Int).map(Double.init)
    guard let number, number.rounded() == number else { return ["\(place): no whole number"] }
    let least = schema["minimum"] as? Int ?? .min
    let most = schema["maximum"] as? Int ?? .max
    return (Double(least)...Double(most)).contains(number) ? [] : ["\(place): \(number)"]
  }

  private func object(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
    guard let members = value as? [String: Any] else { return ["\(place): no object"] }
    let properties = schema["properties"] as? [String: [String: Any]]
    let others = schema["additionalProperties"] as? [String: Any]
    let missing = (schema["required"] as? [String] ?? []).filter { members[$0] == nil }
    return missing.map { "\(place)/\($0): missing" }
      + members.keys.sorted().flatMap { name -> [String] in
        if let property = properties?[name] ?? others {
          return faults(in: members[name] ?? NSNull(), property, at: "\(place)/\(name)")
        }
        return properties == nil ? [] : ["\(place)/\(name): not described"]
      }
  }

  private func text(_ text: String, _ schema: [String: Any], _ place: String) -> [String] {
    let length = text.unicodeScalars.count
    let words = schema["enum"] as? [String]
    let patterns = [schema["pattern"], Self.forms[schema["format"] as? String ?? ""]]
    let isLike = patterns.compactMap { $0 as? String }.allSatisfy {
      text.range(of: $0, options: .regularExpression) != nil
    }
    let fits =
      length >= schema["minLength"] as? Int ?? 0 && length <= schema["maxLength"] as? Int ?? .max
    return isLike && fits && words?.contains(text) ?? true ? [] : ["\(place): \(text)"]
  }

  /// What the formats look like that the description uses.
  private static let forms: [String: String] = [
    "date-time": #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"#,
    "uuid": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
    "uri-reference": "^[!-~]+$",
  ]
}
