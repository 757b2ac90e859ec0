import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalHash, canonicalText, check, parseKernel, printKernel } from '../../src/dialect/index.ts';
import { arbitraryKernel } from './arbitrary-kernel.ts';

const runs = { numRuns: 300, seed: 2 };

test('what is printed parses back to the same kernel, and prints the same again', () => {
  fc.assert(fc.property(arbitraryKernel(), ({ text }) => {
    const source = parseKernel(text, 'first.js');
    const printed = printKernel(source.kernel);
    const again = parseKernel(printed, 'second.js');
    expect(canonicalText(again.kernel)).toBe(canonicalText(source.kernel));
    expect(again.hash).toBe(source.hash);
    expect(printKernel(again.kernel)).toBe(printed);
  }), runs);
});

test('names and layout do not change the hash', () => {
  fc.assert(fc.property(arbitraryKernel(), ({ text, disguised }) => {
    expect(parseKernel(disguised, 'disguised.js').hash).toBe(parseKernel(text, 'plain.js').hash);
  }), runs);
});

test('another body has another hash', () => {
  fc.assert(fc.property(arbitraryKernel(), arbitraryKernel(), (one, other) => {
    const [first, second] = [one, other].map(({ text }) => parseKernel(text, 'a.js').kernel) as [Parameters<typeof canonicalText>[0], Parameters<typeof canonicalText>[0]];
    expect(canonicalHash(first) === canonicalHash(second)).toBe(canonicalText(first) === canonicalText(second));
  }), runs);
});

test('generated kernels obey the language', () => {
  fc.assert(fc.property(arbitraryKernel(), ({ text }) => {
    expect(check(parseKernel(text, 'a.js').kernel, 'any').ok).toBe(true);
  }), runs);
});
