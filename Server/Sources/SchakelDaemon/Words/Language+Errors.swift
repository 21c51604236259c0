import SchakelKeys
import SchakelRegion
import SchakelServer
import SchakelStore

extension Language {
  /// Why something did not happen and what to do about it, for whoever runs the region; nil for an
  /// error that no part of this program throws on purpose.
  func words(for error: any Error) -> String? {
    switch error {
    case let refusal as Refusal: refusal.description
    case let error as FileFailure: sentence(on: error)
    case let error as ConfigurationError: sentence(on: error)
    case let error as ListenError: sentence(on: error)
    case let error as KeyError: sentence(on: error)
    case let error as RegionError: sentence(on: error)
    case let error as SQLiteError: sentence(on: error)
    default: nil
    }
  }

  private func sentence(on error: FileFailure) -> String {
    let path = error.path
    let why =
      error.missingFolder.map { say("there is no folder \($0)", "de map \($0) is er niet") }
      ?? reason(error.errno)
    return switch error.attempt {
    case .read: unreadable(path, why)
    case .write: unwritable(path, why)
    case .makeFolder:
      say(
        "The folder \(path) cannot be made: \(why). Choose another with --data.",
        "De map \(path) kan niet gemaakt worden: \(why). Kies een andere met --data.")
    }
  }

  private func unreadable(_ path: String, _ why: String) -> String {
    say("\(path) cannot be read: \(why).", "\(path) kan niet gelezen worden: \(why).")
  }

  private func unwritable(_ path: String, _ why: String) -> String {
    say("\(path) cannot be written: \(why).", "\(path) kan niet geschreven worden: \(why).")
  }

  private func sentence(on error: KeyError) -> String {
    let path = error.path
    return switch error.code {
    case .unreadable(let number): unreadable(path, reason(number))
    case .unwritable(let number): unwritable(path, reason(number))
    case .missing:
      say(
        "The region's key, \(path), is gone. Put it back from a backup: no other key will do.",
        "De sleutel van de regio, \(path), is weg. Zet haar terug uit een reservekopie: een andere "
          + "sleutel werkt niet.")
    case .exposedFile:
      say(
        "Others can read \(path). Run: chmod 600 \(path)",
        "Anderen kunnen \(path) lezen. Typ: chmod 600 \(path)")
    case .malformedFile:
      say(
        "\(path) holds no key. Put back the copy from a backup.",
        "In \(path) staat geen sleutel. Zet de kopie uit een reservekopie terug.")
    case .alreadyExists:
      say(
        "\(path) exists and is not overwritten. Move it away if you mean to replace it.",
        "\(path) bestaat en wordt niet overschreven. Zet het ergens anders neer als dat moet.")
    case .notAKey: odd(error.message)
    }
  }

  private func sentence(on error: RegionError) -> String {
    if let database = error.database { return sentence(on: database) }
    return switch error.code {
    case .notFounded:
      say(
        "There is no region here. Make one with: schakeld init",
        "Er is hier geen regio. Maak er een met: schakeld init")
    case .unknownDevice:
      say(
        "There is no such device; schakeld device list shows those there are.",
        "Dat apparaat is er niet; schakeld device list toont welke er zijn.")
    case .unknownCopy:
      say(
        "No copy of that device has come; schakeld device copies shows those that wait.",
        "Van dat apparaat is geen kopie gekomen; schakeld device copies toont welke er wachten.")
    // The operator's commands come with no device of their own.
    case .deviceRevoked:
      say(
        "That device was taken out of use, and its copies with it: none of them goes on.",
        "Dat apparaat is buiten gebruik gesteld, met zijn kopieën: geen ervan gaat door.")
    case .noAccess:
      say(
        "There is no such space; schakeld space list shows those there are.",
        "Die ruimte is er niet; schakeld space list toont welke er zijn.")
    case .storage:
      say(
        "The mark beside the database cannot be written, and without it nothing else is. Give this "
          + "user the right to write in the folder, and make room.",
        "Het merkteken naast de database kan niet geschreven worden, en zonder dat de rest ook "
          + "niet. Geef deze gebruiker schrijfrecht in de map, en maak ruimte.")
    case .unknownPerson:
      say(
        "The region knows nobody by that name there; schakeld member list shows who is in a space, and "
          + "schakeld invite lets somebody in.",
        "Onder die naam kent de regio daar niemand; schakeld member list toont wie er in een ruimte zit, "
          + "en schakeld invite laat iemand toe.")
    case .lastCoordinator:
      say(
        "This is the last coordinator of that space: nobody could settle what others wrote apart, or "
          + "agree to an erasure. Make somebody else one first; or say --leave-none.",
        "Dit is de laatste coördinator van die ruimte: niemand kan dan nog kiezen tussen wat anderen "
          + "apart schreven, of instemmen met wissen. Maak eerst een ander coördinator; of zeg "
          + "--leave-none.")
    case .damaged: damaged("--data")
    case .unknownSubject, .unknownErasure, .notCoordinator, .reviewNeeded, .unknownPreview:
      sentence(onErasure: error)
    case .ledger, .ledgerMissing: sentence(onLedger: error)
    default: odd(error.message)
    }
  }

  func odd(_ what: String) -> String {
    say(
      "Something went wrong that should not: \(what)",
      "Er ging iets mis dat niet mis hoort te gaan: \(what)")
  }
}
