import * as acorn from 'acorn';
import type { Kernel, Location, NodeId, SourceKernel } from '../model/index.ts';
import { canonicalHash } from './canonical.ts';
import { check } from './check.ts';
import { describe } from './describe.ts';
import { nameProblem } from './names.ts';
import { createContext, tooDeep } from './parse-context.ts';
import { parseBlock } from './parse-statement.ts';
import { problemAt } from './problem.ts';
import { inferRoles } from './roles.ts';
import { parseSignature } from './signature.ts';
import { deepFreeze } from './walk.ts';

/** Characters of a kernel file. None comes near, and mutants that unroll stay below. */
const longestText = 1 << 18;

/**
 * Kernel text → frozen tree, signature and canonical hash. The text is data: it is parsed, never evaluated.
 * Throws a UserError naming file, line, column, what was found and what is allowed; the only stage that throws.
 */
export function parseKernel(original: string, file: string): SourceKernel {
  const text = original.replace(/^\uFEFF/, '').replace(/\r\n?|[\u2028\u2029]/g, '\n');
  const fail = (at: Location, message: string): never => { throw problemAt(file, text, at, message); };
  if (text.length > longestText) fail({ line: 1, column: 1 }, `the file has ${text.length} characters; a kernel file has at most ${longestText}: give the kernel alone`);

  const comments: acorn.Comment[] = [];
  const program = parseJavaScript(text, comments, fail);
  const declared = findFunction(program, fail);
  const { name, parameterNames } = readHead(declared, fail);
  const comment = lastJsdocBefore(comments, program.body[0]!.start);
  if (!comment) return fail(start(program.body[0]!), 'the kernel has no JSDoc before it; @param and @returns tags give the types (see kernels/README.md)');
  const head = parseSignature(comment.value, name, parameterNames, (message, offset) => fail(locate(text, comment.start + 2 + offset), message));

  const locations = new Map<NodeId, Location>();
  const { signature: bare, launch } = head;
  const context = createContext(head, (node, message) => fail(start(node), message), (id, node) => locations.set(id, start(node)));
  const block = parseBlock(declared.body, context);
  const body = deepFreeze(launch ? { ...block, launch: freezeData(launch) } : block);
  const checked = check({ signature: bare, body }, 'any');
  if (!checked.ok) return fail(locations.get(checked.at) ?? start(declared), checked.detail);
  const kernel: Kernel = freezeData({ signature: { ...bare, roles: inferRoles(checked.typed) }, body });
  return { kernel, file, text, hash: canonicalHash(kernel), locations };
}

function parseJavaScript(text: string, comments: acorn.Comment[], fail: (at: Location, message: string) => never): acorn.Program {
  try {
    return acorn.parse(text, { ecmaVersion: 2023, sourceType: 'module', locations: true, onComment: comments });
  } catch (error) {
    if (!(error instanceof SyntaxError) || !('loc' in error)) throw error;
    const { loc, pos } = error as unknown as { loc: { line: number; column: number }; pos: number };
    return fail({ line: loc.line, column: loc.column + 1 }, inWords(error.message.replace(/ \(\d+:\d+\)$/, ''), text.slice(pos)));
  }
}

/** Acorn's message as told to a user; `rest` is the text from the place on. */
function inWords(message: string, rest: string): string {
  if (message.startsWith('Not enough stack space')) return tooDeep;
  const outside = /^Unsyntactic (break|continue)$/.exec(message);
  if (outside) return `'${outside[1]}' stands outside a loop`;
  const found = /^\s*(\w+|\S)/.exec(rest.slice(0, 1000));
  return `not JavaScript: ${message}${message === 'Unexpected token' ? (found ? ` '${found[1]}'` : ': the end of the file') : ''}`;
}

type Declared = acorn.FunctionDeclaration | acorn.AnonymousFunctionDeclaration;

/** The one function of the file. Whatever stands beside it is named at its place. */
function findFunction(program: acorn.Program, fail: (at: Location, message: string) => never): Declared {
  const rule = 'a kernel file holds one JSDoc comment and one `export default function name(…) { … }`';
  const kernels: Declared[] = [];
  for (const item of program.body) {
    const inner = item.type === 'ExportDefaultDeclaration' ? item.declaration : item;
    if (inner.type !== 'FunctionDeclaration') return fail(start(item), `${describe(inner)} makes this no kernel; ${rule}`);
    kernels.push(inner);
  }
  const [only, second] = kernels;
  if (!only) return fail({ line: 1, column: 1 }, `the file is empty; ${rule}`);
  if (second) return fail(start(second), `a second function is one too many; ${rule}`);
  return only;
}

function readHead(declared: Declared, fail: (at: Location, message: string) => never): { name: string; parameterNames: string[] } {
  if (!declared.id) return fail(start(declared), 'the kernel function needs a name');
  if (declared.async || declared.generator) fail(start(declared), 'a kernel is a plain function: neither async nor a generator');
  const named = (node: acorn.Pattern): string => {
    if (node.type !== 'Identifier') return fail(start(node), 'a parameter is one name; patterns, default values and ... are not in the language');
    const problem = nameProblem(node.name);
    return problem === undefined ? node.name : fail(start(node), problem);
  };
  return { name: named(declared.id), parameterNames: declared.params.map(named) };
}

function lastJsdocBefore(comments: readonly acorn.Comment[], before: number): acorn.Comment | undefined {
  return comments.filter((c) => c.type === 'Block' && c.value.startsWith('*') && c.end <= before).at(-1);
}

/** Freezes plain data all the way down; a part that is frozen is frozen inside. */
function freezeData<T extends object>(data: T): T {
  if (Object.isFrozen(data)) return data;
  for (const part of Object.values(data)) if (typeof part === 'object' && part !== null) freezeData(part);
  return Object.freeze(data);
}

function start(node: { loc?: acorn.SourceLocation | null }): Location {
  return { line: node.loc!.start.line, column: node.loc!.start.column + 1 };
}

function locate(text: string, offset: number): Location {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
