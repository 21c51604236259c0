/// Signs with the device's key: the bytes of a seal in, an Ed25519 signature of sixty-four bytes
/// out.
public typealias DeviceSigner = @Sendable ([UInt8]) -> [UInt8]
