import SchakelCore
import SchakelJSON
import Testing

@Suite("Contributions in JSON")
struct ContributionTests {
  private func read(_ line: String) throws -> Contribution {
    try Contribution(line: Array(line.utf8))
  }

  @Test("a field note is read by its kind's table")
  func fieldNote() throws {
    let note = try read(
      """
      {"kind": "fieldNote", "title": "Bankje", "body": "Eerste regel\\ntweede", \
      "area": "WK015301", "areaYear": 2024, "themes": ["onderbouwde-inhoud", "Veiligheid", "eigen"], \
      "observedOn": "2020-09-17", "followUpDone": true, "signal": "watch"}
      """)
    #expect(note.id == nil && note.kind == "fieldNote" && note.unknownFields.isEmpty)
    #expect(note.values(of: "title") == [Value("Bankje")])
    #expect(note.values(of: "area") == [try #require(Area(code: "WK015301", year: 2024)).value])
    #expect(
      note.values(of: "themes")
        == [Value("evidence-based-content"), Value("safety"), Value("eigen")])
    #expect(note.values(of: "followUpDone") == [Value(true)])
    #expect(note.values(of: "areaYear").isEmpty)
  }

  @Test("null, an empty list and a double element say nothing more")
  func emptiness() throws {
    let note = try read(
      #"{"kind": "fieldNote", "title": null, "themes": [], "attachments": ["a", "a"], "zzz": null}"#
    )
    #expect(note.fields == [Contribution.Field("attachments", [Value("a")])])
  }

  @Test(
    "what is read is written the same",
    arguments: [
      #"{"kind": "fieldNote"}"#,
      #"{"kind": "fieldNote", "title": "T", "area": "WK034403", "areaYear": 2024}"#,
      #"{"id": "00000000-0000-7000-8000-000000000001", "kind": "successStory", "outcome": "failure"}"#,
      #"{"kind": "connectorProfile", "name": "N", "areas": ["GM0344", "GM0363"], "areasYear": 2024}"#,
      #"{"kind": "connectorProfile", "areas": [{"code": "GM0344", "year": 2023}, {"code": "GM0344", "year": 2024}]}"#,
      #"{"kind": "fieldNote", "title": "A", "$also": {"title": ["B", "C"]}}"#,
      #"{"kind": "fieldNote", "title": "T", "weather": {"wind": [3, -1, 2.5]}, "zzz": [null]}"#,
      #"{"kind": "moodBoard", "areaYear": 3, "colours": ["red", null]}"#,
      #"{"kind": "fieldNote", "$verbatim": {"signal": ["critical"], "$odd": [1], "areaYear": [7], "id": ["x"]}}"#,
    ])
  func inverse(line: String) throws {
    #expect(try read(line).json.text == line)
  }

  @Test(
    "a line that is wrong is refused with its field and reason",
    arguments: [
      ("{", nil, Refusal.Reason.json(JSONError(.truncated, at: 1))), ("[1]", nil, .notAnObject),
      (#"{"title": "T"}"#, "kind", .noKind), (#"{"kind": ""}"#, "kind", .badName),
      (#"{"kind": 3}"#, "kind", .noKind), (#"{"kind": "fieldNote", "id": "12"}"#, "id", .badID),
      (#"{"kind": "fieldNote", "title": 3}"#, "title", .expectedText),
      (#"{"kind": "fieldNote", "title": "  "}"#, "title", .empty),
      (#"{"kind": "fieldNote", "title": "a\nb"}"#, "title", .lineBreak),
      (#"{"kind": "fieldNote", "themes": "safety"}"#, "themes", .expectedList),
      (#"{"kind": "fieldNote", "themes": [1]}"#, "themes", .expectedText),
      (#"{"kind": "fieldNote", "observedOn": "17-09-2020"}"#, "observedOn", .badDate),
      (#"{"kind": "fieldNote", "observedOn": "2023-02-29"}"#, "observedOn", .badDate),
      (#"{"kind": "fieldNote", "followUpDone": "ja"}"#, "followUpDone", .expectedFlag),
      (
        #"{"kind": "fieldNote", "signal": "Urgent"}"#, "signal",
        .badChoice(["none", "watch", "urgent"])
      ),
      (#"{"kind": "fieldNote", "area": "wk034403", "areaYear": 2024}"#, "area", .badArea),
      (#"{"kind": "fieldNote", "area": "WK0344033", "areaYear": 2024}"#, "area", .badArea),
      (#"{"kind": "fieldNote", "area": "WK034403"}"#, "area", .noYear),
      (#"{"kind": "fieldNote", "area": "WK034403", "areaYear": "2024"}"#, "areaYear", .badYear),
      (#"{"kind": "fieldNote", "areaYear": 2024}"#, "areaYear", .yearAlone),
      (#"{"kind": "successStory", "contact": "Anna"}"#, "contact", .badReference),
      (#"{"kind": "fieldNote", "$new": 1}"#, "$new", .badName),
      (#"{"kind": "fieldNote", "x": {"$bytes": "zz"}}"#, "x", .badEscape),
      (#"{"kind": "fieldNote", "$also": 1}"#, "$also", .badEscape),
      (#"{"kind": "fieldNote", "$also": {"title": "B"}}"#, "title", .expectedList),
    ] as [(String, String?, Refusal.Reason)])
  func refusals(line: String, field: String?, reason: Refusal.Reason) {
    #expect(throws: Refusal(reason, field: field)) { try read(line) }
  }

  @Test("text beyond its limit is refused, and the limit itself is not")
  func length() throws {
    let line = { "{\"kind\": \"fieldNote\", \"body\": \"\(String(repeating: "a", count: $0))\"}" }
    #expect(try read(line(Limits.valueBytes)).values(of: "body").count == 1)
    #expect(throws: Refusal(.tooLong(limit: Limits.valueBytes), field: "body")) {
      try read(line(Limits.valueBytes + 1))
    }
  }

  @Test("unknown kinds and fields are named, and known ones are not")
  func unknown() throws {
    #expect(try read(#"{"kind": "moodBoard", "x": 1}"#).isKnownKind == false)
    #expect(try read(#"{"kind": "moodBoard", "x": 1}"#).unknownFields == [])
    #expect(try read(#"{"kind": "fieldNote", "x": 1, "title": "T"}"#).unknownFields == ["x"])
  }

  @Test("the same content has the same digest, however it was written; other content has not")
  func digests() throws {
    let digest = { (line: String, salt: UInt8) in
      try read(line).digest(salt: [salt], .portable)
    }
    let plain = #"{"kind": "fieldNote", "title": "T", "themes": ["safety", "successes"]}"#
    let other = #"{"themes":["Successen","veiligheid"],"title":"T","kind":"fieldNote","body":null}"#
    #expect(try digest(plain, 1) == digest(other, 1))
    #expect(try digest(plain, 1) != digest(plain, 2))
    for changed in [
      #"{"kind": "fieldNote", "title": "t", "themes": ["safety", "successes"]}"#,
      #"{"kind": "fieldNote", "title": "T", "themes": ["safety"]}"#,
      #"{"kind": "successStory", "title": "T", "themes": ["safety", "successes"]}"#,
    ] {
      #expect(try digest(plain, 1) != digest(changed, 1))
    }
  }

  @Test("every field of every kind has a value that reads back")
  func everyField() throws {
    for kind in Kind.all {
      for field in kind.fields {
        let json = field.shape.example
        let value = try field.shape.value(json)
        #expect(field.shape.json(value) == json, "\(kind.name.text).\(field.name.text)")
      }
    }
  }
}

extension FieldDefinition.Shape {
  fileprivate var example: JSONValue {
    switch self {
    case .line, .prose, .attachment: "tekst"
    case .date: "2024-02-29"
    case .flag: false
    case .choice(let choices): .string(choices[0])
    case .word(let vocabulary): .string(vocabulary.words[0].id)
    case .area: ["code": "BU03440312", "year": 2024]
    case .reference: "00000000-0000-7000-8000-000000000001"
    }
  }
}
