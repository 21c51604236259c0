import SchakelCore

/// Puts together what a device is told of one space.
struct SpaceAnswer {
  let store: any RegionReading
  let device: Device
  let environment: RegionEnvironment
  let limits: RegionLimits
  /// Whether copies of devices go on by themselves.
  var admitsCopies = false
  var budget: AnswerBudget
  /// The device's, once they were asked for.
  var lives: Lives?

  /// The space's part of the answer; nil where it takes more than `isShort` allows, a walk over
  /// rows.
  ///
  /// - Parameters:
  ///   - space: nil for one that is not there or not open to the device: which is not said.
  ///   - intake: what became of the device's push to this space; nil where it was not open to the
  ///     device then.
  mutating func answer(
    _ asked: SyncRequest.Space, in space: SpaceRecord?, _ intake: SpaceIntake.Result?,
    isShort: Bool
  ) throws(RegionError) -> SyncAnswer.Space? {
    // A push that met a closed door was not taken, though the door be open by now: a device takes
    // what it pushed, and is not told otherwise, for taken.
    guard let space, asked.push.isEmpty || intake != nil else { return try closed(asked) }
    let plan = try AnswerPlan(for: asked, in: space, limits: limits, from: store)
    if isShort && (plan != .nothing || asked.vector != nil) { return nil }
    var answer = SyncAnswer.Space(space: asked.space)
    answer.head = space.head
    answer.digest = space.digest
    answer.outcomes = intake?.outcomes ?? []
    answer.streams = try streams(asked, intake, space)
    answer.unadmitted = try unadmitted(asked, intake, space)
    try fill(&answer, plan, asked, intake, space)
    if intake?.refusedRun == true { answer.status = .runRefused }
    return answer
  }

  /// What is said of a space that is not open to the device, or not there. Somebody who left it is told
  /// so, and of nobody else: by that the device removes what it has of the space. A region that was put
  /// back, and does not know the device's place in the log, may have forgotten that the person came back,
  /// and what it lost may be on that device alone: it says no more than that the space is closed, and what
  /// is to be erased.
  private mutating func closed(
    _ asked: SyncRequest.Space
  ) throws(RegionError) -> SyncAnswer.Space {
    var answer = SyncAnswer.Space(space: asked.space, status: .noAccess)
    guard let space = try store.space(asked.space),
      try store.hasLeft(device.person, space.number)
    else { return answer }
    try addOrders(to: &answer, after: asked.cursor)
    guard try AnswerPlan.knowsPlace(of: asked, in: space, store) else { return answer }
    answer.people = [SyncAnswer.Person(person: device.person, name: "", role: .none)]
    return answer
  }

  private mutating func fill(
    _ answer: inout SyncAnswer.Space, _ plan: AnswerPlan, _ asked: SyncRequest.Space,
    _ intake: SpaceIntake.Result?, _ space: SpaceRecord
  ) throws(RegionError) {
    switch plan {
    case .nothing: answer.cursor = space.head
    case .entries: try addEntries(to: &answer, asked, intake, space)
    case .bootstrap(_, isUnknown: true) where asked.vector == nil:
      // What the device has may be more than what is here: it says that first.
      answer.status = .cursorUnknown
    case .bootstrap(let token, let isUnknown):
      if isUnknown { answer.status = .cursorUnknown }
      try addPage(token, to: &answer, asked, space)
    }
  }

  private mutating func addEntries(
    to answer: inout SyncAnswer.Space, _ asked: SyncRequest.Space, _ intake: SpaceIntake.Result?,
    _ space: SpaceRecord
  ) throws(RegionError) {
    guard let cursor = asked.cursor else { return }
    let collector = EntryCollector(
      after: cursor, own: try own(asked, intake, space), budget: budget, store: store)
    try collector.collect(from: space)
    budget = collector.budget
    answer.entries = collector.entries
    let (position, mark) = collector.last
    answer.cursor = Cursor(epoch: space.epoch, position: position, mark: mark)
    answer.more = position < space.position
    answer.people = try people(changedAfter: cursor.position, in: space)
  }

  private mutating func addPage(
    _ token: BootstrapToken, to answer: inout SyncAnswer.Space, _ asked: SyncRequest.Space,
    _ space: SpaceRecord
  ) throws(RegionError) {
    var page = BootstrapPage(
      token, of: space, for: device, asking: asked, budget: budget, from: store)
    try page.fill()
    budget = page.budget
    answer.entries = page.entries
    answer.bootstrap = page.answer
    if page.isLast { answer.cursor = token.cursor }
    answer.more = !page.isLast || token.position < space.position
    answer.people = page.people
  }

  private func people(
    changedAfter position: UInt64, in space: SpaceRecord
  ) throws(RegionError) -> [SyncAnswer.Person] {
    try store.members(in: space.number, changedAfter: position).map {
      SyncAnswer.Person(person: $0.person, name: $0.name, role: $0.role)
    }
  }
}
