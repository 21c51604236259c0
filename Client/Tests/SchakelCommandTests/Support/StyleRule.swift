import Foundation

/// A rule of a style sheet, as far as a test of colours needs it.
struct StyleRule {
  struct Unreadable: Error { let colour: String }

  let selector: String
  private let properties: [String: String]

  /// The first word of a property's value.
  subscript(property: String) -> String? {
    properties[property].map { String($0.prefix { $0 != " " }) }.flatMap {
      $0.hasPrefix("#") ? $0 : nil
    }
  }

  static func rules(in sheet: String) -> [StyleRule] {
    sheet.replacing(/@media [a-z]+ \{/, with: "").matches(of: /([^{}]+)\{([^}]*)\}/).map { match in
      var properties: [String: String] = [:]
      for line in match.2.split(separator: ";") {
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { continue }
        properties[parts[0].trimmed] = parts[1].trimmed
      }
      return StyleRule(selector: match.1.trimmed, properties: properties)
    }
  }

  /// WCAG 2.1, "contrast ratio".
  static func contrast(_ first: String, _ second: String) throws -> Double {
    let (one, other) = (try luminance(first), try luminance(second))
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
  }

  /// WCAG 2.1, "relative luminance", of `#rrggbb`.
  private static func luminance(_ colour: String) throws -> Double {
    guard colour.utf8.count == 7, let number = Int(colour.dropFirst(), radix: 16)
    else { throw Unreadable(colour: colour) }
    let parts = [number >> 16, number >> 8 & 255, number & 255].map { part in
      let part = Double(part) / 255
      return part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
