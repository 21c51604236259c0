import SchakelCore

extension History {
  /// Every history of a document that Anna made and that three writers then edit `steps` times:
  /// each edit by any of them, with or without having heard of all the others, doing any one of
  /// `actions`. Bob edits before Cas does: the two are alike.
  static func every(steps: Int, actions: [String]) -> [History] {
    let start: History = "anna: make title=a themes+x"
    return (0..<steps).reduce([start]) { histories, _ in
      histories.flatMap { $0.continued(by: actions) }
    }
  }

  private func continued(by actions: [String]) -> [History] {
    let bobCame = deeds.contains { $0.writer == Cast.writer("bob") }
    return ["anna", "bob", "cas"].filter { $0 != "cas" || bobCame }.flatMap { name in
      let own = known(to: Cast.writer(name)) | deeds[0].bit
      let heard = own == all ? [own] : [own, all]
      return heard.flatMap { heard in
        actions.map { action in
          var history = self
          history.perform(action.split(separator: " "), by: Cast.writer(name), heard: heard)
          return history
        }
      }
    }
  }
}
