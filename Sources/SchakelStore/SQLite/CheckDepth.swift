/// How thoroughly a whole file is checked. Both read every page.
public enum CheckDepth: String, Sendable {
  /// The structure of tables and indexes. https://www.sqlite.org/pragma.html#pragma_quick_check
  case quick = "quick_check"
  /// Also that each index has exactly the rows of its table; several times slower.
  case full = "integrity_check"
}
