extension DocumentState {
  /// What a field shows under a policy.
  ///
  /// A null says that the field was cleared. It is not shown, but as one of the versions of a
  /// conflict.
  ///
  /// - Parameter receipts: first receipts, which hold back the times of clocks that ran ahead.
  /// - Complexity: O(s log s) for s siblings.
  public func view(of name: Name, policy: Policy, receipts: Receipts = .none) -> FieldView {
    let all = siblings(of: name)
    if all.count == 1, let value = all[0].value?.unlessNull {
      return FieldView(shown: [value], siblings: all, standing: .plain)
    }
    let siblings = Self.newestFirst(all, receipts)
    let values = siblings.compactMap { $0.value }
    switch policy {
    case .latest:
      return .one(values.first?.unlessNull, of: siblings, distinct: values.distinct.count)
    case .keepAll, .text:
      let distinct = values.distinct
      // What was erased was a version too: a choice does not go away because one of them did.
      let erased = values.count < siblings.count ? 1 : 0
      guard !distinct.isEmpty, distinct.count + erased > 1 else {
        return .one(distinct.first?.unlessNull, of: siblings)
      }
      return FieldView(shown: distinct, siblings: siblings, standing: .conflict)
    case .union:
      return FieldView(shown: values.distinct.sorted(), siblings: siblings, standing: .plain)
    case .strictest(let strictness):
      return Self.strictest(strictness, siblings)
    case .perPerson:
      return Self.perPerson(siblings)
    }
  }

  /// Newest first: by the time that counts for showing, then by dot and place.
  static func newestFirst(_ siblings: Siblings, _ receipts: Receipts) -> Siblings {
    guard siblings.count > 1 else { return siblings }
    let sorted = siblings.sorted { left, right in
      let leftTime = left.time.shown(firstReceipt: receipts[left.dot])
      let rightTime = right.time.shown(firstReceipt: receipts[right.dot])
      return leftTime != rightTime ? leftTime > rightTime : Sibling.precedes(right, left)
    }
    return Siblings(sorted)
  }

  /// What was erased may have been the most careful value there is, and counts as that.
  private static func strictest(_ strictness: Strictness, _ siblings: Siblings) -> FieldView {
    let values = siblings.map { $0.value ?? strictness.mostCareful }
    let strictest = values.max { lessCareful($0, $1, strictness) }
    return .one(strictest, of: siblings, distinct: values.distinct.count)
  }

  /// Values that share a rank are told apart by their bytes, so that all replicas show the same.
  private static func lessCareful(_ a: Value, _ b: Value, _ strictness: Strictness) -> Bool {
    let (left, right) = (strictness.rank(of: a), strictness.rank(of: b))
    return left != right ? left < right : a < b
  }

  /// The newest of each person, newest first.
  private static func perPerson(_ siblings: Siblings) -> FieldView {
    var newest: [PersonID: Value] = [:]
    var shown: [Value] = []
    var parallel = false
    for sibling in siblings {
      guard let value = sibling.value else { continue }
      let author = sibling.origin?.author ?? sibling.author
      if let other = newest[author] {
        parallel = parallel || other != value
      } else {
        newest[author] = value
        if let value = value.unlessNull { shown.append(value) }
      }
    }
    return FieldView(
      shown: shown, siblings: siblings, standing: parallel ? .parallelEdit : .plain)
  }
}

extension FieldView {
  /// A view that shows one of the values, or none.
  fileprivate static func one(
    _ value: Value?, of siblings: Siblings, distinct: Int = 1
  ) -> FieldView {
    FieldView(
      shown: value.map { [$0] } ?? [], siblings: siblings,
      standing: distinct > 1 ? .parallelEdit : .plain)
  }
}

extension Value {
  fileprivate var unlessNull: Value? { isNull ? nil : self }
}

extension [Value] {
  /// Each value once, at its first place.
  var distinct: [Value] {
    guard count > 1 else { return self }
    var seen: Set<Value> = []
    return filter { seen.insert($0).inserted }
  }
}
