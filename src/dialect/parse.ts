import * as acorn from 'acorn';
import type { Kernel, Location, NodeId, SourceKernel } from '../model/index.ts';
import { canonicalHash } from './canonical.ts';
import { check } from './check.ts';
import { createContext } from './parse-context.ts';
import { parseBlock } from './parse-statement.ts';
import { problemAt } from './problem.ts';
import { inferRoles } from './roles.ts';
import { parseSignature } from './signature.ts';
import { deepFreeze } from './walk.ts';

/**
 * Kernel text → frozen tree, signature and canonical hash. The text is data: it is parsed, never evaluated.
 * Throws a UserError naming file, line, column, what was found and what is allowed; the only stage that throws.
 */
export function parseKernel(text: string, file: string): SourceKernel {
  const fail = (at: Location, message: string): never => { throw problemAt(file, text, at, message); };
  const comments: acorn.Comment[] = [];
  let program: acorn.Program;
  try {
    program = acorn.parse(text, { ecmaVersion: 2023, sourceType: 'module', locations: true, onComment: comments });
  } catch (error) {
    if (!(error instanceof SyntaxError) || !('loc' in error)) throw error;
    const { line, column } = error.loc as { line: number; column: number };
    return fail({ line, column: column + 1 }, `not JavaScript: ${error.message.replace(/ \(\d+:\d+\)$/, '')}`);
  }
  const declared = findFunction(program, fail);
  const name = declared.id?.name;
  if (!name) return fail(start(declared), 'the kernel function needs a name');
  if (declared.async || declared.generator) fail(start(declared), 'a kernel is a plain function: neither async nor a generator');
  const parameterNames = declared.params.map((parameter) =>
    parameter.type === 'Identifier' ? parameter.name : fail(start(parameter), 'a parameter is one name; patterns and default values are not in the language'));
  const comment = lastJsdocBefore(comments, program.body[0]!.start);
  if (!comment) return fail(start(program.body[0]!), 'the kernel has no JSDoc before it; @param and @returns tags give the types (see kernels/README.md)');
  const bare = parseSignature(comment.value, name, parameterNames, (message, offset) => fail(locate(text, comment.start + 2 + offset), message));

  const locations = new Map<NodeId, Location>();
  const context = createContext(bare, (node, message) => fail(start(node), message), (id, node) => locations.set(id, start(node)));
  const body = deepFreeze(parseBlock(declared.body, context));
  const kernel: Kernel = { signature: bare, body };
  const checked = check(kernel, 'any');
  if (!checked.ok) return fail(locations.get(checked.at) ?? start(declared), checked.detail);
  const signature = { ...bare, roles: inferRoles(checked.typed) };
  const named: Kernel = Object.freeze({ signature, body });
  return { kernel: named, file, text, hash: canonicalHash(named), locations };
}

function findFunction(program: acorn.Program, fail: (at: Location, message: string) => never): acorn.FunctionDeclaration | acorn.AnonymousFunctionDeclaration {
  const [only, second] = program.body;
  if (!only) return fail({ line: 1, column: 1 }, 'the file is empty; a kernel file holds one JSDoc comment and one function');
  if (second) return fail(start(second), 'a kernel file holds one function and nothing else');
  const inner = only.type === 'ExportDefaultDeclaration' ? only.declaration : only;
  if (inner.type !== 'FunctionDeclaration') return fail(start(only), 'not a kernel; a kernel file holds one JSDoc comment and `export default function name(…) { … }`');
  return inner;
}

function lastJsdocBefore(comments: readonly acorn.Comment[], before: number): acorn.Comment | undefined {
  return comments.filter((c) => c.type === 'Block' && c.value.startsWith('*') && c.end <= before).at(-1);
}

function start(node: { loc?: acorn.SourceLocation | null }): Location {
  return { line: node.loc!.start.line, column: node.loc!.start.column + 1 };
}

function locate(text: string, offset: number): Location {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
