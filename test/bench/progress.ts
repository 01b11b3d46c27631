/** Shows what is being done: on a terminal in one line that is written over, elsewhere in a line of its own. */
export function progress(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${text}`)
  else if (text) console.log(text)
}
