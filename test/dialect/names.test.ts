import { expect, test } from 'vitest';
import { listed, nameProblem } from '../../src/dialect/names.ts';
import { parseKernel } from '../../src/dialect/index.ts';

const everyObjectHas = Object.getOwnPropertyNames(Object.prototype);

/** The four places where a kernel gives a name. */
const places: Record<string, (name: string) => string> = {
  'a function': (name) => `/**\n * @returns {f32[n]}\n */\nfunction ${name}() { return 1.0; }`,
  'a parameter': (name) => `/**\n * @param {f32[n]} ${name}\n * @returns {f32[n]}\n */\nfunction f(${name}) { return 1.0; }`,
  'a local': (name) => `/**\n * @returns {f32[n]}\n */\nfunction f() { const ${name} = 1.0; return ${name}; }`,
  'a size': (name) => `/**\n * @returns {f32[${name}]}\n */\nfunction f() { return this.constants.${name}; }`,
};

test.each(Object.entries(places))('%s cannot be called what every object has', (_, write) => {
  for (const name of [...everyObjectHas, 'Math', 'Infinity', 'NaN', 'undefined', '__x', '$', 'é', 'a'.repeat(101)]) {
    expect(() => parseKernel(write(name), 'kernel.js'), name).toThrow(/^kernel\.js:\d+:\d+: /);
  }
  for (const name of ['_', 'a', 'A9', 'a_b', 'prototype', 'length', 'name', 'self', 'constants', 'thread']) {
    expect(() => parseKernel(write(name), 'kernel.js'), name).not.toThrow();
  }
});

test('reasons', () => {
  expect(nameProblem('rows')).toBeUndefined();
  expect(everyObjectHas.map(nameProblem)).not.toContain(undefined);
});

test('lists for messages stay short', () => {
  expect(listed([], 'none')).toBe('none');
  expect(listed(new Set(['a', 'b']), 'none')).toBe('a, b');
  expect(listed(Array.from({ length: 15 }, (_, at) => `v${at}`), 'none')).toBe('v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11 and 3 more');
});
