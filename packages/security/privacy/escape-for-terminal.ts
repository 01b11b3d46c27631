/**
 * Escapes text before a command prints it to a terminal. Control characters in logged requests could otherwise move the cursor or
 * hide lines, and bidirectional format characters could reorder the text (CVE-2021-42574).
 *
 * @returns the text with `\u{…}` in place of control, format, private-use and unpaired surrogate characters, and line separators
 */
export function escapeForTerminal(text: string): string {
  const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\ufffd]/gu
  return text.replace(unsafe, character => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}
