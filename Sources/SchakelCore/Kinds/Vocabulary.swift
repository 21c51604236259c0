/// The words that a field offers. Ids are English and stored; labels are shown, in Dutch or in
/// English. Other words are allowed beside them and stored as they are typed.
public enum Vocabulary: Hashable, Sendable {
  case theme
  case successFactor
  case need
  case barrier

  /// One word of a list, in the languages in which it is shown.
  public struct Word: Hashable, Sendable {
    /// What is stored: English, lower case, with hyphens.
    public let id: String
    /// The Dutch label.
    public let dutch: String
    /// The English label.
    public let english: String
    /// Other ids under which imported data may know this word.
    public let aliases: [String]
  }

  /// The whole list. What people typed beside it is not in here.
  public var words: [Word] {
    switch self {
    case .theme: Self.themes
    case .successFactor: Self.successFactors
    case .need: Self.needs
    case .barrier: Self.barriers
    }
  }

  /// The word with this id, label or alias, compared byte by byte after ASCII letters are lowered.
  public func word(_ text: String) -> Word? {
    let wanted = Self.lowered(text)
    return words.first { word in
      ([word.id, word.dutch, word.english] + word.aliases).contains { Self.lowered($0) == wanted }
    }
  }

  /// The id to store for what somebody typed: a known word's id, else the text itself.
  public func id(for text: String) -> String { word(text)?.id ?? text }

  private static func lowered(_ text: String) -> [UInt8] {
    text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }
  }

  private static func word(
    _ id: String, _ dutch: String, _ english: String, _ aliases: [String] = []
  ) -> Word {
    Word(id: id, dutch: dutch, english: english, aliases: aliases)
  }

  private static let themes = [
    word("learning-from-failures", "leren van missers", "learning from failures", ["mislukkingen"]),
    word(
      "integrated-working", "integraal samenwerken", "integrated working",
      ["integraal-samenwerken"]),
    word("successes", "successen", "successes"),
    word(
      "evidence-based-content", "onderbouwde inhoud", "evidence-based content",
      ["onderbouwde-inhoud"]),
    word("connectors", "schakelaars", "connectors", ["wijkschakelaars"]),
    word("early-signals", "vroegsignalering", "early signals"),
    word("safety", "veiligheid", "safety"),
  ]

  private static let successFactors = [
    word(
      "knowledge-of-the-neighbourhood", "kennis van de wijk", "knowledge of the neighbourhood",
      ["kennis-van-de-wijk"]),
    word(
      "residents-initiative", "initiatief van bewoners", "residents' initiative",
      ["bewonersinitiatief"]),
    word("ownership", "eigenaarschap", "ownership"),
    word("being-heard", "gehoord worden", "being heard", ["gehoord-worden"]),
    word(
      "support-for-residents", "ondersteuning van bewoners", "support for residents",
      ["ondersteuning-van-bewoners"]),
  ]

  private static let needs = [
    word("perseverance", "lange adem", "perseverance", ["lange-adem"]),
    word(
      "presence-in-the-neighbourhood", "aanwezig zijn in de wijk",
      "presence in the neighbourhood", ["aanwezigheid-in-de-wijk"]),
    word("trust", "vertrouwen", "trust"),
    word("flexibility", "flexibiliteit", "flexibility"),
  ]

  private static let barriers = [
    word("system-world", "systeemwereld", "system world"),
    word("unwillingness", "onwil", "unwillingness"),
    word("funding", "financiering", "funding"),
    word("communication", "communicatie", "communication"),
    word("procedures", "procedures", "procedures"),
  ]
}
