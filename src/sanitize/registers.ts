import { componentOf, type TypedKernel, widthOf, type ValueType } from '../dialect/index.ts';
import { nodesOf } from '../dialect/index.ts';
import type { Block, Statement } from '../model/index.ts';

/** What addresses, loop bounds and the thread's coordinates take of a thread's registers, roughly. */
const OVERHEAD = 16;
/** What a warp's product of two tiles takes: 8 sums and 8 operands. */
const TILES = 16;

/**
 * A guess at the 32-bit registers that a compiler gives a thread: the locals that are in scope at a time, and the values
 * loaded between two branches, which are loaded together so that their waits overlap. It grows with what makes registers
 * scarce (rows in flight, wide vectors); it is no compiler's figure.
 */
export function registersOf(body: Block, typed: Omit<TypedKernel, 'kernel'>): number {
  return OVERHEAD + heldIn(body, typed);
}

function heldIn({ body }: Block, typed: Omit<TypedKernel, 'kernel'>): number {
  let locals = 0;
  let loaded = 0;
  let most = 0;
  for (const node of body) {
    const inner = insideOf(node, typed);
    loaded = inner === undefined ? loaded + loadedBy(node, typed) : 0;
    most = Math.max(most, locals + loaded + (inner ?? 0));
    if (node.type === 'VariableDeclaration') locals += registersFor(typed.locals.get(node.name)!);
  }
  return Math.max(most, locals);
}

/** Registers inside a statement that branches or waits; undefined for one that others can be scheduled across. */
function insideOf(node: Statement, typed: Omit<TypedKernel, 'kernel'>): number | undefined {
  switch (node.type) {
    case 'IfStatement': return Math.max(heldIn(node.consequent, typed), node.alternate ? heldIn(node.alternate, typed) : 0);
    case 'ForStatement': {
      const counter = node.init?.type === 'VariableDeclaration' ? registersFor(typed.locals.get(node.init.name)!) : 0;
      return counter + heldIn(node.body, typed);
    }
    case 'Barrier': case 'CopyWait': return 0;
    case 'MatrixDot': return TILES;
    default: return undefined;
  }
}

/** What a statement loads besides the local that it declares. */
function loadedBy(node: Statement, typed: Omit<TypedKernel, 'kernel'>): number {
  const loads = nodesOf(node).filter((each) => each.type === 'Element' && !(node.type === 'VariableDeclaration' && node.init === each));
  return loads.reduce((sum, each) => sum + registersFor(typed.types.get(each.id)!), 0);
}

/** Two f16 share a register. */
function registersFor(type: ValueType): number {
  return componentOf(type) === 'f16' ? Math.ceil(widthOf(type) / 2) : widthOf(type);
}
