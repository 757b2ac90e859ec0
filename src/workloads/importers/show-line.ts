/** A line in a message: shortened, and what does not print made visible. */
export function showLine(line: Buffer): string {
  const text = line.subarray(0, 60).toString('latin1').replace(/[^\x20-\x7e]/g, (character) => (character === '\t' ? '\\t' : '?'));
  return `'${text}${line.length > 60 ? '…' : ''}'`;
}
