/** A word as a shell reads it back whole. */
export function shellWord(word: string): string {
  return /^[\w./:=,@#-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
