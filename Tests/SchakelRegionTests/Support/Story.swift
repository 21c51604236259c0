import SchakelCore

@testable import SchakelRegion

/// What three people make of one document while they are apart. Anna's and Cor's are pushed before
/// Bram's, and what they write later after his.
enum Story: CaseIterable, Sendable {
  /// Two edit different fields.
  case apart
  /// Two give it different titles.
  case titles
  /// Two give it the same title.
  case sameTitle
  /// Two edit different places of one text.
  case text
  /// Two edit one place of a text.
  case sameText
  /// Two add to a set, and a third takes out what was in it.
  case themes
  /// One makes another document and goes on in it, and so does a second.
  case made
  /// An edit waits for the edit that it was written upon, which comes later.
  case early
  /// The same, of a document of which nobody has heard.
  case unborn
  /// An edit waits for what is never pushed.
  case leftWaiting
  /// A document of another space is named.
  case elsewhere
  /// The document is made a second time, and edited.
  case madeAgain
  /// One deletes what another edits.
  case deleted
  /// One deletes it and brings it back, another edits it.
  case restored
  /// A choice between two titles.
  case settled
  /// A choice by way of an edit, which is refused, and an edit upon that.
  case settledByTheWay
  /// The same, of one that has to wait before it can be judged.
  case judgedLate
  /// A choice of which somebody does not hear.
  case reopened
  /// An edit waits for another change than that which comes.
  case otherHistory
  /// An edit under another's name, and one upon it.
  case otherAuthor
  /// A change that cannot be read, and an edit upon it.
  case garbled
  /// Many edits by both.
  case long
}

/// Those who write. Dirk's changes are pushed by nobody.
struct Writers {
  var anna: Author
  var bram: Author
  var cor: Author
  var dirk: Author
  /// A document of another space.
  let elsewhere: DocumentID

  mutating func titles(of document: DocumentID) {
    anna.set("title", of: document, to: "zitbank")
    bram.set("title", of: document, to: "ligbed")
  }
}

extension Story {
  /// What comes first: most of it.
  func begin(_ document: DocumentID, _ writers: inout Writers) {
    switch self {
    case .apart:
      writers.anna.set("title", of: document, to: "zitbank")
      writers.bram.set("place", of: document, to: "bij de vijver")
    case .titles, .reopened, .settled, .settledByTheWay: chooses(document, &writers)
    case .sameTitle:
      writers.titles(of: document)
      writers.cor.set("title", of: document, to: "ligbed")
    case .text:
      writers.anna.set("body", of: document, to: Desk.text("druk"))
      writers.bram.set("body", of: document, to: Desk.text("stil", "vol"))
    case .sameText:
      writers.anna.set("body", of: document, to: Desk.text("druk"))
      writers.bram.set("body", of: document, to: Desk.text("vol"))
    case .themes:
      writers.anna.add("groen", to: "themes", of: document)
      writers.bram.add("rust", to: "themes", of: document)
      writers.cor.clear("themes", of: document)
    case .made, .unborn: makes(&writers)
    case .early, .leftWaiting, .otherHistory, .judgedLate: waits(document, &writers)
    case .elsewhere, .madeAgain, .otherAuthor, .garbled: isRefused(document, &writers)
    case .deleted, .restored:
      writers.anna.delete(document)
      if self == .restored { writers.anna.restore(document) }
      writers.bram.set("title", of: document, to: "ligbed")
    case .long:
      for number in 0..<5 {
        writers.anna.set("title", of: document, to: "zitbank \(number)")
        writers.bram.set(number < 3 ? "place" : "title", of: document, to: "\(number)")
      }
    }
  }

  private func chooses(_ document: DocumentID, _ writers: inout Writers) {
    writers.titles(of: document)
    guard self != .titles else { return }
    writers.bram.hear(writers.anna, of: document)
    if self == .settledByTheWay {
      writers.bram.set("title", of: document, to: "bank")
      writers.bram.set("place", of: document, to: "bij de vijver")
    } else {
      writers.bram.settle("title", of: document, to: "bank")
    }
  }

  private func makes(_ writers: inout Writers) {
    if self == .unborn {
      let document = writers.bram.make([("title", "bankje")])
      writers.anna.hear(writers.bram, of: document)
      writers.anna.set("title", of: document, to: "zitbank")
      writers.bram.set("place", of: document, to: "hier")
    } else {
      let document = writers.anna.make([("body", Desk.text()), ("title", "bankje")])
      writers.bram.hear(writers.anna, of: document)
      writers.anna.set("title", of: document, to: "zitbank")
      writers.anna.set("place", of: document, to: "hier")
      writers.bram.set("title", of: document, to: "ligbed")
    }
  }

  private func waits(_ document: DocumentID, _ writers: inout Writers) {
    switch self {
    case .early:
      writers.bram.set("title", of: document, to: "ligbed")
      writers.anna.hear(writers.bram, of: document)
      writers.anna.set("title", of: document, to: "zitbank")
      writers.anna.set("place", of: document, to: "hier")
    case .leftWaiting:
      writers.dirk.set("title", of: document, to: "divan")
      writers.anna.hear(writers.dirk, of: document)
      writers.anna.set("title", of: document, to: "zitbank")
      writers.bram.set("title", of: document, to: "ligbed")
    case .otherHistory:
      writers.bram.set("title", of: document, to: "ligbed")
      var context = writers.anna.view(of: document).vector
      context.record(writers.bram.last.dot, check: ~writers.bram.last.check)
      writers.anna.set("place", of: document, to: "hier", context: context)
    default:
      writers.titles(of: document)
      writers.cor.hear(writers.anna, of: document)
      writers.cor.hear(writers.bram, of: document)
      writers.cor.set("title", of: document, to: "bank")
    }
  }

  private func isRefused(_ document: DocumentID, _ writers: inout Writers) {
    switch self {
    case .elsewhere: writers.anna.set("title", of: writers.elsewhere, to: "hierheen")
    case .madeAgain: writers.anna.make([("title", "nog eens")], id: document)
    case .garbled: writers.anna.garble(document)
    default:
      writers.anna.set(
        "title", of: document, to: "zitbank", author: writers.bram.device.device.person)
    }
    writers.anna.set("place", of: document, to: "hier")
    writers.bram.set("title", of: document, to: "ligbed")
  }

  /// What comes later.
  func goOn(_ document: DocumentID, _ writers: inout Writers) {
    switch self {
    case .titles: writers.anna.set("place", of: document, to: "hier")
    case .reopened: writers.anna.set("title", of: document, to: "toch een zitbank")
    case .early: writers.bram.set("title", of: document, to: "divan")
    case .deleted:
      writers.bram.hear(writers.anna, of: document)
      writers.bram.restore(document)
    case .long:
      writers.bram.hear(writers.anna, of: document)
      writers.bram.settle("title", of: document, to: "bank")
    default: break
    }
  }
}
