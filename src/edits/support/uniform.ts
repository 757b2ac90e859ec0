import type { Block, Builtin, Expression, Statement } from '../../model/index.ts';
import { walk } from '../../dialect/index.ts';
import { blocksOf } from './place.ts';

/** Which values are the same for threads side by side: those that hang neither on `this.local.x` nor on what others hold. */

export interface Varying {
  /** True if threads that differ only in x may find another value. */
  has(expression: Expression): boolean;
}

/** Whether a builtin tells threads that differ in x apart. */
const tells = ({ group, axis }: Builtin): boolean => group === 'lane' || group === 'thread' || (group === 'local' && axis === 'x');

/**
 * What hangs on x, by all the ways a value can come to a local: what is assigned, and the branches and loops in which it
 * is. Shared arrays and other lanes' values count as varying.
 */
export function varyingAlongX(body: Block, inputs: readonly { readonly name: string }[]): Varying {
  const names = new Set<string>();
  const isInput = (array: string) => inputs.some(({ name }) => name === array);
  const has = (expression: Expression): boolean => {
    let found = false;
    walk(expression, (node) => {
      if (node.type === 'Identifier' && names.has(node.name)) found = true;
      if (node.type === 'Builtin' && tells(node)) found = true;
      if (node.type === 'Element' && !isInput(node.array)) found = true;
      if (node.type === 'FunctionCall' && node.name !== 'dot') found = true;
    });
    return found;
  };
  const enter = (list: readonly Statement[], inVarying: boolean): void => {
    for (const statement of list) {
      if (statement.type === 'VariableDeclaration' && statement.init !== null && (inVarying || has(statement.init))) names.add(statement.name);
      if (statement.type === 'Assignment' && (inVarying || has(statement.value))) names.add(statement.name);
      const parted = inVarying || ((statement.type === 'IfStatement' || statement.type === 'ForStatement') && has(statement.test));
      if (statement.type === 'ForStatement') enter([statement.init, statement.update].filter((each) => each !== null), parted);
      for (const block of blocksOf(statement)) enter(block.body, parted);
    }
  };
  for (let size = -1; size !== names.size;) {
    size = names.size;
    enter(body.body, false);
  }
  return { has };
}
