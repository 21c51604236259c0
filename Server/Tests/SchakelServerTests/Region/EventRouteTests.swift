import EdgeTesting
import RegionTesting
import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import Testing

@testable import SchakelServer

@Suite(.timeLimit(.minutes(10))) struct EventRouteTests {
  @Test("a stream says at once which spaces there are, and then which moved")
  func moved() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      let bram = try await server.device(of: "bram")
      try await Wire.connect(to: server.port) { wire in
        let (events, status) = try await EventReader.open(on: wire, token: bram.token)
        #expect(status == 200)
        #expect(try await events.next() == server.space.text)
        try anna.note("a note", in: server.space)
        #expect(try await anna.sync().isSynchronised)
        #expect(try await events.next() == server.space.text)
      }
    }
  }

  @Test("others' spaces are not heard, and a space that is joined is")
  func topics() async throws {
    try await RegionServer.run { server in
      let team = try await server.service.addSpace(name: "Example team").id
      let anna = try await server.device(of: "anna")
      let bram = try await server.device(of: "bram", in: team)
      try await Wire.connect(to: server.port) { wire in
        let (events, _) = try await EventReader.open(on: wire, token: bram.token)
        #expect(try await events.next() == team.text)
        try anna.note("a note", in: server.space)
        #expect(try await anna.sync().isSynchronised)
        try bram.note("a note", in: team)
        #expect(try await bram.sync().isSynchronised)
        // Had the stream heard of Anna's space, that would have come first.
        #expect(try await events.next() == team.text)

        let code = try await server.code(for: "bram")
        _ = try await server.enrol(#"{"code":"\#(Hex.encode(code))"}"#, token: bram.token)
        var heard: Set<String> = []
        while !heard.contains(server.space.text) { heard.insert(try await events.next()) }
        try anna.note("another", in: server.space)
        #expect(try await anna.sync().isSynchronised)
        while try await events.next() != server.space.text {}
      }
    }
  }

  @Test("the stream of a device that is taken out of use ends, and of nobody else")
  func revoked() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      let bram = try await server.device(of: "bram")
      try await Wire.connect(to: server.port) { others in
        let (heard, _) = try await EventReader.open(on: others, token: anna.token)
        #expect(try await heard.next() == server.space.text)
        try await Wire.connect(to: server.port) { wire in
          let (events, _) = try await EventReader.open(on: wire, token: bram.token)
          #expect(try await events.next() == server.space.text)
          _ = try await server.service.revoke(bram.replica.identity.replica)
          await #expect(throws: (any Error).self) {
            while true { _ = try await events.next() }
          }
        }
        try anna.note("a note", in: server.space)
        #expect(try await anna.sync().isSynchronised)
        #expect(try await heard.next() == server.space.text)
      }
      let ending = try await bram.sync().ending
      guard case .failed(let failure) = ending else { return #expect(ending == nil) }
      #expect(failure.code == .deviceRevoked)
    }
  }

  @Test("the stream of one who left a space ends, and begins again without it; nobody else's ends")
  func left() async throws {
    try await RegionServer.run { server in
      let team = try await server.service.addSpace(name: "Example team").id
      let anna = try await server.device(of: "anna")
      let bram = try await server.device(of: "bram")
      let code = try await server.code(for: "bram", to: team)
      _ = try await server.enrol(#"{"code":"\#(Hex.encode(code))"}"#, token: bram.token)
      let person = try #require(bram.replica.identity.person)
      try await Wire.connect(to: server.port) { others in
        let (heard, _) = try await EventReader.open(on: others, token: anna.token)
        #expect(try await heard.next() == server.space.text)
        try await Wire.connect(to: server.port) { wire in
          let (events, _) = try await EventReader.open(on: wire, token: bram.token)
          var greeted: Set<String> = []
          while greeted.count < 2 { greeted.insert(try await events.next()) }
          _ = try await server.service.setRole(.none, of: person, in: server.space)
          await #expect(throws: (any Error).self) {
            while true { _ = try await events.next() }
          }
        }
        try await Wire.connect(to: server.port) { wire in
          let (events, _) = try await EventReader.open(on: wire, token: bram.token)
          #expect(try await events.next() == team.text)
          try anna.note("a note", in: server.space)
          #expect(try await anna.sync().isSynchronised)
          _ = try await server.service.setRole(.reader, of: person, in: team)
          // Had the stream heard of the space that he left, that would have come first.
          #expect(try await events.next() == team.text)
        }
        #expect(try await heard.next() == server.space.text)
      }
    }
  }

  @Test("whoever is let into a space by command hears of it on the stream that is open")
  func letIn() async throws {
    try await RegionServer.run { server in
      let team = try await server.service.addSpace(name: "Example team").id
      let anna = try await server.device(of: "anna")
      let person = try #require(anna.replica.identity.person)
      try await Wire.connect(to: server.port) { wire in
        let (events, _) = try await EventReader.open(on: wire, token: anna.token)
        #expect(try await events.next() == server.space.text)
        _ = try await server.service.setRole(.contributor, of: person, in: team)
        #expect(try await events.next() == team.text)
      }
    }
  }

  @Test("one person does not take all streams")
  func crowd() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      let bram = try await server.device(of: "bram")
      try await withThrowingTaskGroup(of: Int.self) { group in
        let (open, token, port) = (Latch(), anna.token, server.port)
        for number in 1...RegionRoutes.streamsPerPerson {
          group.addTask {
            try await Wire.connect(to: port) { wire in
              let (_, status) = try await EventReader.open(on: wire, token: token)
              await open.wait()
              return status
            }
          }
          // One after the other: a device may not ask for all of them at the same moment.
          try await open.arrivals.wait(for: number)
        }
        let refused = try await server.get("/v1/events", token: token)
        #expect(refused.status == 429 && refused["retry-after"] != nil)
        try await Wire.connect(to: port) { wire in
          let (_, status) = try await EventReader.open(on: wire, token: bram.token)
          #expect(status == 200)
        }
        open.open()
        for try await status in group { #expect(status == 200) }
      }
    }
  }
}
