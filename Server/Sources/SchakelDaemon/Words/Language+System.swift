import SchakelServer

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Language {
  /// Why the system refused, as a part of a sentence.
  func reason(_ number: Int32) -> String {
    switch number {
    case ENOENT: say("it is not there", "dat is er niet")
    case EACCES, EPERM: say("this user has no right to", "deze gebruiker mag dat niet")
    case ENOTDIR: say("part of the path is a file", "een deel van het pad is een bestand")
    case EISDIR: say("it is a folder", "dat is een map")
    case EEXIST: say("something of that name is there already", "iets heet daar al zo")
    case ENOSPC, EDQUOT: say("the disk is full", "de schijf is vol")
    case EROFS: say("the disk takes no changes", "op die schijf mag niet geschreven worden")
    case ELOOP: say("it is a link", "dat is een verwijzing")
    // SAFETY: strerror answers a static string, which is copied at once.
    default: unsafe String(cString: strerror(number))
    }
  }

  /// An address that could not be listened on.
  func sentence(on error: ListenError) -> String {
    let (address, flag) = (error.address, error.setting.flag)
    return switch error.code {
    case EADDRINUSE:
      say(
        "\(address) is in use by another program; stop it, or choose another with \(flag).",
        "\(address) is al in gebruik; stop het andere programma, of kies een ander met \(flag).")
    case EADDRNOTAVAIL:
      say(
        "This machine has no address \(address.host); choose another with \(flag).",
        "Deze machine heeft geen adres \(address.host); kies een ander met \(flag).")
    case EACCES:
      say(
        "Ports below 1024 are not open to everyone; choose another with \(flag).",
        "Poorten onder 1024 zijn niet voor iedereen; kies een andere met \(flag).")
    default:
      say(
        "Cannot listen on \(address), as \(flag) says: \(error.reason).",
        "Kan niet luisteren op \(address), zoals \(flag) zegt: \(error.reason).")
    }
  }
}
