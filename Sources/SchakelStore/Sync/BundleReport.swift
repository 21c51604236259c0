public import SchakelCore

/// What taking in a bundle came to.
public struct BundleReport: Hashable, Sendable {
  /// The one that the bundle is of.
  public internal(set) var space: SpaceID
  /// Changes that were news here.
  public internal(set) var taken = 0
  /// Changes that were here already.
  public internal(set) var known = 0
  /// Changes that wait for others that are in no bundle read so far.
  public internal(set) var waiting = 0
  /// Changes of this space, from this bundle or an earlier one, that are kept aside until what comes
  /// before them is here: by another bundle or a synchronisation, in whatever order.
  public internal(set) var early = 0
  /// Streams of which earlier changes are missing, where there was no room to keep what came, or to
  /// keep it any longer, or where it cannot be read any more: read an earlier bundle, or synchronise,
  /// and then read this one again. Each once.
  public internal(set) var gaps: [Writer] = []
  /// Streams whose seal is not their device's, or whose writer may not write here.
  public internal(set) var refused: [Writer] = []
  /// Where streams were not followed any further. What others wrote is taken all the same. What came
  /// of these is handed in with the next synchronisation, and the region says what becomes of it.
  public internal(set) var stops: [Stop] = []
  /// The bundle has changes of this device's present life that are not here, or other ones than are
  /// here: this database was put back or copied. It goes on under a new incarnation.
  public internal(set) var isPutBack = false

  mutating func noteGap(_ writer: Writer) {
    if !gaps.contains(writer) { gaps.append(writer) }
  }

  /// A change that was not taken, nor what its device wrote after it.
  public struct Stop: Hashable, Sendable {
    /// Why it was not taken.
    public enum Reason: Hashable, Sendable {
      /// It cannot be read, or is not the change that its place says. A newer version may read it.
      case unreadable
      /// Its link alone is there: it was refused, and the region's own word for that is neither here
      /// nor in the bundle.
      case withheld
      /// Its author is not the person whose device wrote it.
      case wrongAuthor
      /// Its document lives in another space.
      case otherSpace
      /// Under its dot there is another change here, which stays: a database was copied or put back.
      case fork
    }

    /// The change.
    public let dot: Dot
    /// Why it was not taken.
    public let reason: Reason
  }
}
