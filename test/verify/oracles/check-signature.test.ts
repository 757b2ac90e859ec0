import { describe, expect, it } from 'vitest';
import type { Signature, SizeExpression } from '../../../src/model/index.ts';
import { bytesThatMustMove, operationOf, operations, rolesOf } from '../../../src/verify/oracles/index.ts';
import { number, operate, symbol } from '../../../src/verify/oracles/operation.ts';
import { cuembed, inTypes, signatureFor } from '../support/signatures.ts';

const pool = signatureFor('pool-sum');
const [table, indices, offsets] = pool.parameters as [Signature['parameters'][0], Signature['parameters'][0], Signature['parameters'][0]];
const retyped = (name: string, type: Signature['returns']): Signature => ({
  ...pool, parameters: pool.parameters.map((each) => (each.name === name ? { name, type } : each)),
});

/** Quantised rows of a width and a length written as numbers. */
function bytesOf(name: string, width: number, bytes: number): Signature {
  const signature = signatureFor(name);
  return {
    ...signature, returns: { scalar: 'f32', dims: [signature.returns.dims[0]!, number(width)] },
    parameters: signature.parameters.map((each) => (each.name === 'table' ? { name: 'table', type: { scalar: 'u8', dims: [symbol('rows'), number(bytes)] } } : each)),
  };
}

describe('a head that fits', () => {
  it('may pad quantised rows to 16 bytes', () => {
    expect(operationOf(bytesOf('pool-sum-int8-head', 20, 32))?.name).toBe('pool-sum-int8-head');
  });

  it.each(operations.map(({ name }) => name))('%s as the language has it', (name) => {
    expect(operationOf(signatureFor(name))?.name).toBe(name);
  });

  it('may name its sizes otherwise, or give numbers', () => {
    const renamed: Signature = {
      ...pool, roles: {}, returns: { scalar: 'f32', dims: [symbol('b'), number(64)] },
      parameters: [
        { name: 'table', type: { scalar: 'f32', dims: [symbol('vocabulary'), number(64)] } },
        { name: 'indices', type: { scalar: 'i32', dims: [symbol('n')] } },
        { name: 'offsets', type: { scalar: 'i32', dims: [operate(number(1), '+', symbol('b'))] } },
      ],
    };
    expect(operationOf(renamed)?.name).toBe('pool-sum');
    expect(rolesOf(renamed)).toEqual({
      table: { kind: 'values' }, indices: { kind: 'index', into: symbol('vocabulary') }, offsets: { kind: 'offsets', into: symbol('n') },
    });
  });

  it('may write the pairs of an interaction otherwise', () => {
    const [fields, dim] = [symbol('fields'), symbol('dim')];
    const pairs = operate(operate(fields, '*', operate(fields, '+', number(1))), '/', number(2));
    expect(operationOf(signatureFor('interact-dot', { returns: { scalar: 'f32', dims: [symbol('batch'), operate(pairs, '+', dim)] } }))?.name).toBe('interact-dot');
  });

  it('may hold the same in other widths', () => {
    for (const scalar of ['f32', 'f16', 'bf16'] as const) expect(operationOf(inTypes('pool-weighted-sum', { table: scalar, weights: scalar }, scalar))).toBeDefined();
    expect(operationOf(inTypes('pool-sum', { indices: 'i64', offsets: 'i64' }))).toBeDefined();
  });

  it('may leave room for zeros after an interaction', () => {
    const wide = (last: SizeExpression) => signatureFor('interact-dot', { returns: { scalar: 'f32', dims: [symbol('batch'), last] } });
    const needed = signatureFor('interact-dot').returns.dims[1]!;
    const toEight = operate({ kind: 'function', name: 'ceil', arguments: [operate(needed, '/', number(8))] }, '*', number(8));
    expect(operationOf(wide(operate(needed, '+', number(1))))?.name).toBe('interact-dot');
    expect(operationOf(wide(toEight))?.name).toBe('interact-dot');
    expect(() => operationOf(wide(operate(needed, '-', number(1))))).toThrow('needs a result of type f32[batch][dim + (fields + 1) * fields / 2]; it has');
  });

  it('need not claim an operation', () => {
    const { operation: _, ...own } = pool;
    expect(operationOf(own)).toBeUndefined();
    expect(rolesOf(own)).toBe(own.roles);
    expect(bytesThatMustMove(own, cuembed, 8)).toBe(32);
    expect(bytesThatMustMove(pool, cuembed, 8)).toBe(4 * (4 * 4 + 4 + 3 + 2 * 4));
  });
});

describe('a head that does not fit', () => {
  it.each<[string, Signature, string]>([
    ['unknown operation', { ...pool, operation: 'pool-product' }, 'no operation is named pool-product; nearest: '],
    ['other order', { ...pool, parameters: [indices, table, offsets] }, 'needs parameters (table, indices, offsets); it has (indices, table, offsets)'],
    ['missing parameter', { ...pool, parameters: [table, indices] }, 'it has (table, indices)'],
    ['float indices', retyped('indices', { scalar: 'f32', dims: [symbol('lookups')] }), 'needs indices of type i32[lookups] (or i64); it has f32[lookups]'],
    ['integer rows', retyped('table', { scalar: 'i32', dims: table.type.dims }), 'needs table of type f32[rows][dim] (or f16, bf16); it has i32[rows][dim]'],
    ['offsets without the last', retyped('offsets', { scalar: 'i32', dims: [symbol('bags')] }), 'needs offsets of type i32[bags + 1]; it has i32[bags]'],
    ['flat table', retyped('table', { scalar: 'f32', dims: [symbol('rows')] }), 'needs table of type f32[rows][dim]; it has f32[rows]'],
    ['other result', { ...pool, returns: { scalar: 'f32', dims: [symbol('bags'), symbol('rows')] } }, 'needs a result of type f32[bags][dim]; it has f32[bags][rows]'],
    ['fractional result', { ...pool, returns: { scalar: 'f32', dims: [symbol('bags'), operate(symbol('dim'), '/', number(5))] } }, 'it has f32[bags][dim / 5]'],
    ['two values to a byte in an odd width', bytesOf('pool-sum-int4-head', 33, 21), 'needs an even width, since a byte holds two values; it has 33'],
    ['f32 after a width that 4 does not divide', bytesOf('gather-int8-tail', 30, 38), 'needs a width that 4 divides, since an f32 scale and bias follow; it has 30'],
    ['rows shorter than their values', bytesOf('pool-sum-int8-head', 32, 35), 'needs table of type u8[rows][dim + 4]; it has u8[rows][35]'],
    ['unknown profile', { ...signatureFor('pool-weighted-mean'), profile: 'pytorch' }, 'needs a @profile of cuembed, fbgemm; it has pytorch'],
  ])('%s', (_, signature, message) => {
    expect(() => operationOf(signature)).toThrow(message);
  });
});
