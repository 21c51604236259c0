import SchakelRegion

/// Refuses a name that the region would not take, by the option that gave it.
func checkName(_ name: String, option: String, _ language: Language) throws {
  let longest = RegionLimits().nameBytes
  if name.utf8.isEmpty {
    throw Refusal(
      language.say("The name after \(option) is empty.", "De naam na \(option) is leeg."))
  }
  guard name.utf8.count <= longest else {
    throw Refusal(
      language.say(
        "The name after \(option) is too long: \(longest) bytes at most.",
        "De naam na \(option) is te lang: ten hoogste \(longest) bytes."))
  }
}
