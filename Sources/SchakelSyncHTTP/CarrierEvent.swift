public import Foundation

/// What an ``HTTPCarrier`` tells of a request on its way.
public enum CarrierEvent: Sendable {
  /// Part of the request has left.
  case sent
  /// An answer begins: its fields by their names in lower case.
  case head(status: Int, fields: [String: String])
  /// A part of the answer's body, of any size.
  case bytes(Data)
  /// Nothing more comes; the failure is why, if it broke.
  case ended(CarrierFailure?)
  /// The server wants the request sent elsewhere, and the carrier did not.
  case redirected(to: String?)
  /// The connection, kept from an earlier request, was gone before an answer came: the request may
  /// be sent again on a fresh one.
  case connectionGivenUp
}
