import Foundation
import FoundationXML

/// A page, read as XML: it must be well-formed down to the last tag.
final class AuditPageTree {
  struct Unreadable: Error { let text: String }

  final class Element {
    let name: String
    let attributes: [String: String]
    fileprivate(set) var children: [Element] = []
    fileprivate(set) var parts: [String] = []

    fileprivate init(_ name: String, _ attributes: [String: String]) {
      (self.name, self.attributes) = (name, attributes)
    }

    /// All text in it, in order.
    var text: String { parts.joined() }
    /// This and all below it, in the order of the page.
    var all: [Element] { [self] + children.flatMap(\.all) }

    func named(_ name: String) -> [Element] { all.filter { $0.name == name } }
    func with(_ style: String) -> [Element] { all.filter { $0.attributes["class"] == style } }
  }

  let source: String
  let root: Element

  init(_ source: String) throws {
    self.source = source
    let builder = Builder()
    let parser = XMLParser(data: Data(source.utf8))
    parser.delegate = builder
    guard parser.parse(), let root = builder.root else {
      throw Unreadable(text: "\(String(describing: parser.parserError)) \(parser.lineNumber)")
    }
    self.root = root
  }

  func element(_ id: String) -> Element? { root.all.first { $0.attributes["id"] == id } }

  private final class Builder: NSObject, XMLParserDelegate {
    var root: Element?
    private var path: [Element] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      let element = Element(name, attributes)
      path.last?.children.append(element)
      if root == nil { root = element }
      path.append(element)
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
      qualifiedName: String?
    ) { path.removeLast() }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      for element in path { element.parts.append(text) }
    }
  }
}
