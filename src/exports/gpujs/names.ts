import type { Signature } from '../../model/index.ts';

/** Names that an exported package gives: from `poolSum`, the package `evoke-pool-sum` and the function `createPoolSum`. */
export interface Names {
  /** The kernel's own. */
  readonly kernel: string;
  readonly type: string;
  readonly create: string;
  readonly package: string;
}

export function namesOf({ name }: Signature): Names {
  const capital = name[0]!.toUpperCase() + name.slice(1);
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return { kernel: name, type: `${capital}Function`, create: `create${capital}`, package: `evoke-${words || 'kernel'}` };
}
