/// All that is left of a document's changes once they are merged: what was seen, and per field the
/// siblings that survive.
///
///     var state = DocumentState()
///     state.apply(create, check: link.check)     // .applied
///     state.apply(edit, check: …)                // .applied, .known, .waiting, .fork or .invalid
///     state.join(other)                          // the same, from states
///
/// *Invariant*: fields are in strict order of their names' bytes and none is empty; siblings are in
/// strict order of dot and place; every sibling's dot is covered by ``vector``.
///
/// This is a dotted version vector set per field under one shared causal context (C. Baquero,
/// P. S. Almeida, N. Preguiça et al., "Dotted Version Vectors: Efficient Causality Tracking for
/// Distributed Key-Value Stores", 2012; the shared context as in the dotted causal containers of
/// "Concise Server-Wide Causality Management", 2015). A sibling that one side lacks although that
/// side has seen its dot was replaced there; one whose dot it has not seen is news.
///
/// Equal sets of changes give equal states and equal bytes, whatever their order and however often
/// they came. A state therefore knows only what the changes say: claimed times, never receipts.
public struct DocumentState: Hashable, Sendable {
  /// The kind, from the change that made the document; nil before that came.
  public internal(set) var kind: Name?
  /// The dot of the change that made the document; nil with ``kind``.
  public internal(set) var madeBy: Dot?
  /// The highest counter seen of each writer that edited this document.
  public internal(set) var vector: VersionVector
  /// In strict order of writers; empty in all but the rare document that ends in void changes.
  public internal(set) var voidEnds: [VoidEnd]
  /// The lifecycle register first, where there is one: its name is empty.
  public internal(set) var fields: Fields

  /// A document of which nothing is known.
  public init() {
    vector = VersionVector()
    voidEnds = []
    fields = Fields()
  }

  /// The siblings of a field, in the order of their dots; empty where it has none.
  public func siblings(of name: Name) -> Siblings {
    let place = fields.position(of: name)
    return fields.has(name, at: place) ? fields[place].siblings : []
  }
}
