import { check, nodesOf, rewrite, type TypedKernel, widthOf } from '../../dialect/index.ts';
import type { Assignment, Declaration, Element, Expression, Node, Statement, Store } from '../../model/index.ts';

/**
 * WGSL's vectors end at four components. A kernel with vectors of eight is first made one without: every local becomes two
 * (`sum_low`, `sum_high`), every access two accesses side by side, every operation one on each half.
 */
export function halved(typed: TypedKernel): TypedKernel {
  const isWide = (node: Expression) => widthOf(typed.types.get(node.id)!) === 8;
  const wideNames = [...typed.locals].filter(([, type]) => widthOf(type) === 8).map(([name]) => name);
  const { kernel } = typed;
  const nodes = nodesOf(kernel.body);
  if (wideNames.length === 0 && !nodes.some((node) => ('width' in node && node.width === 8) || (node.type === 'Construct' && widthOf(node.to) === 8))) return typed;

  const taken = new Set([...typed.locals.keys(), ...typed.arrays.keys(), ...typed.parameters.keys()]);
  const fresh = (stem: string): string => {
    let name = stem;
    while (taken.has(name)) name += '_';
    taken.add(name);
    return name;
  };
  const names = new Map(wideNames.map((name) => [name, { low: fresh(`${name}_low`), high: fresh(`${name}_high`) }]));

  /** Half of a vector of eight; a number, which both halves take, as it is. */
  const half = (node: Expression, side: Side): Expression => {
    if (!isWide(node)) return narrow(node);
    const id = `${node.id}.${side}`;
    switch (node.type) {
      case 'Identifier': return { ...node, id, name: names.get(node.name)![side] };
      case 'Element': return { ...node, ...halfPlace(node, side), id };
      case 'UnaryExpression': return { ...node, id, argument: half(node.argument, side) };
      case 'BinaryExpression': return { ...node, id, left: half(node.left, side), right: half(node.right, side) };
      case 'ConditionalExpression': return { ...node, id, test: narrow(node.test), consequent: half(node.consequent, side), alternate: half(node.alternate, side) };
      case 'MathCall': return { ...node, id, arguments: node.arguments.map((each) => half(each, side)) };
      case 'Construct': {
        const parts = node.arguments.length === 1 ? [half(node.arguments[0]!, side)] : node.arguments.slice(side === 'low' ? 0 : 4).slice(0, 4).map(narrow);
        return { ...node, id, to: node.to.replace('8', '4') as 'f32x4', arguments: parts };
      }
      case 'FunctionCall': return { ...node, id, arguments: [half(node.arguments[0]!, side), ...node.arguments.slice(1).map(narrow)] };
      default: throw new Error(`${node.type} gives no vector`);
    }
  };
  const halfPlace = ({ indices }: Pick<Element, 'indices'>, side: Side) => {
    const last = narrow(indices.at(-1)!);
    return { width: 4 as const, indices: [...indices.slice(0, -1).map(narrow), side === 'low' ? last : plusFour(last)] };
  };
  /** An expression or statement without vectors of eight, what it holds of them halved. */
  const narrow = <Part extends Expression | Statement>(part: Part): Part => rewrite(part, change) as Part;
  const change = (node: Node) => {
    switch (node.type) {
      case 'VariableDeclaration': return names.has(node.name) ? declared(node) : undefined;
      case 'Assignment': return names.has(node.name) ? assigned(node) : undefined;
      case 'Store': return node.width === 8 ? stored(node) : undefined;
      case 'Component':
        if (!isWide(node.vector)) return undefined;
        return { ...node, vector: half(node.vector, node.at < 4 ? 'low' : 'high'), at: node.at % 4 };
      case 'FunctionCall': {
        const [first, second] = node.arguments as readonly [Expression, Expression];
        if (node.name !== 'dot' || !isWide(first)) return undefined;
        const side = (which: Side): Expression => ({ ...node, id: `${node.id}.${which}`, arguments: [half(first, which), half(second, which)] });
        return { type: 'BinaryExpression', id: `${node.id}.sum`, operator: '+', left: side('low'), right: side('high') } as const;
      }
      default: return undefined;
    }
  };
  const declared = (node: Declaration): Statement[] => sides.map((side) => ({
    ...node, id: `${node.id}.${side}`, name: names.get(node.name)![side], init: node.init && half(node.init, side),
  }));
  /** The two halves one after the other; the second one's value first into a local where it hangs on what the first stores. */
  const inTurn = (values: Halves, hangs: boolean, stem: string, put: (side: Side, value: Expression) => Statement): Statement[] => {
    if (!hangs) return sides.map((side) => put(side, values[side]));
    const name = fresh(`${stem}_next`);
    const id = `${values.high.id}.next`;
    return [
      { type: 'VariableDeclaration', id, name, init: values.high },
      put('low', values.low),
      put('high', { type: 'Identifier', id: `${id}.name`, name }),
    ];
  };
  const assigned = (node: Assignment): Statement[] => {
    const values: Halves = { low: half(node.value, 'low'), high: half(node.value, 'high') };
    const { low, high } = names.get(node.name)!;
    const hangs = nodesOf(values.high).some((each) => each.type === 'Identifier' && each.name === low);
    return inTurn(values, hangs, node.name, (side, value) => ({ ...node, id: `${node.id}.${side}`, name: side === 'low' ? low : high, value }));
  };
  const stored = (node: Store): Statement[] => {
    const values: Halves = { low: half(node.value, 'low'), high: half(node.value, 'high') };
    const hangs = nodesOf(values.high).some((each) => each.type === 'Element' && each.array === node.array);
    return inTurn(values, hangs, node.array, (side, value) => ({ ...node, ...halfPlace(node, side), id: `${node.id}.${side}`, value }));
  };

  const checked = check({ ...kernel, body: rewrite(kernel.body, change) }, 'any');
  if (!checked.ok) throw new Error(`halving broke a rule: ${checked.rule}: ${checked.detail}`);
  return checked.typed;
}

type Side = 'low' | 'high';
const sides: readonly Side[] = ['low', 'high'];
type Halves = Readonly<Record<Side, Expression>>;

function plusFour(index: Expression): Expression {
  const id = `${index.id}.plus`;
  if (index.type === 'Literal') return { ...index, id, value: Number(index.value) + 4 };
  return { type: 'BinaryExpression', id, operator: '+', left: index, right: { type: 'Literal', id: `${id}.four`, value: 4, float: false } };
}
