import SchakelCore

extension FieldDefinition {
  /// The options that fill the field in, in kebab case: for a set the name of one element, which
  /// may be given several times, and the field's own name too.
  ///
  ///     observedOn       --observed-on
  ///     themes           --theme, --themes
  ///     stories          --story, --stories
  var optionNames: [String] {
    let own = Self.kebab(name.text)
    guard isSet else { return [own] }
    let one = Self.singular(own)
    return one == own ? [own] : [one, own]
  }

  private static func kebab(_ name: String) -> String {
    name.reduce(into: "") { out, letter in
      if letter.isUppercase { out.append("-") }
      out.append(contentsOf: letter.lowercased())
    }
  }

  private static func singular(_ name: String) -> String {
    if name.hasSuffix("ies") { return name.dropLast(3) + "y" }
    return name.hasSuffix("s") ? String(name.dropLast()) : name
  }
}
