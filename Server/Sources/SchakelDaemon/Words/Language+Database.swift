import SchakelStore

extension Language {
  /// What the database refused, and what to do about it.
  func sentence(on error: SQLiteError) -> String {
    let (code, path) = (error.code, error.path)
    if code.isFull { return full }
    if code == .readOnlyDisk { return readOnly(path) }
    if code.isReadOnly || code.isCantOpen { return closed(path) }
    if code.isBusy { return busy }
    if code.isCorrupt { return damaged(path) }
    if code.isNotADatabase || code == .otherApplication { return foreign(path) }
    if code == .newerVersion { return newer(path) }
    return code.isIOError ? faulty(path) : odd(error.message)
  }

  private var full: String {
    say(
      "The disk is full. Make room and try again; what was kept is still there.",
      "De schijf is vol. Maak ruimte en probeer het opnieuw; wat bewaard was, is er nog.")
  }

  private func readOnly(_ path: String) -> String {
    say(
      "The disk of \(path) takes no changes any more; the system's log says why. What was kept is still "
        + "there. Mend the disk and try again.",
      "De schijf van \(path) neemt geen wijzigingen meer aan; het logboek van het systeem zegt waarom. Wat "
        + "bewaard was, is er nog. Herstel de schijf en probeer het opnieuw.")
  }

  private func closed(_ path: String) -> String {
    say(
      "\(path) cannot be opened to write. Give this user the right to write the file and its "
        + "folder.",
      "\(path) kan niet geopend worden om te schrijven. Geef deze gebruiker schrijfrecht op het "
        + "bestand en de map.")
  }

  private var busy: String {
    say(
      "Another program is writing here. Try again in a moment; nothing was lost.",
      "Een ander programma is hier aan het schrijven. Probeer het zo opnieuw; er is niets weg.")
  }

  /// The whole of a database, or a row that makes no sense.
  func damaged(_ path: String) -> String {
    say(
      "The database in \(path) is damaged. Stop the server, make a copy of the folder before "
        + "anything else, and put a backup back.",
      "De database in \(path) is beschadigd. Stop de server, maak eerst een kopie van de map, en "
        + "zet een reservekopie terug.")
  }

  private func foreign(_ path: String) -> String {
    say(
      "\(path) is not of this program. It was not touched. Choose another folder with --data.",
      "\(path) is niet van dit programma. Het is niet aangeraakt. Kies een andere map met --data.")
  }

  private func newer(_ path: String) -> String {
    say(
      "\(path) is of a newer version of this program. Upgrade it; nothing was changed.",
      "\(path) is van een nieuwere versie van dit programma. Werk het bij; er is niets veranderd.")
  }

  private func faulty(_ path: String) -> String {
    say(
      "The disk reports an error at \(path). What was kept is still there. Have the disk checked.",
      "De schijf geeft een fout bij \(path). Wat bewaard was, is er nog. Kijk de schijf na.")
  }
}
