/** Text as a comment and as a literal of JavaScript. */

export function commentText(lines: readonly string[]): string {
  return ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'].join('\n');
}

export function templateLiteral(text: string): string {
  return `\`${text.replace(/[\\\`]|\$\{/g, '\\$&')}\``;
}
