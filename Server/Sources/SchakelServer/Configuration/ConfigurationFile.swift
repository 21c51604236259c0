import FoundationEssentials

/// The settings in a configuration file: a JSON object, whose nested names are joined by dots.
/// Values are strings, numbers or booleans. Throws ``ConfigurationError`` where it is not that.
///
/// ```json
/// {"listen": "127.0.0.1:9000", "log": {"format": "json"}, "limits": {"requests": 64}}
/// ```
public func configurationFile(_ bytes: [UInt8]) throws(ConfigurationError) -> [String: String] {
  let decoded: [String: Member]
  do {
    decoded = try JSONDecoder().decode([String: Member].self, from: Data(bytes))
  } catch {
    throw ConfigurationError(.malformedFile)
  }
  return flatten(.object(decoded), name: "")
}

private enum Member: Decodable {
  case text(String)
  case object([String: Member])

  init(from decoder: any Decoder) throws {
    if let members = try? [String: Member](from: decoder) {
      self = .object(members)
      return
    }
    let value = try decoder.singleValueContainer()
    if let flag = try? value.decode(Bool.self) {
      self = .text("\(flag)")
    } else if let whole = try? value.decode(Int.self) {
      self = .text("\(whole)")
    } else if let number = try? value.decode(Double.self) {
      self = .text("\(number)")
    } else {
      self = .text(try value.decode(String.self))
    }
  }
}

private func flatten(_ member: Member, name: String) -> [String: String] {
  switch member {
  case .text(let text): [name: text]
  case .object(let members):
    members.reduce(into: [:]) { all, next in
      let inner = flatten(next.value, name: name.isEmpty ? next.key : name + "." + next.key)
      all.merge(inner) { $1 }
    }
  }
}
