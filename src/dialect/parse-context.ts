import type * as acorn from 'acorn';
import type { Launch, NodeId, Parameter, Signature } from '../model/index.ts';
import { symbolsOf } from '../util/size-expression.ts';
import { nameProblem } from './names.ts';

/** What parsing an expression or a statement needs to know, and the one way to fail. */
export interface ParseContext {
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly symbols: ReadonlySet<string>;
  /** The name of a grid kernel's output; null in a map kernel. */
  readonly output: string | null;
  /** A fresh id for the node made from this ESTree node. */
  id(node: acorn.AnyNode): NodeId;
  fail(node: acorn.AnyNode, message: string): never;
  /** Reads what is nested in a node. Deeper than a person writes is an error, so that no walk of a tree runs out of stack. */
  nested<T>(node: acorn.AnyNode, read: () => T): T;
  /** Reads what has locals of its own. `names`: all that it will declare, which as in JavaScript hide outer ones at once. */
  scope<T>(names: readonly string[], read: () => T): T;
  /** Declares a local and gives the name it has in the tree, unique in the kernel. */
  declare(name: acorn.Identifier, constant: boolean): string;
  /** The tree's name of the local that is named here; undefined if it is none. An error before its declaration. */
  lookUp(node: acorn.Identifier): string | undefined;
  isConstant(name: string): boolean;
  /** Makes the local (its name in the tree) a shared array of so many dimensions. */
  share(name: string, rank: number): void;
  /** Dimensions of what a name means here, if it is an array: a parameter, the output, a shared array; with its name in the tree. */
  array(node: acorn.Identifier): { readonly name: string; readonly rank: number } | undefined;
  namesInScope(): string[];
}

/** Levels of nesting that a kernel may have. */
const deepest = 500;
export const tooDeep = `nested too deeply; a kernel nests at most ${deepest} levels: give parts names with const`;

/** A context with nothing declared yet; `note` is told every id given and the node it was given to. */
export function createContext(
  { signature, launch }: { readonly signature: Signature; readonly launch: Launch | null }, fail: (node: acorn.AnyNode, message: string) => never, note: (id: NodeId, node: acorn.AnyNode) => void,
): ParseContext {
  const { parameters } = signature;
  const types = [...parameters.map((p) => p.type), signature.returns];
  /** Locals by block, innermost last: the name in the tree, or null before the declaration. */
  const scopes: Map<string, string | null>[] = [];
  const output = launch?.output ?? null;
  const taken = new Set([...parameters.map((p) => p.name), ...(output === null ? [] : [output])]);
  const shared = new Map<string, number>();
  const constants = new Set<string>();
  let count = 0;
  let depth = 0;
  const lookUp = (node: acorn.Identifier): string | undefined => {
    const found = scopes.findLast((scope) => scope.has(node.name))?.get(node.name);
    if (found === null) return fail(node, `'${node.name}' is used before its declaration; declare it first`);
    return found;
  };
  return {
    parameters: new Map(parameters.map((p) => [p.name, p])),
    symbols: new Set(types.flatMap((type) => type.dims).flatMap(symbolsOf)),
    output,
    id(node) {
      const id = `n${count++}`;
      note(id, node);
      return id;
    },
    fail,
    nested(node, read) {
      if (++depth > deepest) fail(node, tooDeep);
      const result = read();
      depth--;
      return result;
    },
    scope(names, read) {
      scopes.push(new Map(names.map((name) => [name, null])));
      const result = read();
      scopes.pop();
      return result;
    },
    declare(node, constant) {
      const scope = scopes.at(-1)!;
      const problem = nameProblem(node.name);
      if (problem !== undefined) return fail(node, problem);
      if (node.name === output || parameters.some((p) => p.name === node.name)) return fail(node, `'${node.name}' is a parameter; choose another name for the local`);
      let name = node.name;
      for (let suffix = 2; taken.has(name); suffix++) name = `${node.name}${suffix}`;
      taken.add(name);
      scope.set(node.name, name);
      if (constant) constants.add(name);
      return name;
    },
    lookUp,
    isConstant: (name) => constants.has(name),
    share: (name, rank) => void shared.set(name, rank),
    array(node) {
      const local = lookUp(node);
      if (local !== undefined) return shared.has(local) ? { name: local, rank: shared.get(local)! } : undefined;
      if (node.name === output) return { name: output, rank: signature.returns.dims.length };
      const parameter = parameters.find((p) => p.name === node.name);
      return parameter && parameter.type.dims.length > 0 ? { name: parameter.name, rank: parameter.type.dims.length } : undefined;
    },
    namesInScope: () => [...scopes.flatMap((scope) => [...scope].filter(([, declared]) => declared !== null).map(([name]) => name)), ...parameters.map((p) => p.name)],
  };
}
