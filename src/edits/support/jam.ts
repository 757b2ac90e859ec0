import type { Block, Expression, If, Node, Statement } from '../../model/index.ts';
import { copyFresh, nodesOf, rewrite, walk } from '../../dialect/index.ts';
import type { Fresh } from '../operator.ts';
import { numberOf, parts } from './build.ts';
import { declaredIn, isTogether } from './dataflow.ts';
import { isJump } from './draw.ts';
import { loadsFirst } from './loads-first.ts';

/**
 * A piece of kernel done for several values of something, the seed, at once: what hangs on the seed stands several times,
 * side by side, each with locals of its own; what does not, a loop over a bag with its indices, stands once for all.
 * (Unroll and jam.)
 */
export interface Seed {
  readonly copies: number;
  readonly isSeed: (node: Node) => boolean;
  /** What stands for the seed in the copy of that number. The first keeps its nodes. */
  readonly make: (seed: Expression, copy: number) => Expression;
}

/** Undefined where the piece holds something that may be done only once, or that all threads do together. */
export function jammed(piece: readonly Statement[], seed: Seed, fresh: Fresh): Statement[] | undefined {
  const strange = piece.some((statement) => isTogether(statement) || nodesOf(statement).some(({ type }) => ['AtomicAdd', 'AsyncCopy', 'CopyCommit', 'CopyWait', 'SharedDeclaration', 'ReturnStatement'].includes(type)));
  return strange ? undefined : new Jam(viewOf(piece, seed), fresh).list(piece);
}

/** What is known of a piece: which locals hang on the seed, and which are the seed itself, or so many times it. */
interface View {
  readonly seed: Seed;
  readonly varying: Set<string>;
  readonly places: Set<string>;
}

function viewOf(piece: readonly Statement[], seed: Seed): View {
  const view: View = { seed, varying: new Set(), places: new Set() };
  const { varying, places } = view;
  const hang = (node: Node | null) => node !== null && hangs(node, view);
  /** `within`: whether the statement is done at all hangs on the seed. */
  const visit = (statement: Statement, within: boolean): void => {
    if (statement.type === 'VariableDeclaration') {
      if (hang(statement.init) || (within && statement.init !== null)) varying.add(statement.name);
      if (statement.init && isPlace(statement.init, seed)) places.add(statement.name);
    }
    if (statement.type === 'Assignment' && (within || hang(statement.value))) varying.add(statement.name);
    if (statement.type === 'IfStatement') {
      const together = isGuard(statement, view);
      const inside = within || (hang(statement.test) && !together);
      for (const block of [statement.consequent, statement.alternate]) block?.body.forEach((each) => visit(each, inside));
      // what it leaves behind is left by the copies whose places are in range
      if (hang(statement.test)) for (const name of assignedOutside(statement)) varying.add(name);
    }
    if (statement.type === 'ForStatement') {
      const { init, test, update, body } = statement;
      const inside = within || [init, test, update].some(hang) || leavesByChoice(body, hang);
      for (const each of [init, update]) if (each) visit(each, inside);
      body.body.forEach((each) => visit(each, inside));
    }
  };
  for (let before = -1; before < varying.size; ) {
    before = varying.size;
    for (const statement of piece) visit(statement, false);
  }
  for (const statement of piece) for (const node of nodesOf(statement)) if (node.type === 'Assignment') places.delete(node.name);
  return view;
}

function assignedOutside(statement: Statement): string[] {
  const own = declaredIn(statement);
  return nodesOf(statement).flatMap((node) => (node.type === 'Assignment' && !own.has(node.name) ? [node.name] : []));
}

function hangs(node: Node, { seed, varying }: View): boolean {
  let found = false;
  walk(node, (each) => {
    if (seed.isSeed(each) || (each.type === 'Identifier' && varying.has(each.name))) found = true;
  });
  return found;
}

function isPlace(expression: Expression, seed: Seed): boolean {
  if (seed.isSeed(expression)) return true;
  const factors = parts(expression, '*');
  return factors !== undefined && (numberOf(factors[0]) ?? 0) > 0 && isPlace(factors[1], seed);
}

/** A guard that bounds places from above, which grow from copy to copy: if the last copy's holds, all do. */
function isGuard({ test, alternate }: If, view: View): boolean {
  return alternate === null && hangs(test, view) && bounds(test, view);
}

/** `place < bound`, and conjunctions with what does not hang on the seed. */
function bounds(test: Expression, view: View): boolean {
  if (!hangs(test, view)) return true;
  if (test.type === 'LogicalExpression' && test.operator === '&&') return bounds(test.left, view) && bounds(test.right, view);
  if (test.type !== 'BinaryExpression' || (test.operator !== '<' && test.operator !== '<=') || hangs(test.right, view)) return false;
  return test.left.type === 'Identifier' ? view.places.has(test.left.name) : view.seed.isSeed(test.left);
}

/** True if a break or continue hangs on the seed: then the turns do. */
function leavesByChoice(body: Block, hangs: (node: Node) => boolean): boolean {
  return nodesOf(body).some((node) => node.type === 'IfStatement' && hangs(node.test) && nodesOf(node).some((each) => isJump(each as Statement)));
}

class Jam {
  private readonly view: View;
  private readonly seed: Seed;
  private readonly fresh: Fresh;
  /** What a varying local is called in each copy but the first. */
  private readonly names = new Map<string, readonly string[]>();

  constructor(view: View, fresh: Fresh) {
    this.view = view;
    this.seed = view.seed;
    this.fresh = fresh;
  }

  /** The list for all copies; with stores in it, its loads come first. */
  list(statements: readonly Statement[]): Statement[] {
    const all = statements.flatMap((statement) => this.statement(statement));
    return (all.some(({ type }) => type === 'Store') ? loadsFirst(all, this.fresh) : undefined) ?? all;
  }

  private statement(node: Statement): Statement[] {
    switch (node.type) {
      case 'VariableDeclaration':
        if (!this.view.varying.has(node.name)) return [node];
        this.names.set(node.name, Array.from({ length: this.seed.copies - 1 }, () => this.fresh.local(node.name)));
        return this.each(node);
      case 'Assignment': return this.view.varying.has(node.name) ? this.each(node) : [node];
      case 'IfStatement': return this.hangs(node.test) ? this.guarded(node) : [{ ...node, consequent: this.block(node.consequent), alternate: node.alternate && this.block(node.alternate) }];
      case 'ForStatement': {
        const apart = [node.init, node.test, node.update].some((part) => part !== null && (this.hangs(part) || ('name' in part && this.view.varying.has(part.name))));
        return apart || leavesByChoice(node.body, (part) => this.hangs(part)) ? this.each(node) : [{ ...node, body: this.block(node.body) }];
      }
      default: return this.hangs(node) ? this.each(node) : [node];
    }
  }

  private block(block: Block): Block {
    return { ...block, body: this.list(block.body) };
  }

  private hangs(node: Node): boolean {
    return hangs(node, this.view);
  }

  /** All copies of a statement. */
  private each(node: Statement): Statement[] {
    return Array.from({ length: this.seed.copies }, (_, copy) => this.copy(node, copy));
  }

  private copy<N extends Statement | Expression>(node: N, copy: number): N {
    const made = rewrite<N>(node, (part) => (this.seed.isSeed(part) ? this.seed.make(part as Expression, copy) : undefined));
    if (copy === 0) return made;
    const rename = new Map([...this.names].map(([name, copies]) => [name, copies[copy - 1]!]));
    for (const name of declaredIn(node)) if (!this.names.has(name)) rename.set(name, this.fresh.local(name));
    return copyFresh(made, this.fresh, rename);
  }

  /** Where the last copy's place is in range, all go side by side. Elsewhere, and under any other condition, each asks for itself. */
  private guarded(node: If): Statement[] {
    const last = this.seed.copies - 1;
    if (!isGuard(node, this.view)) return this.each(node);
    const together = this.block(node.consequent);
    const alone: Block = { type: 'BlockStatement', id: this.fresh(), body: Array.from({ length: last }, (_, copy) => this.apart(node, copy)) };
    return [{ ...node, test: this.copy(node.test, last), consequent: together, alternate: alone }];
  }

  /** A copy by itself, with all of its nodes and locals new. */
  private apart(node: If, copy: number): Statement {
    const own = new Set(declaredIn(node));
    const made = rewrite<Statement>(node, (part) => (this.seed.isSeed(part) ? this.seed.make(part as Expression, copy) : undefined));
    const rename = new Map([...this.names].flatMap(([name, copies]) => (copy === 0 || own.has(name) ? [] : [[name, copies[copy - 1]!] as const])));
    for (const name of own) rename.set(name, this.fresh.local(name));
    return copyFresh(made, this.fresh, rename);
  }
}
