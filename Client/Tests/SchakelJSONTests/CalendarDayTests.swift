import SchakelJSON
import Testing

@Test(
  "a day exists or it does not",
  arguments: [
    ("2024-02-29", true), ("2023-02-29", false), ("1900-02-29", false), ("2000-02-29", true),
    ("2024-04-31", false), ("2024-12-31", true), ("2024-13-01", false), ("2024-00-10", false),
    ("2024-01-00", false), ("0000-01-01", false), ("2024-1-1", false), ("24-01-01", false),
    ("2024/01/01", false), ("2024-01-01 ", false), ("٢٠٢٤-01-01", false), ("", false),
  ])
func days(text: String, exists: Bool) {
  #expect(CalendarDay(text)?.text == (exists ? text : nil))
}
