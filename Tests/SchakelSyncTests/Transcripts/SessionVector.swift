import Foundation
import SchakelCore

/// A test of `Protocol/vectors/session.json`, as the file has it: bytes are hexadecimal text.
struct SessionVector: Decodable, Sendable, CustomStringConvertible {
  let id: String
  let comment: String
  let input: Input
  let expected: Expected

  var description: String { "\(id): \(comment)" }

  struct Input: Decodable, Sendable {
    let space: String
    let writer: String
    let person: String
    let exchanges: [Exchange]
  }

  struct Exchange: Decodable, Sendable {
    let region: Region?
    let elsewhere: [Elsewhere]?
    let hear: [Heard]?
    let write: [String]?
    let request: String
    let answer: String
  }

  /// A region that begins with this exchange.
  struct Region: Decodable, Sendable {
    let epoch: String
    let time: UInt64
    let limits: Limits?
    let members: [Member]

    struct Limits: Decodable, Sendable {
      let changeBytes: Int?
      let tailEntries: UInt64?
      let bootstrapFactor: UInt64?
    }

    struct Member: Decodable, Sendable {
      let name: String
      let person: String
      let replica: String
    }
  }

  /// What another device brings to the region before the exchange.
  struct Elsewhere: Decodable, Sendable {
    let replica: String
    let time: UInt64
    let request: String
  }

  struct Heard: Decodable, Sendable {
    let writer: String
    let change: String
  }

  struct Expected: Decodable, Sendable {
    let standings: [TranscriptStanding]
  }

  static func all() throws -> [SessionVector] {
    struct File: Decodable {
      let tests: [SessionVector]
    }
    let data = try Data(contentsOf: folder.appending(path: "session.json"))
    return try JSONDecoder().decode(File.self, from: data).tests
  }

  /// `Protocol/vectors` of the repository that this was compiled from.
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Protocol/vectors")
}

/// Where a device stands after an exchange, as the vectors write it.
struct TranscriptStanding: Decodable, Hashable, Sendable {
  struct Cursor: Decodable, Hashable, Sendable {
    let epoch: String
    let position: UInt64
    let mark: String
  }

  struct Document: Decodable, Hashable, Sendable {
    let document: String
    let state: String
  }

  let cursor: Cursor?
  let digest: String
  let outbox: Int
  let waiting: [String]
  let tray: [String]
  let documents: [Document]
  let synchronised: Bool
}

/// A vector that does not say what a transcript needs.
struct BadVector: Error {
  let what: String
}

/// The bytes that a text spells.
func bytes(_ text: String) throws -> [UInt8] {
  guard let bytes = Hex.decode(text) else { throw BadVector(what: text) }
  return bytes
}

func identifier<Subject>(_ text: String) throws -> Identifier<Subject> {
  guard let id = Identifier<Subject>(text: text) else { throw BadVector(what: text) }
  return id
}

func writer(_ text: String) throws -> Writer {
  guard let writer = Writer(bytes: try bytes(text)) else { throw BadVector(what: text) }
  return writer
}
