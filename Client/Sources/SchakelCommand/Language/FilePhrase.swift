import Foundation
import SchakelKeys

/// Why the system would not read or write a file.
enum FilePhrase: PhraseTable {
  case missing
  case notAllowed
  case isFolder
  case isNoFolder
  case exists
  case full
  case readOnly
  case tooLong

  var row: (String, String) {
    switch self {
    case .missing: ("dat bestaat niet", "there is no such file or folder")
    case .notAllowed: ("daar mag je niet bij", "you are not allowed to")
    case .isFolder: ("dat is een map", "that is a folder")
    case .isNoFolder: ("een deel van het pad is geen map", "part of the path is no folder")
    case .exists: ("er is al een bestand met die naam", "there is a file of that name already")
    case .full: ("de schijf is vol", "the disk is full")
    case .readOnly: ("daar kan alleen gelezen worden", "that can only be read")
    case .tooLong: ("de naam is te lang", "the name is too long")
    }
  }

  /// nil for a number that says nothing to most people.
  init?(systemError number: Int32) {
    switch number {
    case ENOENT: self = .missing
    case EACCES, EPERM: self = .notAllowed
    case EISDIR: self = .isFolder
    case ENOTDIR: self = .isNoFolder
    case EEXIST: self = .exists
    case ENOSPC, EDQUOT: self = .full
    case EROFS: self = .readOnly
    case ENAMETOOLONG: self = .tooLong
    default: return nil
    }
  }
}

extension Language {
  /// What the system said, in words.
  func reason(systemError number: Int32) -> String {
    FilePhrase(systemError: number).map { self($0) } ?? SecretFileError.reason(number)
  }

  /// What Foundation said, which names the system's error underneath.
  func reason(_ error: any Error) -> String {
    var cause = error as NSError
    while cause.domain != NSPOSIXErrorDomain {
      guard let next = cause.userInfo[NSUnderlyingErrorKey] as? NSError else { break }
      cause = next
    }
    if cause.domain == NSPOSIXErrorDomain { return reason(systemError: Int32(cause.code)) }
    switch CocoaError.Code(rawValue: cause.code) {
    case .fileReadNoSuchFile, .fileNoSuchFile: return self(FilePhrase.missing)
    case .fileReadNoPermission, .fileWriteNoPermission: return self(FilePhrase.notAllowed)
    case .fileWriteFileExists: return self(FilePhrase.exists)
    case .fileWriteOutOfSpace: return self(FilePhrase.full)
    default: return error.localizedDescription
    }
  }
}
