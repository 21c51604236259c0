import Foundation

/// A word that is looked for in bytes, in every form in which a program may well have put it there.
struct HiddenWord {
  /// What is looked for, and what that form is called.
  let forms: [(name: String, bytes: Data)]

  init(_ word: String) {
    let plain = Data(word.utf8)
    let digits = plain.map { (($0 < 16 ? "0" : "") + String($0, radix: 16)) }.joined()
    var forms = [
      ("UTF-8", plain), ("capitals", Data(word.uppercased().utf8)),
      ("UTF-16", Data(word.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] })),
      ("hexadecimal", Data(digits.utf8)), ("HEXADECIMAL", Data(digits.uppercased().utf8)),
      ("percent", Data(word.utf8.map { "%" + String($0, radix: 16) }.joined().utf8)),
    ]
    // Three bytes are four letters: of a word that begins within three, those in between are certain.
    for before in 0..<3 {
      let letters = (Data(repeating: 0, count: before) + plain).base64EncodedString()
      let (first, last) = ((before * 8 + 5) / 6, (before + plain.count) * 8 / 6)
      forms.append(("base64", Data(letters.utf8.prefix(last).dropFirst(first))))
    }
    self.forms = forms.map { (name: $0.0, bytes: $0.1) }
  }

  /// The forms in which it is in these bytes.
  func found(in bytes: Data) -> [String] {
    forms.filter { bytes.range(of: $0.bytes) != nil }.map(\.name)
  }
}
