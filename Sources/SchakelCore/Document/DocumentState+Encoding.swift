/// `[structure, contents]`, and the places of erased contents where there are any.
///
/// The structure (what was seen, which dots survive where) comes first and apart from the contents
/// (the values), because the digest of a space covers the one and not the other: erasing a value
/// must not change it. Dots stand once in a table and are referred to by place, since a note's
/// twelve fields usually came with one change.
extension DocumentState {
  /// The state's only encoding: equal states give equal bytes. O(size).
  public func encoded() -> [UInt8] {
    let structure = encodedStructure(DotTable(of: self))
    let contents = measureContents()
    var out = CBORWriter(reserving: structure.count + contents.size + 32)
    out.arrayHead(contents.erased.isEmpty ? 2 : 3)
    out.byteString(structure)
    out.arrayHead(contents.count)
    encodeContents(to: &out)
    if !contents.erased.isEmpty {
      out.arrayHead(contents.erased.count)
      for place in contents.erased { out.unsigned(UInt64(place)) }
    }
    return out.bytes
  }

  /// How many contents there are, in how many bytes, and the places of those that are erased.
  private func measureContents() -> (count: Int, size: Int, erased: [Int]) {
    var size = 0
    var erased: [Int] = []
    for place in fields.siblings.indices {
      switch fields.siblings[place].content {
      case .value(let value): size += value.byteCount
      case .erased: erased.append(place)
      }
    }
    return (count: fields.siblings.count, size: size + erased.count, erased: erased)
  }

  private func encodeContents(to out: inout CBORWriter) {
    for place in fields.siblings.indices {
      switch fields.siblings[place].content {
      case .value(let value): value.encode(to: &out)
      case .erased: out.null()
      }
    }
  }

  /// `[kind, made by, vector, dots, fields]`, and void ends where there are any.
  private func encodedStructure(_ table: DotTable) -> [UInt8] {
    var out = CBORWriter(reserving: 64 + vector.entries.count * 24 + fields.count * 16)
    out.arrayHead(voidEnds.isEmpty ? 5 : 6)
    if let kind { out.name(kind) } else { out.null() }
    if let madeBy {
      out.arrayHead(2)
      out.unsigned(UInt64(vector.position(of: madeBy.writer)))
      out.unsigned(madeBy.counter)
    } else {
      out.null()
    }
    vector.encode(to: &out)
    table.encode(vector: vector, to: &out)
    out.arrayHead(fields.count * 2)
    for field in fields.indices {
      let range = fields.range(at: field)
      out.name(fields.name(at: field))
      out.arrayHead(range.count)
      for place in range { fields.siblings[place].encodeReference(table, to: &out) }
    }
    encodeVoidEnds(to: &out)
    return out.bytes
  }

  /// A flat array, two items a writer: its place in the vector, and where its effect ends.
  private func encodeVoidEnds(to out: inout CBORWriter) {
    guard !voidEnds.isEmpty else { return }
    out.arrayHead(voidEnds.count * 2)
    for end in voidEnds {
      out.unsigned(UInt64(vector.position(of: end.writer)))
      out.unsigned(end.effective)
    }
  }
}

extension Sibling {
  /// The place of the dot in the table; `[place, index]` or `[place, index, writer, counter,
  /// author]` where the sibling is not the only one of its dot or has an origin. Inlined, since
  /// otherwise each sibling is copied for the call.
  @inline(__always)
  fileprivate func encodeReference(_ table: DotTable, to out: inout CBORWriter) {
    let place = UInt64(table.place(of: dot))
    if index == 0 && origin == nil { return out.unsigned(place) }
    out.arrayHead(origin == nil ? 2 : 5)
    out.unsigned(place)
    out.unsigned(UInt64(index))
    if let origin {
      out.writer(origin.dot.writer)
      out.unsigned(origin.dot.counter)
      out.identifier(origin.author)
    }
  }
}
