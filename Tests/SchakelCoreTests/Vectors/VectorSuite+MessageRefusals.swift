import SchakelCore

extension VectorSuite {
  static func refusedMessages() -> [Scenario] {
    refusedRequests + refusedAnswers + refusedHistories
  }

  private static let spaceKey = "01485c4a6b656c000001"
  private static let digestKey = "03480000000000000001"
  private static let name = "4c00000000000000a100000001"
  private static let linkBytes = "5820" + String(repeating: "11", count: 32)

  /// A request with one space, whose map has these pairs.
  private static func request(_ pairs: String, _ count: Int) -> String {
    "a40101026003000481" + String(0xa0 + count, radix: 16) + pairs
  }

  /// An answer with one space, whose map has these pairs beside the space.
  private static func answer(_ pairs: String, _ count: Int) -> String {
    "a3010102000381" + String(0xa1 + count, radix: 16) + spaceKey + pairs
  }

  /// A number within so many arrays, one in the other.
  private static func nested(_ depth: Int) -> String {
    String(repeating: "81", count: depth) + "00"
  }

  private static func table(_ type: String, _ rows: [(String, String)]) -> [Scenario] {
    rows.map {
      Scenario(
        $0.0, [], .object(.init("type", .string(type)), .init("bytes", .string($0.1))))
    }
  }

  private static var refusedRequests: [Scenario] {
    table(
      "sync-request",
      [
        ("a request that is no map", "80"), ("no version", "a3026003000480"),
        ("version 0", "a40100026003000480"), ("no agent", "a3010103000480"),
        ("no limit", "a3010102600480"), ("no spaces", "a3010102600300"),
        ("a limit of 2^31", "a401010260031a800000000480"),
        ("an unknown key below 32", "a501010260030004800500"),
        ("what is passed over nests too deeply", "a501010260030004801820" + nested(17)),
        (
          "what is passed over in a space nests too deeply",
          request("\(spaceKey)\(digestKey)1820" + nested(17), 3)
        ),
        ("keys out of order", "a40260010103000480"),
        ("a space without its name", request(digestKey, 1)),
        ("a space without its digest", request(spaceKey, 1)),
        ("a space's name of seven bytes", request("01475c4a6b656c0000\(digestKey)", 2)),
        ("an unknown key of a space", request("\(spaceKey)\(digestKey)0a00", 3)),
        (
          "a confirmation without a signature",
          request("\(spaceKey)\(digestKey)098183\(name)0c\(name)", 3)
        ),
        (
          "a confirmation with a short signature",
          request("\(spaceKey)\(digestKey)098283\(name)0c\(name)4100", 3)
        ),
        ("no voids, written out", request("\(spaceKey)\(digestKey)0880", 3)),
        (
          "a void that is a receipt",
          request("\(spaceKey)\(digestKey)08818402\(name)0100", 3)
        ),
        ("no streams, written out", request("\(spaceKey)\(digestKey)0480", 3)),
        ("no push, written out", request("\(spaceKey)\(digestKey)0580", 3)),
        ("half a stream", request("\(spaceKey)\(digestKey)0482\(name)01", 3)),
        (
          "a stream beyond the counters",
          request("\(spaceKey)\(digestKey)0483\(name)1b0000010000000000\(linkBytes)", 3)
        ),
        ("a run of three items", request("\(spaceKey)\(digestKey)058183\(name)0180", 3)),
        ("a run from counter 0", request("\(spaceKey)\(digestKey)058184\(name)0080f6", 3)),
        (
          "a run that goes beyond the counters",
          request("\(spaceKey)\(digestKey)058184\(name)1b000000ffffffffff824040f6", 3)
        ),
        (
          "a run whose change is a tag",
          request("\(spaceKey)\(digestKey)058184\(name)0181c000f6", 3)
        ),
        ("a cursor of two items", request("\(spaceKey)028248e90c00000000000101\(digestKey)", 3)),
        ("bytes after the request", "a4010102600300048000"),
      ])
  }

  private static var refusedAnswers: [Scenario] {
    let cursor = "8348e90c0000000000010c480123456789abcdef"
    return table(
      "sync-answer",
      [
        ("no time", "a201010380"), ("no spaces", "a201010200"),
        ("a status of 0, written out", answer("0200", 1)),
        ("a status that is not known", answer("0206", 1)),
        ("no entries, written out", answer("0480", 1)), ("no more, written out", answer("05f4", 1)),
        ("a head without its digest", answer("06\(cursor)", 1)),
        ("a digest without its head", answer("07480000000000000001", 1)),
        ("an entry of an unknown tag", answer("04818512\(name)010000", 1)),
        ("an entry of an unknown tag and another length", answer("0481821200", 1)),
        ("an entry of an unknown tag alone", answer("0481810b", 1)),
        (
          "changes received after the last millisecond",
          answer("04818510\(name)011b000100000000000080", 1)
        ),
        ("a time after the last millisecond", "a30101021b00010000000000000380"),
        (
          "a cursor beyond the last position",
          answer("038348e90c0000000000011b0000010000000000480123456789abcdef", 1)
        ),
        ("own changes, none of them", answer("04818511\(name)010000", 1)),
        (
          "own changes beyond the counters",
          answer("04818511\(name)1b000000ffffffffff0002", 1)
        ),
        ("an outcome of an unknown code", answer("09818404\(name)0100", 1)),
        ("a fork with a reason", answer("09818403\(name)0100", 1)),
        ("a page of five items", answer("0b850c\(linkBytes)808080", 1)),
        (
          "no receipts, written out",
          answer("0b860c\(linkBytes)80818350018bcfe568007eed800000003430007f408080f6", 1)
        ),
        ("no streams that wait for a yes, written out", answer("0e80", 1)),
        ("half a stream that waits for a yes", answer("0e814600000000000a", 1)),
        ("a person without a role", answer("0c818248000000000000bea16161", 1)),
      ])
  }

  private static var refusedHistories: [Scenario] {
    let space = "02485c4a6b656c000001"
    let document = "0350018bcfe568007eed800000003430007f"
    return table(
      "history-request",
      [
        ("a history of no document", "a30101\(space)0500"),
        ("a history without a version", "a3\(space)\(document)0500"),
        ("a history in version 0", "a40100\(space)\(document)0500"),
        ("a history without a limit", "a30101\(space)\(document)"),
        ("a history with a limit too large", "a40101\(space)\(document)051a80000000"),
        ("a history after a number", "a50101\(space)\(document)04000500"),
        ("a history in another order", "a40101\(document)\(space)0500"),
        ("a history with an unknown key", "a50101\(space)\(document)05000600"),
        (
          "a history in which what is passed over nests too deeply",
          "a50101\(space)\(document)05001820" + nested(17)
        ),
        ("a history as an array", "8248\(space.dropFirst(4))50\(document.dropFirst(4))"),
      ])
      + table(
        "history-answer",
        [
          ("a history of two lists", "828080"), ("a history without a version", "a0"),
          ("no changes, written out", "a201010280"), ("no voids, written out", "a201010380"),
          ("a history with a token that is null", "a2010104f6"),
          ("a void that is a receipt", "a2010103818402\(name)0100"),
        ])
  }
}
