import SchakelCore

extension VectorSuite {
  /// Headers and payloads that are refused, spelt out in CBOR so that each is wrong in one way.
  static func refusedChanges() -> [Scenario] {
    headerRefusals + contextRefusals + operationRefusals + targetRefusals + payloadRefusals
  }

  private static let me = Pen.anna().writer
  private static let bram = "4c00000000000000b200000001"
  private static let carla = "4c00000000000000c300000001"

  /// A header in parts, each of which a scenario can replace. All are hexadecimal.
  private struct Parts {
    var count = 6
    var counter = "0105"
    var document = "02" + "50" + "018bcfe568007eed800000003430007f"
    var time = "031b018bcfe568000000"
    var author = "04" + "48000000000000bea1"
    var context = "0583" + VectorSuite.bram + "0344deadbeef"
    var operations = "0681" + "8400657469746c650180"
    var rest = ""
    var payload = "82" + "50000102030405060708090a0b0c0d0e0f" + "816178"

    var bytes: [UInt8] {
      let parts = [counter, document, time, author, context, operations, rest]
      let map = [UInt8(0xa0 + count)] + (Hex.decode(parts.joined()) ?? [])
      return Frame(map, .intact(Hex.decode(payload) ?? [])).encoded
    }
  }

  private static func bent(_ comment: String, _ bend: (inout Parts) -> Void) -> Scenario {
    var parts = Parts()
    bend(&parts)
    return Scenario(
      comment, [],
      .object(.init("writer", .hex(me.bytes)), .init("change", .hex(parts.bytes))))
  }

  private static var headerRefusals: [Scenario] {
    [
      bent("straight: each of the following is bent in one place") { _ in },
      bent("no counter") { ($0.counter, $0.count) = ("", 5) },
      bent("no operations") { ($0.operations, $0.count) = ("", 5) },
      bent("a counter of zero") { $0.counter = "0100" },
      bent("a counter over the limit") { $0.counter = "011b0000010000000000" },
      bent("a document of fifteen bytes") {
        $0.document = "024f018bcfe568007eed8000000034" + "3000"
      },
      bent("a time that is text") { $0.time = "0360" },
      bent("keys out of order") { ($0.counter, $0.rest) = ("", "0105") },
      bent("a key twice") { ($0.count, $0.counter) = (7, "01050105") },
      bent("an unknown key below 32") { ($0.count, $0.rest) = (7, "0bf6") },
      bent("a bad value under a key from 32 on") { ($0.count, $0.rest) = (7, "1820c000") },
      bent("a purpose of zero, which is left out") { ($0.count, $0.rest) = (7, "0800") },
      bent("a purpose that is not known") { ($0.count, $0.rest) = (7, "0805") },
      bent("an empty rule") { ($0.count, $0.rest) = (7, "0960") },
      bent("a rule of 65 bytes") {
        ($0.count, $0.rest) = (7, "097841" + String(repeating: "61", count: 65))
      },
      bent("an origin of an unknown code") { ($0.count, $0.rest) = (7, "0a8302" + bram + "01") },
      bent("an origin of two items") { ($0.count, $0.rest) = (7, "0a8201" + bram) },
      bent("a change as origin without its check") {
        ($0.count, $0.rest) = (7, "0a8301" + bram + "01")
      },
      bent("a document as origin with a check") {
        ($0.count, $0.rest) = (7, "0a840048" + String(repeating: "00", count: 8) + "014400000000")
      },
      bent("a kind in a change that has seen the document") { ($0.count, $0.rest) = (7, "076161") },
      bent("bytes after the header") { $0.rest = "00" },
    ]
  }

  private static var contextRefusals: [Scenario] {
    [
      bent("nothing seen, and no kind") { $0.context = "0580" },
      bent("the own writer spelt out") {
        $0.context = "0583" + "4c00000000000000a100000001" + "0344deadbeef"
      },
      bent("the own writer after others that come later") {
        $0.context = "0586" + bram + "0344deadbeef" + "f60344deadbeef"
      },
      bent("a change that has seen itself") { $0.context = "0583f60544deadbeef" },
      bent("a change that has seen its own writer's later one") {
        $0.context = "0583f60644deadbeef"
      },
      bent("writers out of order") {
        $0.context = "0586" + carla + "0144deadbeef" + bram + "0344deadbeef"
      },
      bent("a check of five bytes") { $0.context = "0583" + bram + "0345deadbeef00" },
      bent("an entry of two items") { $0.context = "0582" + bram + "03" },
    ]
  }

  private static var operationRefusals: [Scenario] {
    [
      bent("no operation") { $0.operations = "0680" },
      bent("an operation of three items") { $0.operations = "06818300657469746c6501" },
      bent("an operation of an unknown code") { $0.operations = "06818405657469746c650180" },
      bent("a field without a name") { $0.operations = "068184006001" + "80" },
      bent("a field's name of 65 bytes") {
        $0.operations = "0681" + "84007841" + String(repeating: "61", count: 65) + "0180"
      },
      bent("a field twice") {
        $0.operations = "0682" + "8400657469746c650080" + "8400657469746c650180"
      },
      bent("fields out of order") {
        $0.operations = "0682" + "8400657469746c650180" + "840064626f64790080"
      },
      bent("a longer name is not later: order is by bytes") {
        $0.operations = "0682" + "840061620180" + "84006261610080"
      },
      bent("a removal that brings a value") { $0.operations = "06818402657469746c650180" },
      bent("a deletion of a field") { $0.operations = "06818403657469746c650180" },
      bent("a deletion that brings nothing") {
        ($0.operations, $0.payload) = ("06818403600080", "8250000102030405060708090a0b0c0d0e0f80")
      },
      bent("a deletion whose value is not null") { $0.operations = "06818403600180" },
      bent("a restoration that brings a value") { $0.operations = "06818404600180" },
      bent("4097 values") { $0.operations = "06818400657469746c6519100180" },
      bent("origins that are all null") { $0.operations = "06818500657469746c65018081f6" },
      bent("two origins for one value") { $0.operations = "06818500657469746c65018082f6f6" },
    ]
  }

  private static var targetRefusals: [Scenario] {
    func replacing(_ targets: String) -> String { "06818400657469746c6501" + targets }
    return [
      bent("a target whose writer is not in the context") {
        $0.operations = replacing("81820101")
      },
      bent("a target that was not seen") { $0.operations = replacing("81820004") },
      bent("a target of counter zero") { $0.operations = replacing("81820000") },
      bent("a target of one item") { $0.operations = replacing("818100") },
      bent("the 4097th value of a dot") { $0.operations = replacing("81830003191000") },
      bent("targets out of order") { $0.operations = replacing("8282000382" + "0002") },
      bent("a target twice") { $0.operations = replacing("82820003820003") },
      bent("one value before all of its dot") { $0.operations = replacing("8283000300820003") },
    ]
  }

  private static var payloadRefusals: [Scenario] {
    let salt = "50000102030405060708090a0b0c0d0e0f"
    return [
      bent("a salt of fifteen bytes") { $0.payload = "824f000102030405060708090a0b0c0d0e816178" },
      bent("no value where one is promised") { $0.payload = "82" + salt + "80" },
      bent("two values where one is promised") { $0.payload = "82" + salt + "8261786179" },
      bent("a value that is a tag") { $0.payload = "82" + salt + "81c000" },
      bent("a value that is not in its shortest form") { $0.payload = "82" + salt + "811801" },
      bent("a reason that is no text") { $0.payload = "83" + salt + "81617801" },
      bent("bytes after the payload") { $0.payload = "82" + salt + "81617800" },
    ] + frameRefusals
  }

  private static var frameRefusals: [Scenario] {
    let table: [(String, String)] = [
      ("a change of one item", "8140"), ("a change of four items", "844040f640"),
      ("an erased change without a digest", "8340f6f6"),
      (
        "an erased change with a digest of 31 bytes",
        "8340f6581f" + String(repeating: "00", count: 31)
      ),
      (
        "an erased change whose payload is not null",
        "834040" + "5820" + String(repeating: "00", count: 32)
      ),
      ("a header that is no bytes", "826040"), ("bytes after the change", "82404000"),
    ]
    return table.map { row in
      Scenario(
        row.0, [], .object(.init("writer", .hex(me.bytes)), .init("change", .string(row.1))))
    }
  }
}
