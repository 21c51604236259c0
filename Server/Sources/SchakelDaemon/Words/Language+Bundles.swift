import SchakelCore
import SchakelRegion

extension Language {
  /// What became of a bundle, a line for each thing that there is to say.
  func lines(on intake: BundleIntake) -> [String] {
    var lines = [
      say(
        "\(count(intake.taken, .change)) taken in.",
        "\(count(intake.taken, .change)) aangenomen.")
    ]
    if intake.known > 0 {
      lines.append(
        say(
          "\(count(intake.known, .change)) here already.",
          "\(count(intake.known, .change)) stond hier al."))
    }
    if !intake.waiting.isEmpty {
      let changes = count(UInt64(intake.waiting.count), .change)
      lines.append(
        say(
          "\(changes) waiting for others that are not here yet.",
          "\(changes) wacht op andere die hier nog niet zijn."))
    }
    if !intake.voids.isEmpty {
      let changes = count(UInt64(intake.voids.count), .change)
      lines.append(
        say(
          "\(changes) refused on the record: \(reasons(intake.voids)).",
          "\(changes) geweigerd, met vermelding: \(reasons(intake.voids))."))
    }
    if !intake.forks.isEmpty {
      let changes = count(UInt64(intake.forks.count), .change)
      lines.append(
        say(
          "\(changes) under a number that another change has: a device was copied or put back.",
          "\(changes) onder een nummer dat een andere heeft: er is een apparaat gekopieerd of "
            + "teruggezet."))
    }
    if !intake.gaps.isEmpty {
      let devices = count(UInt64(intake.gaps.count), .device)
      lines.append(
        say(
          "Of \(devices) the beginning is missing: take in an older bundle first.",
          "Van \(devices) ontbreekt het begin: neem eerst een oudere bundel aan."))
    }
    return lines
  }

  func sentence(onRefused writers: [Writer]) -> String {
    let devices = writers.map(\.replica.text).joined(separator: ", ")
    return say(
      "Nothing was taken of what these devices wrote, since the seal does not hold, or the region "
        + "does not know them in this space: \(devices).",
      "Van wat deze apparaten schreven is niets aangenomen, omdat het zegel niet klopt of de regio ze in "
        + "deze ruimte niet kent: \(devices).")
  }

  /// The names of the reasons, each once, as spec/errors.md has them.
  private func reasons(_ voids: [BundleIntake.Void]) -> String {
    var names: [String] = []
    for void in voids where !names.contains("\(void.reason)") { names.append("\(void.reason)") }
    return names.joined(separator: ", ")
  }
}
