import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer
import Synchronization

extension Audit {
  /// `schakeld audit export`.
  struct Export: DaemonCommand {
    static var configuration: CommandConfiguration {
      .command(
        "Write a file with which anybody can check the log without asking the region.",
        "Schrijf een bestand waarmee iedereen het logboek kan controleren zonder de regio.",
        more: (
          "It holds all that was written in these spaces: give it only to those who may read that.",
          "Alles wat in deze ruimtes geschreven is staat erin: geef het alleen aan wie dat mag lezen."
        ),
        examples: [
          "schakeld audit export --data ./region region.audit",
          "schakeld audit export --data ./region --space 5c4a6b656c000001 team.audit",
        ])
    }

    @OptionGroup var folder: DataFolderOption
    @OptionGroup var spaces: SpacesOption
    @Argument(
      help: .words(
        "The file to write; it may not be there yet.", "Het bestand; het mag er nog niet zijn."))
    var file: String

    func run(in context: DaemonContext) async throws {
      let spaces = try spaces.spaces(context.language)
      let bytes = try await folder.withRegion(in: context) { region in
        try await write(spaces, of: region, in: context)
      }
      let size = context.language.size(bytes)
      context.print(
        context.language.say("Wrote \(file), \(size).", "\(file) is geschreven, \(size)."))
    }

    /// The bytes that were written.
    private func write(
      _ spaces: [SpaceID]?, of region: RegionService, in context: DaemonContext
    ) async throws -> UInt64 {
      let new = try context.begin(file)
      let failure = Mutex<(any Error)?>(nil)
      let count = Atomic<UInt64>(0)
      do {
        try await region.exportAudit(of: spaces) { bytes throws(RegionError) in
          do {
            try new.append(bytes)
          } catch {
            failure.withLock { $0 = error }
            throw RegionError(.storage, "the file cannot be written")
          }
          count.add(UInt64(bytes.count), ordering: .relaxed)
        }
        try new.keep()
      } catch {
        new.discard()
        throw failure.withLock(\.self) ?? error
      }
      return count.load(ordering: .relaxed)
    }
  }
}
