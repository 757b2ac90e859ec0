import { componentOf, type ValueType, vectorOf, widthOf } from '../../dialect/index.ts';
import type { Hint, Scalar, VectorWidth } from '../../model/index.ts';
import { declared } from './helpers.ts';
import type { Library } from './library.ts';
import { bytesOf } from '../../util/scalars.ts';
import { narrowed, storedType, widened } from './storage.ts';
import { looped, unrolled, vectorType } from './vector.ts';

/**
 * Loads and stores, plain and with hints, of one element or of a vector: as few accesses of at most 16 bytes as it takes.
 *
 * What hints become: `stream` is evicted first everywhere (`__ldcs`, `__stcs`); `keep` is cached in L2, which all
 * multiprocessors share, and takes no room in L1 (`__ldcg`, `__stcg`); `readOnly` goes the read-only way (`__ldg`), which
 * a plain load of a parameter may take as well; a store has nothing to say to it.
 */
const loads: Readonly<Record<Hint, string>> = { stream: '__ldcs', keep: '__ldcg', readOnly: '__ldg' };
const stores: Readonly<Partial<Record<Hint, string>>> = { stream: '__stcs', keep: '__stcg' };

/** The function that loads through a pointer with a hint. */
export function loadWith(hint: Hint): string {
  return loads[hint];
}

/** The same for stores; undefined where it is a plain one. */
export function storeWith(hint: Hint | undefined): string | undefined {
  return hint === undefined ? undefined : stores[hint];
}

interface Words { readonly type: string; readonly count: number; readonly bytes: number }

/** What moves so many elements. */
function wordsOf(scalar: Scalar, width: VectorWidth): Words {
  const bytes = width * bytesOf[scalar];
  const each = Math.min(16, bytes);
  const own = scalar === 'f32' ? 'float' : scalar === 'i32' ? 'int' : 'uint';
  const type = each === 2 ? 'unsigned short' : each === 4 ? 'unsigned int' : `${own}${each / 4}`;
  return { type, count: bytes / each, bytes };
}

/** `load4(&table[place])`, `load8_stream(…)`: name of the function that loads a vector of values. */
export function needLoad(library: Library, scalar: Scalar, width: VectorWidth, type: ValueType, hint: Hint | undefined): string {
  const name = `load${width}${componentOf(type) === 'f16' ? '_f16' : ''}${hint === undefined ? '' : `_${hint}`}`;
  const [element, vector] = [storedType(scalar, library), vectorType(type, library)];
  library.define(`${name} ${scalar}`, () => {
    const { type: word, count, bytes } = wordsOf(scalar, width);
    const read = (at: number) => {
      const place = at === 0 ? 'words' : `words + ${at}`;
      return hint === undefined ? `words[${at}]` : `${loads[hint]}(${place})`;
    };
    const first = [
      `const ${word}* const words = reinterpret_cast<const ${word}*>(from);`,
      `const ${word} taken[${count}] = {${Array.from({ length: count }, (_, at) => read(at)).join(', ')}};`,
    ];
    const head = `${name}(const ${element}* from)`;
    if (isAsStored(scalar, type)) return [`${declared} ${vector} ${head} {`, ...first.map((line) => `  ${line}`), `  ${vector} result;`, `  memcpy(&result, taken, ${bytes});`, '  return result;', '}'].join('\n');
    return looped(vector, head, width, [`result.at[i] = ${widened(scalar, 'elements[i]')};`], [...first, `${element} elements[${width}];`, `memcpy(elements, taken, ${bytes});`]);
  });
  return name;
}

/** `store4(&pooled[place], value)`: name of the function that stores a vector. */
export function needStore(library: Library, scalar: Scalar, type: ValueType, hint: Hint | undefined): string {
  const width = widthOf(type) as VectorWidth;
  const with_ = storeWith(hint);
  const name = `store${width}${with_ === undefined ? '' : `_${hint!}`}`;
  const [element, vector] = [storedType(scalar, library), vectorType(type, library)];
  library.define(`${name} ${scalar} ${type}`, () => {
    const { type: word, count, bytes } = wordsOf(scalar, width);
    const direct = isAsStored(scalar, type);
    return [
      `${declared} void ${name}(${element}* to, ${vector} value) {`,
      ...(direct ? [] : [`${element} elements[${width}];`, ...unrolled(width, [`elements[i] = ${narrowed(scalar, 'value.at[i]')};`])].map((line) => `  ${line}`)),
      `  ${word} given[${count}];`,
      `  memcpy(given, ${direct ? '&value' : 'elements'}, ${bytes});`,
      `  ${word}* const words = reinterpret_cast<${word}*>(to);`,
      ...Array.from({ length: count }, (_, at) => (with_ === undefined ? `  words[${at}] = given[${at}];` : `  ${with_}(${at === 0 ? 'words' : `words + ${at}`}, given[${at}]);`)),
      '}',
    ].join('\n');
  });
  return name;
}

/** True if elements lie in memory as components lie in the vector. */
function isAsStored(scalar: Scalar, type: ValueType): boolean {
  return scalar === componentOf(type);
}

/** What a store into an array of this scalar converts its value to first: halves go into halves as they are. */
export function storedValueType(scalar: Scalar, type: ValueType, width: 1 | VectorWidth): ValueType {
  return vectorOf(scalar === 'i32' ? 'i32' : scalar === 'f16' && componentOf(type) === 'f16' ? 'f16' : 'f32', width);
}
