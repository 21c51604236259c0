/// How far a contribution has come, in the sense of a list on a screen: one word each.
public enum ItemState: Int, Hashable, Sendable, CaseIterable {
  /// Not shared: it is nowhere but here. -> ``onThisDevice``, by sharing it
  case draft = 0
  /// Something that was written here has not reached the region yet. -> ``synchronised``,
  /// ``problem``
  case onThisDevice = 1
  /// All that was written here has reached the region. Others may have written since.
  case synchronised = 2
  /// Something of it needs attention: the region refused a change, two changes bear one name, or
  /// part of its history is missing here.
  case problem = 3
}

extension ItemState {
  /// What stands for the state in JSON and in logs.
  public var name: String {
    switch self {
    case .draft: "draft"
    case .onThisDevice: "onThisDevice"
    case .synchronised: "synchronised"
    case .problem: "problem"
    }
  }
}

extension SQL {
  /// The documents that hold a change whose dot was given out twice. One that was written again
  /// under another dot is no longer in the log, or no longer the same.
  static let forkedDocuments: SQLText = """
    SELECT c.document FROM forks f
      JOIN streams t ON t.space = f.space AND t.writer = f.writer
      JOIN changes c ON c.key = (t.no << 40) | f.counter 
        AND \(opened: .changeBytes, "c") = \(opened: .forkBytes, "f")
    """

  /// The state of a shared document `d` in space `s`, as an `ItemState`'s raw value. `d.own` names
  /// the latest change to it that was written here. `s` is a row of `space_rows`: no local edit
  /// moves the stream or its acknowledged counter, and the view `spaces` would cost a look into the
  /// log for each document.
  static let itemState: SQLText = """
    CASE
      WHEN EXISTS(SELECT 1 FROM tray WHERE document = d.id)
        OR EXISTS(SELECT 1 FROM waiting WHERE document = d.id AND void_previous IS NULL)
        OR EXISTS(SELECT 1 FROM rebuilds WHERE document = d.id)
        OR d.no IN (\(forkedDocuments)) THEN 3
      WHEN d.own IS NOT NULL AND d.own & \(ChangeKey.counterMask) >
        CASE WHEN d.own >> 40 = s.stream THEN s.acknowledged
          ELSE (SELECT acknowledged FROM streams WHERE no = d.own >> 40) END THEN 1
      ELSE 2
    END
    """
}
