import type { Signature } from '../../model/index.ts';

/** Names that exported packages give, each in the manner of its language; all of `poolSum` below. */
export interface Names {
  /** The kernel's own. */
  readonly kernel: string;
  /** `PoolSumFunction`, a type of TypeScript. */
  readonly type: string;
  /** `createPoolSum`, which makes such a function. */
  readonly create: string;
  /** `evoke-pool-sum`, a package. */
  readonly package: string;
  /** `evoke_pool_sum`, a module of Python, a target of CMake and a function of C. */
  readonly module: string;
  /** `pool_sum`, a function of Python. */
  readonly operator: string;
}

export function namesOf({ name }: Signature): Names {
  const capital = name[0]!.toUpperCase() + name.slice(1);
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'kernel';
  const snake = words.replaceAll('-', '_');
  return { kernel: name, type: `${capital}Function`, create: `create${capital}`, package: `evoke-${words}`, module: `evoke_${snake}`, operator: pythonName(/^\d/.test(snake) ? `_${snake}` : snake) };
}

/** A name as Python takes it, and as no generated text uses it for something else. */
export function pythonName(name: string): string {
  return taken.has(name) ? `${name}_` : name;
}

const taken = new Set(`False None True and as assert async await break class continue def del elif else except finally for from global if
import in is lambda nonlocal not or pass raise return try while with yield
any bool dict enumerate float getattr hasattr int isinstance len list map max min print range set str sum tuple vars zip Tensor
torch F argparse json math pathlib statistics sys unittest benchmark main inputs random_inputs read reference time_launches wrong
device dims dtype name output shape size tensor wanted`.split(/\s+/));
