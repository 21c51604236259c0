import ArgumentParser

/// `schakel`, the command of which all others are part.
struct Schakel: ParsableCommand {
  /// Of this release; the wire and the files on disk have numbers of their own.
  static let version = "0.1.0"

  static var configuration: CommandConfiguration {
    .command(
      "schakel", .root,
      examples: [
        "schakel enrol schakel:1:…",
        "schakel note add --title \"Bankje bij de speeltuin\" --area WK034403",
        "schakel sync",
        "schakel search speeltuin",
      ],
      version: version,
      subcommands: [
        Enrol.self, ContributionGroup<NoteSubject>.self, ContributionGroup<StorySubject>.self,
        ContributionGroup<ProfileSubject>.self, Share.self, Edit.self, List.self, Show.self,
        Search.self, History.self, Conflicts.self, Resolve.self, Undo.self, Status.self,
        Delete.self, Restore.self, Sync.self, BundleGroup.self, Import.self, Export.self,
        AuditGroup.self, HeldGroup.self, Invite.self, MemberGroup.self, TrayGroup.self,
        AuthorityGroup.self, PassphraseGroup.self,
        Unlock.self, Lock.self,
      ])
  }

  @OptionGroup var global: GlobalOptions
}
