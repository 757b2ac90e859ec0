import type { Builtin, Launch, Signature, SizeExpression, Sizes } from '../../model/index.ts';
import type { GridBlock } from './grid-block.ts';
import type { Names } from './names.ts';
import { atom, constantPiece } from './piece.ts';
import type { SurroundingsText } from './surroundings.ts';
import { createUniforms } from './uniforms.ts';

/** How a grid kernel is launched: as it says. WebGPU's workgroups are its blocks. */

type Part = 'block' | 'local' | 'gridDim' | 'lane';

/** What WebGPU tells an invocation, and as what. */
const builtins = {
  block: { builtin: 'workgroup_id', type: 'vec3<u32>' },
  local: { builtin: 'local_invocation_id', type: 'vec3<u32>' },
  gridDim: { builtin: 'num_workgroups', type: 'vec3<u32>' },
  lane: { builtin: 'local_invocation_index', type: 'u32' },
} as const;

/** Threads of a warp: what `this.lane` counts. */
export const warp = 32;

export function gridSurroundings(signature: Signature, launch: Launch, statics: Sizes, names: Names, { block, sharedBytes }: GridBlock): SurroundingsText {
  const uniforms = createUniforms(signature, statics, names);
  /** The locals that the entry opens with, by what they hold; only those that the body names. */
  const seen = new Map<string, { readonly name: string; readonly part: Part; readonly value: (of: string) => string }>();
  const opened = (part: Part, stem: string, value: (of: string) => string) => {
    let known = seen.get(stem);
    if (known === undefined) seen.set(stem, (known = { name: names.fresh(stem), part, value }));
    return atom(known.name);
  };
  let entryKept: string | undefined;
  const entryName = () => (entryKept ??= names.fresh(signature.name));
  const [x, y, z] = launch.grid;
  const one: SizeExpression = { kind: 'number', value: 1 };

  return {
    surroundings: {
      size: uniforms.size,
      scalar: uniforms.scalar,
      builtin({ group, axis }: Pick<Builtin, 'group' | 'axis'>) {
        if (group === 'blockDim') return constantPiece(block[axis === 'x' ? 0 : axis === 'y' ? 1 : 2], 'i32');
        if (group === 'lane') return opened('lane', 'lane', (index) => `i32(${index} % ${warp}u)`);
        const part = group as 'block' | 'local' | 'gridDim';
        return opened(part, `${part === 'gridDim' ? 'grid' : part}_${axis}`, (of) => `i32(${of}.${axis})`);
      },
      lanes() {
        const threads = block[0] * block[1] * block[2];
        return opened('lane', 'lanes', (index) => `min(${warp}, ${threads} - i32(${index} / ${warp}u * ${warp}u))`);
      },
      returned: () => {
        throw new Error('a grid kernel returns nothing');
      },
    },
    uniforms: uniforms.declarations,
    entry() {
      const parts = (Object.keys(builtins) as Part[]).filter((part) => [...seen.values()].some((each) => each.part === part));
      const called = new Map(parts.map((part) => [part, names.fresh({ block: 'group', local: 'invocation', gridDim: 'groups', lane: 'index' }[part])]));
      const list = parts.map((part) => `@builtin(${builtins[part].builtin}) ${called.get(part)}: ${builtins[part].type}`);
      return {
        head: [`@compute @workgroup_size(${block.join(', ')})`, `fn ${entryName()}(${list.join(', ')}) {`],
        opening: [...seen.values()].map(({ name, part, value }) => `let ${name} = ${value(called.get(part)!)};`),
      };
    },
    plan: () => ({
      entry: entryName(), block, grid: [x!, y ?? one, z ?? one],
      uniforms: uniforms.list(), sharedBytes, dynamicSharedBytes: 0, addresses: 32,
    }),
  };
}
