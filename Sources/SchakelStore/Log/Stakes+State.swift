import SchakelCore

extension Stakes {
  /// What became of the versions where a whole state took the place of another: of how it came about
  /// no more is known than what stands there now.
  func fates(
    after state: DocumentState, receipts: (Set<Dot>) throws(ReplicaError) -> Receipts
  ) throws(ReplicaError) -> [Fate] {
    var fates: [Fate] = []
    for field in fields {
      switch policy(of: field) {
      case .union, .perPerson: continue
      case .keepAll, .text, .latest, .strictest: break
      }
      guard let version = version(of: field) else { continue }
      let siblings = state.siblings(of: field)
      let news = siblings.filter { sibling in
        !before.siblings(of: field).contains { $0.isSame(as: sibling) }
      }
      // Where the person wrote something new, on another device, it took the place of the old.
      guard let by = news.last?.author, !news.contains(where: { $0.author == person })
      else { continue }
      let sort: VersionNotice.Sort?
      if siblings.contains(where: { $0.isSame(as: version) }) {
        sort = try givesWay(version, of: field, in: state, receipts) ? .gaveWay : nil
      } else {
        sort = state.hasEffect(version.dot) ? self.sort(version, of: field, news) : nil
      }
      guard let sort else { continue }
      fates.append(
        Fate(field: field, version: version, sort: sort, by: by, others: others(in: field)))
    }
    return fates
  }

  /// A version of a conflict that is gone was settled; of any other, somebody may have gone on with
  /// it.
  private func sort(
    _ version: Sibling, of field: Name, _ news: [Sibling]
  ) -> VersionNotice.Sort? {
    let sort = sort(version, of: field, news, byRule: false)
    guard sort == .settled else { return sort }
    let view = before.view(of: field, policy: policy(of: field))
    return view.standing == .conflict ? .settled : .replaced
  }
}
