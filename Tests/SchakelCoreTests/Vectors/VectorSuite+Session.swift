import SchakelCore

extension VectorSuite {
  static let session = VectorSuite(
    name: "session",
    about: "A device's exchanges with a region, from an empty device on: what it hears and writes, "
      + "what others bring to the region, what is said, where the device stands after each "
      + "(spec/session.md).",
    scenarios: {
      try [
        idle(), push(), pull(), pages(), unknownCursor(), refusal(), missing(), handedInPastVoid(),
      ]
    },
    answer: { input in
      var device = VectorDevice(
        space: try identifier(input["space"]), writer: try writer(input["writer"]))
      let standings = try input["exchanges"].items.map { exchange in
        for heard in exchange["hear"].items {
          try device.hear(
            try hex(heard["change"]), of: try SchakelCoreTests.writer(heard["writer"]))
        }
        for change in exchange["write"].items {
          try device.hear(try hex(change), of: device.writer)
        }
        try device.check(try SyncRequest(encoded: try hex(exchange["request"])))
        let answer = try SyncAnswer(encoded: try hex(exchange["answer"]))
        for space in answer.spaces { try device.take(space) }
        return device.standing(after: answer.spaces[0])
      }
      return .object(.init("standings", .array(standings)))
    })
}
