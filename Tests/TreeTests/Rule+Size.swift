extension Rule {
  /// Files and functions that one person can hold in mind.
  static let size = [fileLength, functionLength]

  static let longestFile = 600
  static let longestFunction = 60

  /// Over this a file is listed when the tests run, and nothing fails.
  static let longFile = 400

  private static let fileLength = Rule.eachFile("no Swift file is over \(longestFile) lines") {
    guard $0.swift != nil, $0.lineCount > longestFile else { return [] }
    return [Violation($0, "\($0.lineCount) lines: split it, one aspect a file")]
  }

  private static let functionLength = Rule.eachFile(
    "no function is over \(longestFunction) lines"
  ) { file in
    (file.swift?.declarations ?? [])
      .filter { $0.kind == .function && $0.lines.count > longestFunction }
      .map {
        Violation(
          file, line: $0.lines.lowerBound + 1, "\($0.lines.count) lines: name the steps it takes")
      }
  }
}

extension SourceFile {
  /// How many lines the file has; its last line feed begins no further one.
  var lineCount: Int { lines.last == "" ? lines.count - 1 : lines.count }
}
