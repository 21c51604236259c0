import SchakelCore
import SchakelJSON
import SchakelStore

/// Who the device is, and where it may write.
struct EnrolmentReport: Report {
  let answer: EnrolmentAnswer
  let deviceName: String

  var json: JSONValue {
    [
      "region": .string(answer.regionName), "device": .string(deviceName),
      "person": .string(answer.enrolment.person.text), "name": .string(answer.enrolment.name),
      "spaces": .array(
        answer.enrolment.spaces.map {
          [
            "id": .string($0.id.text), "name": .string($0.name), "role": .string($0.role.text),
          ]
        }),
    ]
  }

  func lines(in context: CommandContext) -> [String] {
    let isNamed = !answer.enrolment.name.isEmpty
    let head = context.prose(
      isNamed ? EnrolmentPhrase.enrolled : .enrolledNameless,
      [
        "region": .text(answer.regionName), "name": .text(answer.enrolment.name),
        "device": .text(deviceName),
      ])
    let spaces = answer.enrolment.spaces.map {
      SafeText.line("  \($0.name) (\(context.labels.role($0.role)))")
    }
    return head + context.prose(EnrolmentPhrase.spaces) + spaces
      + context.prose(EnrolmentPhrase.next)
  }
}

enum EnrolmentPhrase: PhraseTable {
  case enrolled
  case enrolledNameless
  case spaces
  case next
  case otherRegion
  case otherKey

  var row: (String, String) {
    switch self {
    case .enrolled:
      (
        "Dit apparaat ({device}) is aangemeld bij {region}, op naam van {name}.",
        "This device ({device}) is enrolled with {region}, in the name of {name}."
      )
    case .enrolledNameless:
      (
        "Dit apparaat ({device}) is aangemeld bij {region}.",
        "This device ({device}) is enrolled with {region}."
      )
    case .spaces: ("Je groepen:", "Your groups:")
    case .next:
      (
        "Haal met 'schakel sync' op wat er al is.",
        "Fetch what is there already with 'schakel sync'."
      )
    case .otherRegion:
      (
        "Dit apparaat hoort bij {region} ({server}). Kies met --home een andere map voor een "
          + "andere regio.",
        "This device belongs to {region} ({server}). Choose another folder with --home for another "
          + "region."
      )
    case .otherKey:
      (
        "Op {server} antwoordt een andere regio dan {region}. Vraag je beheerder wat er aan de hand "
          + "is; kies met --home een andere map als het echt een nieuwe regio is.",
        "Another region than {region} answers at {server}. Ask your administrator what happened; "
          + "choose another folder with --home if it is a new region indeed."
      )
    }
  }
}
