import SchakelCore

/// One file of vectors: how its tests are made, and how the core answers each.
///
/// Scenarios are written down here and make the inputs. What is expected is what the core answers,
/// so that the files alone would be its echo; the reference reader, which was written from the
/// specification and knows nothing of this code, gives the same answers or `make test` fails.
struct VectorSuite: Sendable, CustomStringConvertible {
  struct Scenario: Sendable {
    let comment: String
    let flags: [String]
    let input: JSON

    init(_ comment: String, _ flags: [String] = [], _ input: JSON) {
      self.comment = comment
      self.flags = flags
      self.input = input
    }
  }

  /// The file's name without its extension.
  let name: String
  /// What the file is about, in a sentence.
  let about: String
  /// What each flag means.
  var flags: [JSON.Member] = []
  /// Whether a refusal's offset is part of what is expected.
  var offsets = false
  let scenarios: @Sendable () throws -> [Scenario]
  /// What the core makes of an input. A refusal is thrown as a ``CBORError``.
  let answer: @Sendable (JSON) throws -> JSON

  var description: String { name }

  /// The members `result`, and `expected` or `reason`, and where that was seen.
  func outcome(of input: JSON) throws -> [JSON.Member] {
    do {
      let expected = try answer(input)
      return [.init("result", "valid"), .init("expected", expected)]
    } catch let error as InvitationError {
      return [.init("result", "invalid"), .init("reason", .string(error.name))]
    } catch let fault as AuditFault {
      return [
        .init("result", "invalid"), .init("reason", .string("\(fault.code)")),
        .init("place", fault.place),
      ]
    } catch let error as CBORError {
      let reason = [
        JSON.Member("result", "invalid"), .init("reason", .string("\(error.code)")),
      ]
      return offsets ? reason + [.init("offset", .int(error.offset))] : reason
    }
  }

  /// The whole file.
  func file() throws -> JSON {
    let scenarios = try scenarios()
    let tests = try scenarios.enumerated().map { index, scenario in
      JSON.object(
        [
          .init("id", .string("\(name)-\(index + 1)")),
          .init("comment", .string(scenario.comment)),
          .init("flags", .array(scenario.flags.map { .string($0) })),
          .init("input", scenario.input),
        ] + (try outcome(of: scenario.input)))
    }
    return .object(
      .init("format", .string("schakel-" + name)), .init("version", 1),
      .init("about", .string(about)), .init("flags", .object(flags)),
      .init("numberOfTests", .int(tests.count)), .init("tests", .array(tests)))
  }
}

extension InvitationError {
  /// As spec/enrolment.md names it.
  fileprivate var name: String {
    switch self {
    case .notAnInvitation: "notAnInvitation"
    case .newer: "newer"
    case .damaged: "damaged"
    }
  }
}
