/**
 * Text that is HTML already. Everything else that goes into a template is escaped, so what a run recorded (names, source,
 * a compiler's log) can never become part of the page.
 */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes; `null` and `false` leave nothing. */
export type Content = Markup | string | number | null | false | readonly Content[];

/** `html\`<p>${anything}</p>\``: SVG likewise. In attributes, quote them. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(parts.reduce((text, part, at) => text + show(values[at - 1]!) + part));
}

function show(content: Content): string {
  if (content === null || content === false) return '';
  if (content instanceof Markup) return content.text;
  return typeof content === 'object' ? content.map(show).join('') : escape(String(content));
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
