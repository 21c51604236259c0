public import SchakelCore

/// What somebody who watches a replica is told.
public enum ReplicaChange: Hashable, Sendable {
  /// These documents or drafts are not as they were: one transaction changed them.
  case documents(Set<DocumentID>)
  /// More happened than is told one by one. Read afresh whatever is shown.
  case everything
}
