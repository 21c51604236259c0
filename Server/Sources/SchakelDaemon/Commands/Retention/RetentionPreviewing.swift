import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer

/// `schakeld retention preview`.
struct RetentionPreviewing: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "List what would go now. Nothing goes by that.",
      "Toon wat nu zou weggaan. Daardoor gaat niets weg.", name: "preview",
      more: (
        "The token at the end is for schakeld retention apply, which erases what is on this list and nothing "
          + "else. The hours are those at which the region got the last change; what the device claimed stands "
          + "beside it where that is another day.",
        "Het kenmerk onderaan is voor schakeld retention apply, dat wist wat op deze lijst staat en niets "
          + "anders. De tijd is die waarop de regio de laatste wijziging kreeg; wat het apparaat zei staat "
          + "ernaast als dat een andere dag is."
      ),
      examples: [
        "schakeld retention preview --data ./region",
        "schakeld retention preview --data ./region --json",
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @Flag(help: .json)
  var json = false

  func run(in context: DaemonContext) async throws {
    let preview = try await folder.withRegion(in: context) { try await $0.previewRetention() }
    if json { return context.print(JSON(preview)) }
    let language = context.language
    guard !preview.documents.isEmpty else {
      return context.print(
        language.say("Nothing would go.", "Er zou niets weggaan."))
    }
    let count = language.count(UInt64(preview.documents.count), .document)
    context.print(language.say("\(count) would go:", "\(count) zou weggaan:"))
    let kinds = preview.kinds.map { "\($0.count) \($0.kind.text)" }.joined(separator: ", ")
    context.print(language.say("Of each kind: \(kinds)", "Per soort: \(kinds)"))
    print(preview.documents, in: context)
    if !preview.held.isEmpty {
      context.print(
        language.say(
          "These stay, since a later contribution has words of theirs:",
          "Deze blijven, want een latere bijdrage heeft er woorden van:"))
      print(preview.held, in: context)
    }
    context.print(language.say("Token: \(preview.token)", "Kenmerk: \(preview.token)"))
  }

  private func print(_ documents: [DueDocument], in context: DaemonContext) {
    var table = Table(shrinking: [1])
    for each in documents {
      let (received, claimed) = (day(each.received), day(each.claimed))
      let said = context.language.say("the device said \(claimed)", "het apparaat zei \(claimed)")
      table.add(
        each.document.text, each.space.name, each.kind.text, received,
        received == claimed ? "" : said)
    }
    for line in table.lines(width: context.columns) { context.print(line) }
  }
}

extension RetentionPreview {
  /// How many of each kind go, in the order of the kinds' names.
  fileprivate var kinds: [(kind: Name, count: Int)] {
    documents.reduce(into: [Name: Int]()) { $0[$1.kind, default: 0] += 1 }
      .sorted { $0.key < $1.key }.map { (kind: $0.key, count: $0.value) }
  }
}

extension JSON {
  init(_ preview: RetentionPreview) {
    self = [
      "token": .string(preview.token), "time": .string(rfc3339(preview.time)),
      "kinds": .array(
        preview.kinds.map { ["kind": .string($0.kind.text), "documents": .number($0.count)] }),
      "documents": .array(preview.documents.map { JSON($0) }),
      "held": .array(preview.held.map { JSON($0) }),
    ]
  }

  private init(_ each: DueDocument) {
    self = [
      "document": .string(each.document.text), "space": JSON(each.space),
      "kind": .string(each.kind.text), "received": .string(rfc3339(each.received)),
      "claimed": .string(rfc3339(each.claimed)),
    ]
  }
}
