import ArgumentParser

/// `schakel authority`: who vouches for the region's server.
struct AuthorityGroup: ParsableCommand {
  static var configuration: CommandConfiguration {
    .command(
      "authority", .authority,
      examples: AuthorityShow.examples + AuthoritySet.examples + AuthorityRemove.examples,
      subcommands: [AuthorityShow.self, AuthoritySet.self, AuthorityRemove.self])
  }
}

struct AuthorityShow: ContextCommand {
  static let examples = ["schakel authority show"]

  static var configuration: CommandConfiguration {
    .command("show", .authorityShow, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions

  /// It is no secret, and asks for no passphrase.
  func execute(in context: CommandContext) async throws {
    let home = try Device.home(global, in: context)
    let own = try RememberedAuthority(home: home, context: context).load()
    context.answer(AuthorityReport(pem: own, phrase: own == nil ? .system : .own), answer)
  }
}

struct AuthoritySet: ContextCommand {
  static let examples = ["schakel authority set gemeente.pem"]

  static var configuration: CommandConfiguration {
    .command("set", .authoritySet, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Argument(help: .phrase(.authority)) var file: String

  /// Whoever vouches for the server is told who is at the other end: who may do this opens the device.
  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let pem = try RememberedAuthority.read(file, in: context)
    try device.authority.save(pem)
    context.answer(AuthorityReport(pem: pem, phrase: .isSet), answer)
  }
}

struct AuthorityRemove: ContextCommand {
  static let examples = ["schakel authority remove"]

  static var configuration: CommandConfiguration {
    .command("remove", .authorityRemove, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let wasThere = try device.authority.remove()
    context.answer(AuthorityReport(pem: nil, phrase: wasThere ? .removed : .system), answer)
  }
}
