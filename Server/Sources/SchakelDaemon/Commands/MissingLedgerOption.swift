import ArgumentParser

/// Whether a region that was put back may go on without its ledger.
struct MissingLedgerOption: ParsableArguments {
  @Flag(
    name: .customLong("accept-missing-ledger"),
    help: .words(
      "Go on although the ledger is lost; nothing is given out before a coordinator opens the region.",
      "Ga door al is het grootboek weg; niets wordt uitgegeven voor een coördinator de regio opent."
    ))
  var isAccepted = false
}
