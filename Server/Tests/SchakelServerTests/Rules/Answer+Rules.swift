import EdgeTesting
import Foundation

extension Answer {
  /// What an answer lacks of what each has by the Dutch API Design Rules: the full version
  /// (/core/version-header), the headers that tell browsers to leave it alone
  /// (/core/transport/security-headers), a problem where it is a refusal
  /// (/core/error-handling/problem-details), and no leave for other origins (/core/transport/cors).
  func ruleFaults(isSecure: Bool = false, isPublic: Bool = false) -> [String] {
    let wanted: [String: String?] = [
      "api-version": "1.0.0", "cache-control": "no-store", "x-frame-options": "DENY",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
      "strict-transport-security": isSecure ? "max-age=31536000" : nil,
      "server": nil, "location": nil, "set-cookie": nil,
    ]
    let faults = wanted.compactMap { name, value in
      self[name] == value ? nil : "\(status): \(name) is \(self[name] ?? "not there")"
    }
    let type = self["content-type"] == nil ? ["\(status): no content-type"] : []
    return faults.sorted() + type + originFaults(isPublic) + problemFaults
  }

  /// Pages of other origins may read what is public, and nothing else of any answer.
  private func originFaults(_ isPublic: Bool) -> [String] {
    let given = fields.filter { $0.key.hasPrefix("access-control-") }
    let wanted = isPublic ? ["access-control-allow-origin": "*"] : [:]
    return given == wanted ? [] : ["\(status): for other origins there is \(given)"]
  }

  private var problemFaults: [String] {
    guard status >= 400 else { return [] }
    let problem = problem
    let isWhole =
      (problem["status"] as? Int) == status
      && ["title", "detail", "type"].allSatisfy { (problem[$0] as? String)?.isEmpty == false }
    return isWhole ? [] : ["\(status): no problem with status, title and detail: \(body)"]
  }
}
