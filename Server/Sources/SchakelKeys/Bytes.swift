/// `count` bytes from the system's cryptographic random source (getrandom(2) on Linux).
public func randomBytes(_ count: Int) -> [UInt8] {
  var source = SystemRandomNumberGenerator()
  return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &source) }
}

private let hexDigits = Array("0123456789abcdef".utf8)

func hexadecimal(_ bytes: [UInt8]) -> String {
  var digits: [UInt8] = []
  digits.reserveCapacity(bytes.count * 2)
  for byte in bytes {
    digits.append(hexDigits[Int(byte >> 4)])
    digits.append(hexDigits[Int(byte & 0x0f)])
  }
  return String(decoding: digits, as: UTF8.self)
}
