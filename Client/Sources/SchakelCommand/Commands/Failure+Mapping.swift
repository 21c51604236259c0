import Foundation
import SchakelCore
import SchakelJSON
import SchakelKeys
import SchakelStore
import SchakelSync

extension CommandContext {
  /// Any error that the libraries throw, in the words for the person who asked; nil for what was
  /// wrong with the arguments.
  func failure(for error: any Error) -> Failure? {
    switch error {
    case let failure as Failure: failure
    case let refusal as Refusal: Failure(refusal.text(in: language), status: .usage)
    case let error as ReplicaError: words(for: error)
    case let error as SecretFileError: words(for: error)
    case let error as TransportFailure: failure(NetworkPhrase(error))
    case let error as EnrolmentFailure: words(for: error)
    case let error as InvitationError: words(for: error)
    default: nil
    }
  }

  private func words(for error: ReplicaError) -> Failure {
    let labels = Labels(language: language)
    switch error.code {
    case .database: return words(for: error.database, message: error.message)
    case .damaged: return failure(ErrorPhrase.damaged, ["home": .text(home(error))])
    case .unknownDocument, .unknownDraft:
      return failure(ErrorPhrase.unknownDocument, ["id": .text("?")])
    case .unknownSpace: return failure(ErrorPhrase.noSpace)
    case .notAllowed: return failure(ErrorPhrase.mayOnlyRead)
    case .mayNotPublish: return failure(ErrorPhrase.mayNotPublish)
    case .mayNotSettle(let field):
      return failure(ErrorPhrase.mayNotSettle, ["field": .text(labels.field(field))])
    case .notEnrolled: return failure(ErrorPhrase.notEnrolled)
    case .awaitsSettlement(let field):
      return failure(ErrorPhrase.awaitsChoice, ["field": .text(labels.field(field))])
    case .deleted: return failure(ErrorPhrase.deleted)
    case .notDeleted: return failure(ErrorPhrase.notDeleted)
    case .invalidEdit("consent"): return failure(ErrorPhrase.needsConsent)
    case .invalidEdit(let field):
      return failure(
        ErrorPhrase.refused,
        ["field": .text(labels.field(field)), "reason": .text(error.message)])
    case .protocolViolation: return failure(ErrorPhrase.fromRegionOdd)
    case .bundle: return failure(ErrorPhrase.newerBundle)
    case .sealed: return failure(ErrorPhrase.locked)
    case .wrongKey: return failure(ErrorPhrase.otherKey)
    case .notSealed: return failure(ErrorPhrase.halfSealed)
    }
  }

  private func home(_ error: ReplicaError) -> String {
    (error.database.map { $0.path as NSString })?.deletingLastPathComponent ?? "--home"
  }

  private func words(for error: SQLiteError?, message: String) -> Failure {
    guard let error else {
      return failure(ErrorPhrase.databaseOther, ["home": "--home", "reason": .text(message)])
    }
    let home = (error.path as NSString).deletingLastPathComponent
    return failure(
      Self.phrase(for: error.code),
      ["home": .text(home), "reason": .text(error.message)])
  }

  private static func phrase(for code: ResultCode) -> ErrorPhrase {
    if code.isFull { return .diskFull }
    if code == .readOnlyDisk { return .readOnlyDisk }
    if code.isReadOnly || code.isCantOpen { return .readOnly }
    if code.isBusy { return .busy }
    if code.isCorrupt { return .damaged }
    if code.isNotADatabase || code == .otherApplication { return .notADatabase }
    if code == .newerVersion { return .newerDatabase }
    return code.isIOError ? .diskError : .databaseOther
  }

  private func words(for error: SecretFileError) -> Failure {
    switch error.code {
    case .open: failure(ErrorPhrase.secretOpen, ["path": .text(error.path)])
    case .foreign: failure(ErrorPhrase.secretForeign, ["path": .text(error.path)])
    case .locked: failure(ErrorPhrase.locked)
    case .damaged: failure(LockPhrase.secretDamaged, ["path": .text(error.path)])
    case .unreadable(let number):
      failure(
        ErrorPhrase.secretUnreadable,
        ["path": .text(error.path), "reason": .text(language.reason(systemError: number))])
    case .unwritable(let number):
      failure(
        ErrorPhrase.secretUnwritable,
        ["path": .text(error.path), "reason": .text(language.reason(systemError: number))])
    }
  }

  private func words(for error: EnrolmentFailure) -> Failure {
    switch error {
    case .transport(let failure): self.failure(NetworkPhrase(failure))
    case .invitationNotValid: failure(NetworkPhrase.invitationUsed)
    case .replicaTaken: failure(NetworkPhrase.replicaTaken)
    }
  }

  private func words(for error: InvitationError) -> Failure {
    switch error {
    case .notAnInvitation: failure(NetworkPhrase.invitationOdd, status: .usage)
    case .newer: failure(NetworkPhrase.invitationNewer)
    case .damaged: failure(NetworkPhrase.invitationDamaged, status: .usage)
    }
  }
}
