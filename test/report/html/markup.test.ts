import { expect, test } from 'vitest';
import { html, Markup } from '../../../src/report/html/markup.ts';

test('what is put in is escaped, what is markup is not, nothing leaves nothing', () => {
  const items = ['<b>', 'a & "b"'].map((item) => html`<li title="${item}">${item}</li>`);
  expect(html`<ul>${items}</ul>${null}${false}${0}`.text).toBe('<ul><li title="&#60;b&#62;">&#60;b&#62;</li><li title="a &#38; &#34;b&#34;">a &#38; &#34;b&#34;</li></ul>0');
  expect(html`${new Markup('<i>')}${'<i>'}`.text).toBe('<i>&#60;i&#62;');
});
