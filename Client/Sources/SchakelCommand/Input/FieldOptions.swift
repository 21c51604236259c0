import ArgumentParser
import SchakelCore

/// The options of a kind: one for each line of its table, made from the table, so that a new field
/// has its option by itself.
///
/// ArgumentParser finds options by reflection and fills them in by decoding; both may be written by
/// hand, and are here.
struct FieldOptions<Subject: ContributionSubject>: ParsableArguments, CustomReflectable {
  /// What was typed for each field, in the order of the table; nothing for the others.
  private(set) var typed: [(field: FieldDefinition, texts: [String])] = []

  init() {}

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    for field in Subject.kind.fields {
      let key = Key(stringValue: field.name.text)
      let texts =
        field.isSet
        ? try container.decode(Option<[String]>.self, forKey: key).wrappedValue
        : try container.decode(Option<String?>.self, forKey: key).wrappedValue.map { [$0] } ?? []
      if !texts.isEmpty { typed.append((field: field, texts: texts)) }
    }
  }

  var customMirror: Mirror {
    Mirror(
      self, children: Subject.kind.fields.map { (label: $0.name.text, value: Self.option(for: $0)) }
    )
  }

  private static func option(for field: FieldDefinition) -> Any {
    let names = NameSpecification(field.optionNames.map { .customLong($0) })
    let help = ArgumentHelp(
      FieldHelp(language: .ofHelp).text(of: field),
      valueName: Language.ofHelp(HelpPhrase.valueName(of: field)))
    return field.isSet
      ? Option<[String]>(
        wrappedValue: [], name: names, parsing: .unconditionalSingleValue, help: help)
      : Option<String?>(name: names, parsing: .unconditional, help: help)
  }

  struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
