import { createHash } from 'node:crypto';
import type { Block, Expression, Hint, Kernel, Literal, Statement, Unary } from '../model/index.ts';
import { literalText } from './literal-text.ts';
import { showSize } from '../util/size-expression.ts';
import { printLaunch } from './launch-text.ts';
import { printType } from './signature.ts';

/**
 * The canonical form of a kernel: two kernels that differ only in the names of parameters and locals, in layout,
 * comments, `const` against `let`, or braces have the same one. Node ids take no part.
 */
export function canonicalText(kernel: Kernel): string {
  const names = new Map<string, string>();
  const { signature: { parameters }, body } = kernel;
  parameters.forEach((parameter, at) => names.set(parameter.name, `p${at}`));
  if (body.launch) names.set(body.launch.output, `p${parameters.length}`);
  return `${canonicalHead(kernel)}${body.launch ? `@${printLaunch(body.launch)} ` : ''}${writeBlock(body, names)}`;
}

/** 80 bits of SHA-256 over the canonical form, in hex: no collision to expect below 10^12 mutants. */
export function canonicalHash(kernel: Kernel): string {
  return createHash('sha256').update(canonicalText(kernel)).digest('hex').slice(0, 20);
}

const heads = new WeakMap<object, string>();

/** The signature's part, the same for all mutants of a base: kept per signature. */
function canonicalHead({ signature }: Kernel): string {
  let head = heads.get(signature);
  if (head === undefined) {
    head = `${signature.operation ?? '-'} ${signature.profile ?? '-'} (${signature.parameters.map((p) => printType(p.type)).join(',')}) ${printType(signature.returns)} ${[...signature.statics].sort().join(',')} `;
    heads.set(signature, head);
  }
  return head;
}

type Names = Map<string, string>;

function writeBlock(block: Block, names: Names): string {
  let text = '{';
  for (const statement of block.body) text += writeStatement(statement, names);
  return `${text}}`;
}

function nameOf(name: string, names: Names): string {
  let canonical = names.get(name);
  if (canonical === undefined) {
    canonical = `v${names.size}`;
    names.set(name, canonical);
  }
  return canonical;
}

function writeStatement(node: Statement, names: Names): string {
  switch (node.type) {
    case 'VariableDeclaration': {
      const init = node.init ? writeExpression(node.init, names) : '';
      return `let ${nameOf(node.name, names)}=${init};`;
    }
    case 'Assignment': return `${nameOf(node.name, names)}${node.operator}${writeExpression(node.value, names)};`;
    case 'IfStatement': {
      const head = `if ${writeExpression(node.test, names)}${writeBlock(node.consequent, names)}`;
      return node.alternate && node.alternate.body.length > 0 ? `${head}else${writeBlock(node.alternate, names)}` : head;
    }
    case 'ForStatement':
      return `for ${node.init ? writeStatement(node.init, names) : ';'}${writeExpression(node.test, names)};${node.update ? writeStatement(node.update, names) : ';'}${writeBlock(node.body, names)}`;
    case 'ReturnStatement': return `return ${writeExpression(node.argument, names)};`;
    case 'Store': return `store${node.width ?? ''}${hintText(node)} ${writePlace(node.array, node.indices, names)}=${writeExpression(node.value, names)};`;
    case 'AtomicAdd': return `add ${writePlace(node.array, node.indices, names)}=${writeExpression(node.value, names)};`;
    case 'SharedDeclaration': return `shared ${nameOf(node.name, names)} ${node.scalar}${node.dims.map((dim) => `[${showSize(dim)}]`).join('')};`;
    case 'Barrier': return `barrier ${node.scope};`;
    case 'AsyncCopy': return `copy${node.width ?? ''} ${writePlace(node.array, node.indices, names)}=${writePlace(node.source, node.sourceIndices, names)};`;
    case 'CopyCommit': return 'commit;';
    case 'CopyWait': return `wait ${node.pending};`;
    case 'MatrixDot': return `matrix ${[node.target, node.left, node.right].map((name) => nameOf(name, names)).join()} ${node.indices.map((index) => writeExpression(index, names)).join()} ${showSize(node.depth)};`;
    case 'BreakStatement': return 'break;';
    case 'ContinueStatement': return 'continue;';
  }
}

function writeExpression(node: Expression, names: Names): string {
  switch (node.type) {
    case 'Identifier': return nameOf(node.name, names);
    case 'Literal': return literalText(node);
    case 'BinaryExpression': case 'LogicalExpression': return `(${writeExpression(node.left, names)}${node.operator}${writeExpression(node.right, names)})`;
    case 'UnaryExpression': {
      const literal = negatedLiteral(node);
      return literal ? literalText(literal) : `(${node.operator}${writeExpression(node.argument, names)})`;
    }
    case 'ConditionalExpression': return `(${writeExpression(node.test, names)}?${writeExpression(node.consequent, names)}:${writeExpression(node.alternate, names)})`;
    case 'Element': {
      const text = writePlace(node.array, node.indices, names);
      return node.width === undefined && node.hint === undefined ? text : `load${node.width ?? ''}${hintText(node)} ${text}`;
    }
    case 'Construct': return `${node.to}(${node.arguments.map((argument) => writeExpression(argument, names)).join(',')})`;
    case 'FunctionCall': return `${node.name}!(${node.arguments.map((argument) => writeExpression(argument, names)).join(',')})`;
    case 'Component': return `(${writeExpression(node.vector, names)}).${node.at}`;
    case 'Builtin': return `@${node.group}.${node.axis}`;
    case 'SizeConstant': return `#${node.name}`;
    case 'MathCall': return `${node.name}(${node.arguments.map((argument) => writeExpression(argument, names)).join(',')})`;
  }
}

function writePlace(array: string, indices: readonly Expression[], names: Names): string {
  let text = nameOf(array, names);
  for (const index of indices) text += `[${writeExpression(index, names)}]`;
  return text;
}

function hintText({ hint }: { readonly hint?: Hint }): string {
  return hint === undefined ? '' : `.${hint}`;
}

/** As the parser reads it back: a minus before a literal, which an edit may leave, is the literal's. */
function negatedLiteral({ operator, argument }: Unary): Literal | undefined {
  const inside = argument.type === 'UnaryExpression' ? negatedLiteral(argument) : argument;
  return operator === '-' && inside?.type === 'Literal' && typeof inside.value === 'number' ? { ...inside, value: -inside.value } : undefined;
}
