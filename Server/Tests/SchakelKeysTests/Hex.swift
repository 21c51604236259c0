/// The bytes that hexadecimal digits spell; traps on anything else, for literals in tests.
func bytes(_ hex: String) -> [UInt8] {
  var digits = hex[...]
  var result: [UInt8] = []
  while let pair = digits.popFirst().map(String.init) {
    result.append(UInt8(pair + String(digits.removeFirst()), radix: 16)!)
  }
  return result
}
