import Foundation
import SchakelCommand
import SchakelKeys
import Testing

@testable import SchakelCore

@Suite("The report of an audit")
struct AuditPageTests {
  @Test("the page needs nothing but itself")
  func alone() async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      try await scene.export()
      let page = try await scene.page()
      for element in page.root.all {
        #expect(!["script", "link", "img", "iframe", "object"].contains(element.name))
        for name in ["src", "srcset", "action", "xlink:href", "data"] {
          #expect(element.attributes[name] == nil, "\(element.name)")
        }
        if let target = element.attributes["href"] {
          #expect(target.hasPrefix("#"))
          #expect(page.element(String(target.dropFirst())) != nil, "\(target)")
        }
        #expect(!element.attributes.keys.contains { $0.hasPrefix("on") }, "\(element.attributes)")
      }
      for word in ["url(", "@import", "http:", "https:"] {
        #expect(!page.source.contains(word), "\(word)")
      }
    }
  }

  @Test("it reads aloud: language, title, headings in order, landmarks", arguments: ["nl", "en"])
  func headings(language: String) async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      try await scene.export()
      let page = try await scene.page(language: language)
      #expect(page.root.attributes["lang"] == language)
      #expect(page.root.named("title").first?.text.isEmpty == false)
      let levels = page.root.all.compactMap { element -> Int? in
        element.name.count == 2 && element.name.hasPrefix("h") ? Int(element.name.dropFirst()) : nil
      }
      #expect(levels.first == 1)
      #expect(levels.filter { $0 == 1 }.count == 1)
      for (before, after) in zip(levels, levels.dropFirst()) { #expect(after <= before + 1) }
      for landmark in ["main", "nav", "header", "footer"] {
        #expect(page.root.named(landmark).count == 1, "\(landmark)")
      }
      #expect(page.root.named("body").first?.children.first?.attributes["class"] == "skip")
      let ids = page.root.all.compactMap { $0.attributes["id"] }
      #expect(Set(ids).count == ids.count)
      for element in page.root.all {
        for id in (element.attributes["aria-labelledby"] ?? "").split(separator: " ") {
          #expect(page.element(String(id))?.text.isEmpty == false, "\(id)")
        }
      }
    }
  }

  @Test("every table says what it is and what its rows and columns are; every image has a text")
  func alternatives() async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      try await scene.export()
      let page = try await scene.page()
      let tables = page.root.named("table")
      #expect(tables.count >= 6)
      for table in tables {
        #expect(table.named("caption").first?.text.isEmpty == false)
        let columns = table.named("thead").flatMap { $0.named("th") }
        #expect(!columns.isEmpty && columns.allSatisfy { $0.attributes["scope"] == "col" })
        for row in table.named("tbody").flatMap({ $0.named("tr") }) {
          #expect(row.children.count == columns.count)
          #expect(row.children.first?.attributes["scope"] == "row")
        }
      }
      let images = page.root.named("svg")
      #expect(images.count == 1)
      for image in images {
        #expect(image.attributes["role"] == "img")
        for name in ["title", "desc"] {
          #expect(image.named(name).first?.text.isEmpty == false)
        }
      }
      // The same stands in a table: a row for each point.
      let points = images[0].all.filter { $0.attributes["data-step"] != nil }
      let rows = try #require(page.element("case-1-changes")).named("tbody")
        .flatMap { $0.named("tr") }
      #expect(points.count == rows.count)
    }
  }

  @Test("all text stands out from what is behind it, and lines from the page")
  func contrast() async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      try await scene.export()
      let page = try await scene.page()
      let sheet = try #require(page.root.named("style").first?.text)
      let rules = StyleRule.rules(in: sheet)
      #expect(rules.count > 20)
      for rule in rules {
        if let colour = rule["color"] {
          let behind = try #require(rule["background"], "\(rule.selector)")
          let contrast = try StyleRule.contrast(colour, behind)
          #expect(contrast >= 4.5, "\(rule.selector): \(contrast)")
        } else {
          #expect(rule["background"] == nil, "\(rule.selector)")
        }
        let drawn = try [rule["fill"], rule["stroke"]].compactMap { $0 }.map {
          try StyleRule.contrast($0, "#ffffff")
        }
        if let most = drawn.max() { #expect(most >= 4.5, "\(rule.selector): \(most)") }
      }
      for style in ["mark", ".warning", ".seen", ".apart-change", "svg text"] {
        #expect(rules.contains { $0.selector == style }, "\(style)")
      }
      #expect(abs(try StyleRule.contrast("#000000", "#ffffff") - 21) < 0.01)
      #expect(abs(try StyleRule.contrast("#767676", "#ffffff") - 4.54) < 0.01)
    }
  }

  @Test("words that are not in both versions are marked, by brackets too, and no others")
  func marks() async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      try await scene.export()
      let versions = try #require(try await scene.page().root.with("versions").first)
      let quotes = versions.named("blockquote")
      let marked = quotes.map { $0.named("mark").map(\.text) }
      #expect(
        Set(marked) == [["[[speeltuin]]"], ["[[is weg]]", "[[het plein]]"]]
          || Set(marked) == [["[[de speeltuin]]"], ["[[is weg]]", "[[het plein]]"]])
      let plain = quotes.map {
        $0.text.replacing("[[", with: "").replacing("]]", with: "")
      }
      #expect(Set(plain) == ["Bankje bij de speeltuin", "Bankje is weg bij het plein"])
    }
  }

  @Test("the drawing has a lane for each device and an arrow for each direct knowledge")
  func drawing() async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      try await scene.export()
      let image = try #require(try await scene.page().root.named("svg").first)
      let lanes = image.with("lane").compactMap { $0.attributes["data-device"] }
      #expect(lanes.count == 2 && Set(lanes).count == 2)
      // Anna made it; both changed it knowing of that alone; Bram chose knowing of both.
      let arrows = image.with("arrow").map {
        [$0.attributes["data-from"], $0.attributes["data-to"]].map { $0 ?? "" }
      }
      #expect(Set(arrows) == [["1", "2"], ["1", "3"], ["2", "4"], ["3", "4"]])
      #expect(arrows.count == 4)
      let shapes = image.all.filter { $0.attributes["data-step"] != nil }
        .map { $0.attributes["class"] }
      #expect(shapes == ["change", "apart-change", "apart-change", "settling"])
      let labels = image.named("text").map(\.text)
      #expect(labels.contains("2 A") && labels.contains("3 B") || labels.contains("2 B"))
      #expect(labels.contains("4 uitkomst"))
      #expect(image.with("apart").count == 1)
    }
  }

  @Test("what people wrote is text, whatever it looks like")
  func hostile() async throws {
    try await withScratch { folder in
      let hostile = "<script>alert('x')</script> & \"q\" \u{202e}om\u{0}"
      let scene = try await AuditScene(
        folder, titles: (hostile, "</blockquote><img src=x onerror=y>"))
      try await scene.export()
      let page = try await scene.page()
      #expect(page.root.named("script").isEmpty && page.root.named("img").isEmpty)
      #expect(!page.source.contains("<script"))
      #expect(!page.source.unicodeScalars.contains("\u{202e}"))
      let quotes = page.root.named("blockquote").map {
        $0.text.replacing("[[", with: "").replacing("]]", with: "")
      }
      #expect(quotes.contains { $0.hasPrefix("<script>alert('x')</script> & \"q\" om") })
      #expect(quotes.contains("</blockquote><img src=x onerror=y>"))
    }
  }

  @Test("a version that was erased shows as erased, with when, and its words nowhere")
  func erased() async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder, isSettled: false)
      let bytes = try await scene.bytes()
      try scene.write(try scene.erased("Bankje is weg bij het plein", of: scene.bench, from: bytes))
      let verified = await scene.anna.run(["audit", "verify", scene.file])
      #expect(verified.status == 0, "\(verified.out) \(verified.err)")
      let page = try await scene.page()
      #expect(!page.source.contains("is weg"))
      let versions = try #require(page.root.with("versions").first)
      #expect(versions.with("state").map(\.text) == ["gewist"])
      #expect(versions.named("blockquote").map(\.text) == ["Bankje bij de speeltuin"])
      #expect(versions.text.contains("16 juni 2024"))
      #expect(page.element("erasures")?.text.contains("iemand van buiten") == true)
    }
  }

  @Test("the same file makes the same page", arguments: ["nl", "en"])
  func deterministic(language: String) async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      try await scene.export()
      let first = try await scene.page(language: language)
      scene.anna.clock.advance(86_400_000 * 40)
      let second = try await scene.page(language: language)
      #expect(first.source == second.source)
    }
  }

  @Test("what does not hold is not reported on, unless asked for, and then in large letters")
  func unverified() async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      var bytes = try await scene.bytes()
      bytes[bytes.count - 1] ^= 1
      try scene.write(bytes)
      let path = folder + "/page.html"
      let outcome = await scene.anna.run(["audit", "report", scene.file, "--html", path])
      #expect(outcome.status == 1 && outcome.err.contains("--unverified"))
      #expect(!FileManager.default.fileExists(atPath: path))
      let page = try await scene.page("--unverified")
      #expect(page.root.with("warning").first?.attributes["role"] == "alert")
      #expect(page.root.named("h1").first?.text.hasPrefix("NIET IN ORDE") == true)
      #expect(page.root.named("svg").count == 1)
      try await scene.export()
      #expect(try await scene.page().root.with("warning").isEmpty)
      try scene.write(Array(bytes.prefix(bytes.count / 2)))
      let half = try await scene.page("--unverified", "--limit", "9")
      #expect(half.root.with("warning").count == 1)
    }
  }

  @Test("beyond the limit cases are counted, and it is said how many are left out")
  func limit() async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      try await scene.export()
      let same = folder + "/same"
      let refused = await scene.anna.run([
        "audit", "report", scene.file, "--html", same, "--csv", same,
      ])
      #expect(refused.status == 2)
      let page = try await scene.page("--limit", "0")
      #expect(page.root.named("svg").isEmpty)
      let notes = page.root.with("state").map(\.text)
      #expect(notes.contains { $0.hasPrefix("1 geval staat hier niet") }, "\(notes)")
      #expect(notes.contains { $0.hasPrefix("1 regel staat hier niet") }, "\(notes)")
      #expect(page.element("by-field")?.named("tbody").first?.named("tr").count == 2)
    }
  }

  @Test("whichever way it went, there are words for it", arguments: Language.allCases)
  func ways(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      // What was chosen is taken back, and chosen again otherwise.
      _ = await scene.bram.run(["undo", scene.bench, "--reason", "Toch niet"])
      await scene.scene.meet()
      _ = await scene.bram.run([
        "resolve", scene.bench, "--field", "title", "--value", "Bankje", "--reason", "Kort is goed",
      ])
      await scene.scene.meet()
      // A text that the region puts together.
      await scene.writeInOneText()
      // One person on two devices, and another who comes to it later.
      let phone = TestDevice(
        folder + "/phone", seed: 3, network: RegionNetwork(region: scene.region))
      try await scene.scene.enrol(phone, "anna")
      let fence = await scene.anna.made("note", "add", "--title", "Hek")
      for device in [scene.anna, phone, scene.bram] { _ = await device.run(["sync"]) }
      _ = await scene.anna.run(["edit", fence, "--set", "title=Hek is open"])
      _ = await phone.run(["edit", fence, "--set", "title=Hek is dicht"])
      _ = await scene.bram.run(["edit", fence, "--set", "title=Hek is weg"])
      for device in [scene.anna, phone, scene.bram] { _ = await device.run(["sync"]) }
      await scene.scene.meet()
      // Somebody deletes what another still writes in.
      _ = await scene.bram.run(["delete", scene.square, "--reason", "Dubbel"])
      _ = await scene.anna.run(["edit", scene.square, "--set", "title=Groot plein"])
      await scene.scene.meet()
      try await scene.export()
      let page = try await scene.page(language: language.rawValue)
      var transcript = Transcript()
      for section in page.root.named("section").filter({ $0.named("h3").count == 1 })
      where section.children.first?.name == "h3" {
        transcript.note(section.named("h3").map(\.text) + section.with("state").map(\.text))
        transcript.note(
          section.named("li").map { "- " + $0.text.replacing("\n", with: " ") }
            + section.named("table").flatMap { $0.named("tr") }.map { row in
              row.children.map(\.text).joined(separator: " | ")
            } + [""])
      }
      transcript.note(
        try #require(page.element("parallel-edits")).named("tr").map { row in
          row.children.map(\.text).joined(separator: " | ")
        })
      try transcript.expect("audit-ways.\(language.rawValue)")
    }
  }

  @Test("the story is told in plain words", arguments: Language.allCases)
  func story(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      try await scene.export()
      let page = try await scene.page(language: language.rawValue)
      var transcript = Transcript()
      transcript.mask(RegionKeyText.shown(scene.region.key.publicKey), as: "(the key)")
      let texts = page.root.all.filter {
        ["h1", "h2", "h3", "h4", "p", "li", "caption", "dt", "dd", "tr", "title", "desc"]
          .contains($0.name)
      }
      transcript.note(
        texts.filter { $0.name != "li" || $0.named("p").isEmpty }.map { element in
          let cells = element.name == "tr" ? element.children : [element]
          return cells.map { $0.text.replacing("\n", with: " ") }.joined(separator: " | ")
        })
      for device in [scene.anna, scene.bram] {
        let key = try #require(
          try DeviceKey.load(from: SecretFile(path: device.home + "/device.key")))
        transcript.mask(RegionKeyText.shown(key.publicKey), as: "(a key)")
      }
      try transcript.expect("audit-page.\(language.rawValue)")
    }
  }
}
