import Foundation
import SchakelCore
import SchakelSync

/// An error's description (RFC 9457), as far as a client repeats it. Members that are missing or of
/// another type are taken as absent.
struct Problem: Decodable, Hashable, Sendable {
  var type: String?
  var title: String?
  var detail: String?
  var wipe: Wipe?

  /// The region's order to erase all.
  struct Wipe: Decodable, Hashable, Sendable {
    let time: UInt64
    let signature: String
  }

  /// nil where the problem brings none that could be one.
  var order: TransportFailure.Wipe? {
    guard let wipe, let signature = Hex.decode(wipe.signature),
      signature.count == Seal.signatureBytes
    else { return nil }
    return TransportFailure.Wipe(time: wipe.time, signature: signature)
  }

  private enum Key: String, CodingKey { case type, title, detail, wipe }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Key.self)
    type = try? members.decode(String.self, forKey: .type)
    title = try? members.decode(String.self, forKey: .title)
    detail = try? members.decode(String.self, forKey: .detail)
    wipe = try? members.decode(Wipe.self, forKey: .wipe)
  }

  init?(_ body: [UInt8]) {
    guard let read = try? JSONDecoder().decode(Problem.self, from: Data(body)) else { return nil }
    self = read
  }

  /// Title and detail on one line, bounded, without a full stop, for people who read logs.
  var text: String {
    let words = [title, detail].compactMap { $0 }.joined(separator: ": ")
    let visible = words.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
    var line = String.UnicodeScalarView()
    line.append(contentsOf: visible.prefix(HTTPLimits.quotedCharacters))
    return String(String(line).reversed().drop { " .".contains($0) }.reversed())
  }
}
