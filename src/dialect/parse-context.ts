import type * as acorn from 'acorn';
import type { NodeId, Parameter, Signature } from '../model/index.ts';
import { symbolsOf } from '../util/size-expression.ts';

/** What parsing an expression or a statement needs to know, and the one way to fail. */
export interface ParseContext {
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly symbols: ReadonlySet<string>;
  loopDepth: number;
  /** A fresh id for the node made from this ESTree node. */
  id(node: acorn.AnyNode): NodeId;
  fail(node: acorn.AnyNode, message: string): never;
  enterScope(): void;
  leaveScope(): void;
  /** Declares a local and gives the name it has in the tree, unique in the kernel. */
  declare(name: acorn.Identifier, constant: boolean): string;
  /** The tree's name of the local that this name means here; undefined if it means none. */
  lookUp(name: string): string | undefined;
  isConstant(name: string): boolean;
  namesInScope(): string[];
}

/** A context with nothing declared yet; `note` is told every id given and the node it was given to. */
export function createContext(
  signature: Signature, fail: (node: acorn.AnyNode, message: string) => never, note: (id: NodeId, node: acorn.AnyNode) => void,
): ParseContext {
  const { parameters } = signature;
  const types = [...parameters.map((p) => p.type), signature.returns];
  const scopes: Map<string, string>[] = [];
  const taken = new Set(parameters.map((p) => p.name));
  const constants = new Set<string>();
  let count = 0;
  return {
    parameters: new Map(parameters.map((p) => [p.name, p])),
    symbols: new Set(types.flatMap((type) => type.dims).flatMap(symbolsOf)),
    loopDepth: 0,
    id(node) {
      const id = `n${count++}`;
      note(id, node);
      return id;
    },
    fail,
    enterScope: () => { scopes.push(new Map()); },
    leaveScope: () => { scopes.pop(); },
    declare(node, constant) {
      const scope = scopes.at(-1)!;
      if (scope.has(node.name)) return fail(node, `'${node.name}' is already declared in this block`);
      if (parameters.some((p) => p.name === node.name)) return fail(node, `'${node.name}' is a parameter; choose another name for the local`);
      let name = node.name;
      for (let suffix = 2; taken.has(name); suffix++) name = `${node.name}${suffix}`;
      taken.add(name);
      scope.set(node.name, name);
      if (constant) constants.add(name);
      return name;
    },
    lookUp(name) {
      for (let depth = scopes.length - 1; depth >= 0; depth--) {
        const found = scopes[depth]!.get(name);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    isConstant: (name) => constants.has(name),
    namesInScope: () => [...scopes.flatMap((scope) => [...scope.keys()]), ...parameters.map((p) => p.name)],
  };
}
