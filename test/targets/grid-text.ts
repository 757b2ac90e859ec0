/** A grid kernel's text. `head` has its tags without their frame, `out`, statics and launch among them, one a line. */
export function gridText(head: string, body: string): string {
  const lines = head.trim().split('\n').map((line) => line.trim());
  const names = lines.flatMap((line) => /^@param \{[^}]*\} (\w+)$/.exec(line)?.[1] ?? []);
  return `/**\n${lines.map((line) => ` * ${line}\n`).join('')} */\nexport default function probe(${names.join(', ')}) {\n${body.trim()}\n}\n`;
}
