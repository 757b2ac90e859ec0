import { nodesOf, type TypedArray, type TypedKernel } from '../../dialect/index.ts';

/**
 * How an array lies in WGSL: as units of one or more elements.
 *
 * What is loaded four elements at a time is bound as `array<vec4<f32>>`, so that one access moves 16 bytes: assembled from
 * four loads, each with the check of its place that WebGPU makes, it would be four accesses. Elements of an input that is
 * also read by narrower accesses are components of its units. An array that is written is held in units only where all
 * accesses have that width: WGSL lets a store to one component write the whole vector, and neighbours may belong to other
 * threads. Element types that WGSL has not lie in words of 32 bits.
 */
export interface ArrayForm {
  readonly array: TypedArray;
  /** The name in the text. */
  readonly name: string;
  /** WGSL type of a unit. */
  readonly unit: string;
  /** Elements of a unit. */
  readonly per: 1 | 2 | 4;
  /** Accessed by atomic operations alone, floats as their bits: WGSL adds atomically to integers. */
  readonly atomic: boolean;
}

/** The forms of all arrays of a kernel that has no vectors of eight. */
export function formsOf(typed: TypedKernel, nameOf: (array: string) => string): ReadonlyMap<string, ArrayForm> {
  const widths = new Map<string, Set<number>>([...typed.arrays.keys()].map((name) => [name, new Set()]));
  const added = new Set<string>();
  for (const node of nodesOf(typed.kernel.body)) {
    if (node.type === 'Element' || node.type === 'Store') widths.get(node.array)!.add(node.width ?? 1);
    if (node.type === 'AtomicAdd') added.add(node.array);
  }
  return new Map([...typed.arrays].map(([name, array]) => [name, { array, name: nameOf(name), ...heldAs(array, widths.get(name)!, added.has(name)) }]));
}

function heldAs({ space, type: { scalar } }: TypedArray, widths: ReadonlySet<number>, added: boolean): Pick<ArrayForm, 'unit' | 'per' | 'atomic'> {
  const widest = Math.max(1, ...widths) as 1 | 2 | 4;
  const per = added ? 1 : space === 'input' || widths.size <= 1 ? widest : 1;
  switch (scalar) {
    case 'bf16':
      if (space === 'output' && per === 1) return { unit: 'atomic<u32>', per: 2, atomic: true }; // two threads may store into one word
      return per === 4 ? { unit: 'vec2<u32>', per, atomic: false } : { unit: 'u32', per: 2, atomic: false };
    case 'i8': return { unit: 'i32', per: 4, atomic: false };
    case 'u8': return { unit: 'u32', per: 4, atomic: false };
    case 'i64': return { unit: 'vec2<i32>', per: 1, atomic: false };
    default: {
      const element = scalar === 'bool' ? 'u32' : scalar === 'u32' ? 'i32' : scalar;
      if (added) return { unit: scalar === 'i32' ? 'atomic<i32>' : 'atomic<u32>', per, atomic: true };
      return { unit: per === 1 ? element : `vec${per}<${element}>`, per, atomic: false };
    }
  }
}
