import SchakelCore
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

@Suite("Bundles that show a database was put back")
struct PutBackBundleTests {
  private func read(_ bundle: Bundle, on device: TestDevice) throws -> BundleReport {
    try device.replica.importBundle(bundle, verifier: FakeSignature.verify)
  }

  @Test("what a device wrote before it was put back comes by bundle, and no dot is used twice")
  func ownPast() async throws {
    let scene = try await Restoring()
    try scene.anna.note("een")
    try await scene.anna.sync()
    let copy = try scene.anna.closeAndCopy()
    let gone = try scene.anna.reopened()
    let lost = try gone.note("twee")
    let bundle = try gone.replica.exportBundle(
      of: scene.region.space, signer: gone.signer
    ).bundle
    let anna = try gone.putBack(from: copy)
    let before = anna.replica.identity.incarnation
    let report = try read(bundle, on: anna)
    #expect(report.isPutBack && report.taken == 1 && report.stops.isEmpty)
    #expect(try anna.states()[lost] != nil)
    #expect(anna.replica.identity.incarnation != before)
    #expect(try !read(bundle, on: anna).isPutBack)
    try anna.note("drie")
    #expect(try await anna.sync().isSynchronised)
    #expect(try await scene.bram.sync().isSynchronised)
    #expect(try anna.states() == scene.bram.states())
    #expect(try anna.states().count == 3)
    #expect(try anna.replica.status().forks.isEmpty)
    #expect(try anna.replica.check() == [])
  }

  @Test("so does a bundle that has something else under a dot of the present life")
  func otherPresent() async throws {
    let scene = try await Restoring()
    let copy = try scene.anna.closeAndCopy()
    let gone = try scene.anna.reopened()
    try gone.note("zo")
    let bundle = try gone.replica.exportBundle(
      of: scene.region.space, signer: gone.signer
    ).bundle
    let anna = try gone.putBack(from: copy)
    let before = anna.replica.identity.writer
    let other = try anna.note("anders")
    let report = try read(bundle, on: anna)
    #expect(report.isPutBack)
    #expect(report.stops.map(\.reason) == [.fork])
    #expect(anna.replica.identity.writer != before)
    #expect(try await anna.sync().isSynchronised)
    #expect(try await scene.bram.sync().isSynchronised)
    #expect(try anna.states() == scene.bram.states())
    #expect(try anna.states()[other] != nil)
  }

  @Test("who does not have the device's key shows nothing")
  func forged() async throws {
    let scene = try await Restoring()
    var forger = Forger(scene.anna, in: scene.region.space)
    let run = forger.run([forger.birth("vals")], key: scene.bram.publicKey)
    let before = scene.anna.replica.identity
    let report = try read(
      Bundle(space: scene.region.space, runs: [run], devices: []), on: scene.anna)
    #expect(!report.isPutBack && report.refused == [run.writer])
    #expect(scene.anna.replica.identity == before)
  }
}
