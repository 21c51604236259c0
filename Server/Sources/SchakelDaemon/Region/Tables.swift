import SchakelCore
import SchakelRegion

/// A line for each space.
func spaceTable(
  _ spaces: [RegionStatus.Space], now: UInt64, width: Int?, _ language: Language
) -> [String] {
  var table = Table(shrinking: [1])
  for space in spaces {
    let signed =
      space.checkpointed.map {
        let ago = language.ago($0, now: now)
        return language.say("signed \(ago)", "\(ago) ondertekend")
      } ?? language.say("not signed yet", "nog niet ondertekend")
    table.add(
      space.id.text, space.name, language.count(UInt64(space.members), .person),
      language.count(space.documents, .document), language.count(space.changes, .change),
      language.count(space.openConflicts, .conflict), signed)
  }
  return table.lines(width: width)
}

/// A line for each device.
func deviceTable(
  _ devices: [RegionStatus.Device], now: UInt64, width: Int?, _ language: Language
) -> [String] {
  var table = Table(shrinking: [1, 2, 4])
  for device in devices {
    table.add(
      device.replica.text, device.name, who(device), standing(device, now, language), device.agent)
  }
  return table.lines(width: width)
}

/// A line for each person, with who let them in where that was a coordinator.
func memberTable(
  _ members: [RegionStatus.Member], now: UInt64, width: Int?, _ language: Language
) -> [String] {
  var table = Table(shrinking: [1, 4])
  for member in members {
    let giver = member.actor.map { actor in
      members.first { $0.person == actor }?.called ?? actor.text
    }
    table.add(
      member.person.text, member.called, member.role.text, language.ago(member.since, now: now),
      giver.map { language.say("by \($0)", "door \($0)") } ?? "")
  }
  return table.lines(width: width)
}

/// A line for each copy that waits: its name, whose it is, since when, and how much it keeps.
func copyTable(
  _ copies: [RegionStatus.Copy], now: UInt64, width: Int?, _ language: Language
) -> [String] {
  var table = Table(shrinking: [1, 2])
  for copy in copies {
    let ago = language.ago(copy.since, now: now)
    table.add(
      copy.writer.text, copy.device.name, who(copy.device),
      language.say("came \(ago)", "\(ago) gekomen"),
      language.say(
        "keeps \(language.count(copy.changes, .change))",
        "houdt \(language.count(copy.changes, .change)) vast"),
      copy.previous.map { language.say("after \($0.text)", "na \($0.text)") } ?? "")
  }
  return table.lines(width: width)
}

extension RegionStatus.Member {
  /// The operator's own name, and the one that colleagues see.
  var called: String { name.isEmpty ? handle : "\(handle) (\(name))" }
}

/// When it was last heard of, while it is heard.
private func standing(_ device: RegionStatus.Device, _ now: UInt64, _ language: Language) -> String
{
  if let emptied = device.emptied {
    let ago = language.ago(emptied, now: now)
    return language.say("emptied \(ago)", "\(ago) leeggemaakt")
  }
  switch device.status {
  case .revoked: return language.say("out of use", "buiten gebruik")
  case .wiped: return language.say("to be emptied", "moet nog leeg")
  case .active: break
  }
  return device.lastContact.map { language.ago($0, now: now) } ?? language.say("never", "nog nooit")
}

/// The operator's own name, and the one that colleagues see.
private func who(_ device: RegionStatus.Device) -> String {
  device.personName.isEmpty ? device.handle : "\(device.handle) (\(device.personName))"
}
