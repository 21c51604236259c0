import SchakelCore
import SchakelStore

extension Device {
  /// The space that was typed, by its id or its name or the beginning of either; without that, the
  /// only one there is.
  func space(typed text: String?) throws -> Membership {
    let spaces = try spaces()
    guard let only = spaces.first else { throw context.failure(ErrorPhrase.noSpace) }
    guard let text else {
      guard spaces.count == 1 else {
        throw context.failure(
          ErrorPhrase.severalSpaces, ["spaces": .text(names(spaces))], status: .usage)
      }
      return only
    }
    let wanted = text.lowercased()
    let matches = spaces.filter { $0.id.text == wanted || $0.name.lowercased() == wanted }
    let beginnings = spaces.filter {
      $0.id.text.hasPrefix(wanted) || $0.name.lowercased().hasPrefix(wanted)
    }
    let found = matches.isEmpty ? beginnings : matches
    guard found.count == 1 else {
      throw context.failure(
        found.isEmpty ? ErrorPhrase.unknownSpace : .severalSpaces,
        ["space": .text(text), "spaces": .text(names(found.isEmpty ? spaces : found))])
    }
    return found[0]
  }

  private func names(_ spaces: [Membership]) -> String {
    spaces.map { "\($0.name) (\($0.id.text))" }.joined(separator: ", ")
  }

  /// The id that was typed, whole or by how it begins or ends.
  func document(typed text: String) throws -> DocumentID {
    if let id = DocumentID(text: text) { return id }
    var found = try replica.documentIDs(prefix: text, limit: Self.namedAtOnce)
    if found.isEmpty { found = try replica.documentIDs(suffix: text, limit: Self.namedAtOnce) }
    guard let id = found.first
    else { throw context.failure(ErrorPhrase.unknownDocument, ["id": .text(text)]) }
    guard found.count == 1 else {
      throw context.failure(
        ErrorPhrase.severalDocuments,
        ["id": .text(text), "ids": .text(found.map(\.text).joined(separator: ", "))])
    }
    return id
  }

  /// How many ids are named where what was typed fits several.
  private static let namedAtOnce = 5

  /// What lies in the tray of the contribution that was typed, by the end or the beginning of its id.
  /// At least one. What is meant here is thrown away: fewer digits than the list shows, of which one fits
  /// by chance, are refused.
  func trayItems(typed text: String) throws -> [TrayItem] {
    let wanted = text.lowercased()
    guard wanted.count >= ShortID.digits else {
      throw context.failure(
        TrayPhrase.tooShort, ["id": .text(text), "least": .count(ShortID.digits)],
        status: .usage)
    }
    let found = try replica.tray().filter {
      $0.document.text.hasPrefix(wanted) || $0.document.text.hasSuffix(wanted)
    }
    guard !found.isEmpty else { throw context.failure(TrayPhrase.unknown, ["id": .text(text)]) }
    let documents = Set(found.map(\.document.text))
    guard documents.count == 1 else {
      throw context.failure(
        ErrorPhrase.severalDocuments,
        ["id": .text(text), "ids": .text(documents.sorted().joined(separator: ", "))])
    }
    return found
  }

  /// The contribution or draft that was typed.
  func known(_ text: String) throws -> Document {
    guard let document = try replica.document(document(typed: text))
    else { throw context.failure(ErrorPhrase.unknownDocument, ["id": .text(text)]) }
    return document
  }
}
