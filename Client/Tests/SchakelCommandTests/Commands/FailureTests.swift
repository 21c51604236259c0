import Foundation
import SchakelCore
import SchakelJSON
import SchakelKeys
import SchakelStore
import SchakelSync
import Testing

@testable import SchakelCommand

@Suite("Errors in words")
struct FailureTests {
  private func words(_ error: any Error, _ language: Language) throws -> Failure {
    try #require(TestDevice("/nowhere", language: language).context().failure(for: error))
  }

  /// Whether no place of a template was left open.
  private func isFilled(_ text: String) -> Bool { !text.contains(/\{[a-z]+\}/) }

  private func database(_ code: ResultCode) -> ReplicaError {
    ReplicaError(
      SQLiteError(code, "as the test wants it", while: .stepping, path: "/data/replica.sqlite"))
  }

  @Test(
    "what the database refuses is told with what to do",
    arguments: [
      (ResultCode.full, "De schijf is vol."), (.readOnly, "In /data mag niet geschreven worden."),
      (.cantOpen, "In /data mag niet geschreven worden."),
      (.busy, "Een ander programma is hier aan het schrijven."),
      (.corrupt, "De gegevens in /data zijn beschadigd."),
      (.notADatabase, "Het bestand replica.sqlite in /data is niet van dit programma."),
      (.otherApplication, "Het bestand replica.sqlite in /data is niet van dit programma."),
      (.newerVersion, "De gegevens in /data zijn van een nieuwere versie van dit programma."),
      (.ioError, "De schijf geeft een fout."),
      (.constraint, "Bewaren of lezen in /data lukte niet: as the test wants it"),
    ])
  func database(code: ResultCode, beginning: String) throws {
    let failure = try words(database(code), .dutch)
    #expect(failure.text.hasPrefix(beginning), "\(failure.text)")
    #expect(failure.status == .refused)
    #expect(isFilled(try words(database(code), .english).text))
  }

  @Test("every refusal of a replica has its sentence, in both languages")
  func replica() throws {
    let codes: [ReplicaError.Code] = [
      .damaged, .unknownDocument, .unknownDraft, .unknownSpace, .notAllowed, .notEnrolled,
      .awaitsSettlement("title"), .deleted, .notDeleted, .invalidEdit("title"),
      .invalidEdit("consent"), .protocolViolation, .bundle,
    ]
    for language in Language.allCases {
      let texts = try codes.map { try words(ReplicaError($0, "reason"), language).text }
      for text in texts { #expect(!text.isEmpty && isFilled(text), "\(text)") }
    }
  }

  @Test("every refusal of a line has its sentence, in both languages")
  func refusals() throws {
    let reasons: [Refusal.Reason] = [
      .json(JSONError(.duplicateName("kind"), at: 3)), .notAnObject, .noKind, .badName, .badID,
      .expectedText, .expectedList, .expectedFlag, .badDate, .badChoice(["urgent"]), .badArea,
      .noYear, .badYear, .yearAlone, .badReference, .lineBreak, .empty, .tooLong(limit: 9),
      .tooMany(limit: 9), .badEscape,
    ]
    for language in Language.allCases {
      for reason in reasons {
        let text = try words(Refusal(reason, field: "x"), language).text
        #expect(text.hasPrefix("x: ") && isFilled(text), "\(text)")
      }
    }
  }

  @Test("every reason of a network and of an invitation has its sentence")
  func network() throws {
    for language in Language.allCases {
      for error in [.notAnInvitation, .newer, .damaged] as [InvitationError] {
        #expect(try !words(error, language).text.isEmpty)
      }
      for error in [.invitationNotValid, .replicaTaken] as [EnrolmentFailure] {
        #expect(try !words(error, language).text.isEmpty)
      }
      let failure = TransportFailure(.certificate, "reason")
      #expect(
        try words(EnrolmentFailure.transport(failure), language).text
          == words(failure, language).text)
    }
  }

  @Test("a wrong clock is told as just that, and each fault of a certificate in its own words")
  func certificates() throws {
    let faults: [CertificateFault] = [
      .clockBehind, .clockAhead, .expired, .notYetValid, .unknownIssuer, .wrongName,
    ]
    for language in Language.allCases {
      let texts = try faults.map { fault in
        try words(TransportFailure(.certificate, "reason", certificate: fault), language).text
      }
      #expect(
        Set(texts + [try words(TransportFailure(.certificate, "x"), language).text]).count == 7)
      let clock = language == .dutch ? "De klok van dit apparaat loopt" : "This device's clock is"
      for (fault, text) in zip(faults, texts) {
        let isClock = fault == .clockBehind || fault == .clockAhead
        #expect(text.hasPrefix(clock) == isClock && isFilled(text))
      }
    }
  }

  @Test("a file's trouble is told in words where there are words for it")
  func files() throws {
    let error = SecretFileError(.unwritable(ENOSPC), "/data/device.key")
    #expect(
      try words(error, .dutch).text
        == "/data/device.key kan niet geschreven worden: de schijf is vol.")
    #expect(
      try words(SecretFileError(.open, "k"), .english).text.contains("chmod 600 k"))
  }

  @Test(
    "the server's problems with an invitation are told apart",
    arguments: [
      ("/problems/gone", EnrolmentFailure.invitationNotValid),
      ("/problems/conflict", .replicaTaken),
      ("/problems/invalid-input", .transport(TransportFailure(.requestRefused, "reason"))),
    ])
  func invitations(problem: String, expected: EnrolmentFailure) {
    let failure = TransportFailure(.requestRefused, "reason", problem: problem)
    let given = HTTPNetwork.failure(failure)
    guard case .transport = expected else {
      #expect(given == expected)
      return
    }
    #expect(given == .transport(failure))
  }
}
