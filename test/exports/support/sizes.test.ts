import { describe, expect, it } from 'vitest';
import { parseSize } from '../../../src/dialect/index.ts';
import { exactDivisions, shapeText } from '../../../src/exports/support/sizes.ts';

describe('shapeText', () => {
  it('shows static sizes as their numbers', () => {
    expect(shapeText(['batch', 'dim + (fields + 1) * fields / 2', 'dim * batch'].map(parseSize), { dim: 4, fields: 3 })).toBe('[batch][10][dim * batch]');
  });
});

describe('exactDivisions', () => {
  const shown = (texts: string[], fixed = {}) => exactDivisions(texts.map(parseSize), fixed).map((division) => division.shown);

  it('are those of run-time sizes that nothing rounds, each once', () => {
    expect(shown(['bags / 4', 'ceil(bags / 8)', 'min(bags / 4, 1056)', 'floor((n + m / 3) / 2)'])).toEqual(['bags / 4', 'm / 3']);
  });

  it('are those of static sizes too where they do not come out', () => {
    expect(shown(['ceil(dim / 4 * bags)'], { dim: 6 })).toEqual(['dim / 4']);
  });

  it('are not those of static sizes, nor numbers of pairs', () => {
    expect(shown(['dim / 3', 'dim + (fields + 1) * fields / 2', '(fields - 1) * fields / 2'], { dim: 6 })).toEqual([]);
  });
});
