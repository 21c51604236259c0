import Foundation
import SchakelJSON

extension Demo {
  /// What an auditor does: takes a file out of the region, and checks it where there is no region.
  mutating func audit() throws(DemoError) {
    narrator.chapter(
      8, Words("De controle, zonder de server te geloven", "The audit, without trusting the server")
    )
    let file = setting.folder + "/region.audit"
    narrator.typed("schakeld", "schakeld audit export region.audit --data region")
    narrator.shown(try schakeld.succeed(["audit", "export", file, "--data", data]).out)
    try verify(file)
    try verifyTampered(file)
    try report(file)
  }

  private mutating func verify(_ file: String) throws(DemoError) {
    narrator.typed("auditor", "schakel audit verify region.audit")
    narrator.shown(try auditor.succeed(["audit", "verify", file]).out)
    let answer = try auditor.run(["audit", "verify", file, "--json"])
    let json = try Worker.document(answer.out)
    claim(
      .auditHolds(
        answer.status, conflicts: json["spaces"]?.array?.first?["conflicts"]?["found"]?.integer))
  }

  /// One bit in the midst of the file.
  private mutating func verifyTampered(_ file: String) throws(DemoError) {
    let other = setting.folder + "/tampered.audit"
    guard var bytes = FileManager.default.contents(atPath: file), !bytes.isEmpty else {
      throw DemoError(.file, "\(file) cannot be read.")
    }
    bytes[bytes.count / 2] ^= 1
    guard FileManager.default.createFile(atPath: other, contents: bytes) else {
      throw DemoError(.file, "\(other) cannot be written.")
    }
    narrator.typed("auditor", "schakel audit verify tampered.audit")
    let answer = try auditor.run(["audit", "verify", other])
    narrator.shown(answer.err + answer.out)
    claim(.tamperingIsFound(answer.status, told: answer.err))
  }

  private func report(_ file: String) throws(DemoError) {
    narrator.typed("auditor", "schakel audit report region.audit --html audit.html")
    narrator.shown(try auditor.succeed(["audit", "report", file, "--html", reportPage]).out)
  }

  /// Beside the folder, which goes: the page is to be looked at.
  var reportPage: String { setting.folder + "-audit.html" }

  /// The program without a home: an audit needs none.
  private var auditor: Tool { anna.tool }
}
