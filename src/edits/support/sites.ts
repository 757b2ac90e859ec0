import type { Block, Expression, For, If, Node, NodeId, Statement } from '../../model/index.ts';
import { childrenOf, type TypedKernel, type ValueType } from '../../dialect/index.ts';

/**
 * Where things stand in a tree: for every statement of a block its block, place, loops around it and the locals it can
 * see; for every expression the statement it belongs to. Made once per tree and kept as long as the tree is.
 */
export interface StatementSite {
  readonly statement: Statement;
  readonly block: Block;
  /** Its place in the block. */
  readonly at: number;
  /** Loops around it, outermost first. */
  readonly loops: readonly For[];
  /** Loops and ifs around it, outermost first. */
  readonly around: readonly (For | If)[];
  /** Locals and shared arrays declared before it and visible at it, in order of declaration. */
  readonly visible: readonly string[];
}

export interface ExpressionSite {
  readonly expression: Expression;
  readonly parent: Node;
  readonly owner: StatementSite;
  /** Locals visible to it: those of the owner, and a for loop's own counter in its test and update. */
  readonly visible: readonly string[];
}

export interface BlockSite {
  readonly block: Block;
  readonly loops: readonly For[];
  readonly around: readonly (For | If)[];
  /** Locals visible at its end. */
  readonly visible: readonly string[];
}

export interface Sites {
  /** Parents after what is in them. */
  readonly blocks: readonly BlockSite[];
  readonly statements: readonly StatementSite[];
  readonly expressions: readonly ExpressionSite[];
  readonly statementById: ReadonlyMap<NodeId, StatementSite>;
  readonly expressionById: ReadonlyMap<NodeId, ExpressionSite>;
}

const kept = new WeakMap<Block, Sites>();

export function sitesOf(body: Block): Sites {
  let sites = kept.get(body);
  if (!sites) kept.set(body, (sites = collect(body)));
  return sites;
}

function collect(body: Block): Sites {
  const statements: StatementSite[] = [];
  const expressions: ExpressionSite[] = [];
  const blocks: BlockSite[] = [];
  const addExpression = (expression: Expression, parent: Node, owner: StatementSite, visible: readonly string[]) => {
    expressions.push({ expression, parent, owner, visible });
    childrenOf(expression).forEach((child, at) => {
      // how many lanes add up is a written number, and no place for an expression
      if (at === 0 || expression.type !== 'FunctionCall' || expression.name !== 'reduceAdd') addExpression(child as Expression, expression, owner, visible);
    });
  };
  const enter = (block: Block, outer: readonly string[], loops: readonly For[], around: readonly (For | If)[]) => {
    let visible = outer;
    block.body.forEach((statement, at) => {
      const site: StatementSite = { statement, block, at, loops, around, visible };
      statements.push(site);
      switch (statement.type) {
        case 'VariableDeclaration':
          if (statement.init) addExpression(statement.init, statement, site, visible);
          visible = [...visible, statement.name];
          break;
        case 'Assignment': addExpression(statement.value, statement, site, visible); break;
        case 'ReturnStatement': addExpression(statement.argument, statement, site, visible); break;
        case 'IfStatement':
          addExpression(statement.test, statement, site, visible);
          for (const branch of statement.alternate ? [statement.consequent, statement.alternate] : [statement.consequent]) {
            enter(branch, visible, loops, [...around, statement]);
          }
          break;
        case 'ForStatement': {
          const { init, test, update } = statement;
          const initial = init?.type === 'Assignment' ? init.value : init?.init;
          if (init && initial) addExpression(initial, init, site, visible);
          const inside = init?.type === 'VariableDeclaration' ? [...visible, init.name] : visible;
          addExpression(test, statement, site, inside);
          if (update) addExpression(update.value, update, site, inside);
          enter(statement.body, inside, [...loops, statement], [...around, statement]);
          break;
        }
        case 'SharedDeclaration': visible = [...visible, statement.name]; break;
        default: for (const child of childrenOf(statement)) addExpression(child as Expression, statement, site, visible);
      }
    });
    blocks.push({ block, loops, around, visible });
  };
  enter(body, [], [], []);
  return {
    blocks, statements, expressions,
    statementById: new Map(statements.map((site) => [site.statement.id, site])),
    expressionById: new Map(expressions.map((site) => [site.expression.id, site])),
  };
}

/** Visible locals of one type. */
export function visibleOfType(typed: TypedKernel, visible: readonly string[], type: ValueType): string[] {
  return visible.filter((name) => typed.locals.get(name) === type);
}
