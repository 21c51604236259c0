import SchakelCore
import SchakelJSON
import SchakelStore

/// Who is in a group, as this device last heard.
struct MembersReport: Report {
  let space: Membership
  let members: [SpaceMember]
  /// Whose device this is.
  let me: PersonID?

  var json: JSONValue {
    [
      "space": .string(space.id.text),
      "members": .array(
        members.map {
          [
            "person": .string($0.author.person.text),
            "name": $0.author.name.map(JSONValue.string) ?? .null, "role": .string($0.role.text),
            "givenBy": DocumentJSON.author($0.giver),
          ]
        }),
    ]
  }

  func lines(in context: CommandContext) -> [String] {
    guard !members.isEmpty else {
      return context.prose(MemberPhrase.alone, ["space": .text(space.name)])
    }
    var table = Table([
      .init(context.language(MemberPhrase.person)),
      .init(SafeText.line(space.name), shrinksTo: 12),
      .init(context.language(MemberPhrase.role)),
      .init(context.language(MemberPhrase.giver), shrinksTo: 8, rank: 1),
    ])
    for member in members {
      table.add([
        .init(member.author.person.text), .init(name(member.author, context)),
        .init(context.labels.role(member.role)),
        .init(member.giver.map { name($0, context) } ?? ""),
      ])
    }
    return table.lines(on: context.terminal)
  }

  private func name(_ author: Author, _ context: CommandContext) -> String {
    let name = author.shownName ?? author.person.text
    guard author.person == me else { return name }
    return context.language(MemberPhrase.you, ["name": .text(name)])
  }
}

/// What came of a role that was given or taken.
struct RoleReport: Report {
  let person: Author
  let role: Role
  let space: Membership
  /// Whether it was another one before.
  let isNews: Bool

  var json: JSONValue {
    [
      "person": .string(person.person.text), "space": .string(space.id.text),
      "role": .string(role.text), "changed": .bool(isNews),
    ]
  }

  func lines(in context: CommandContext) -> [String] {
    let phrase: MemberPhrase
    switch (role, isNews) {
    case (.none, true): phrase = .gone
    case (.none, false): phrase = .wasGone
    case (_, true): phrase = .given
    case (_, false): phrase = .known
    }
    return context.prose(
      phrase,
      [
        "name": .text(person.shownName ?? person.person.text),
        "role": .text(context.labels.role(role)), "space": .text(space.name),
      ])
  }
}
