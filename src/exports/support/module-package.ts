import type { Signature } from '../../model/index.ts';
import { namesOf } from './names.ts';

/** `package.json` of a package in JavaScript. */
export function modulePackageText(signature: Signature, peerDependencies: Readonly<Record<string, string>>): string {
  return `${JSON.stringify({
    name: namesOf(signature).package,
    version: '1.0.0',
    description: signature.description,
    type: 'module',
    exports: { '.': { types: './index.d.ts', default: './index.js' }, './kernel.js': './kernel.js' },
    types: './index.d.ts',
    scripts: { test: 'node self-check.js' },
    ...(Object.keys(peerDependencies).length === 0 ? {} : { peerDependencies }),
  }, null, 2)}\n`;
}
