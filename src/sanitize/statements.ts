import { printExpression } from '../dialect/index.ts';
import type { Assignment, Block, Declaration, For, If, Return, Statement } from '../model/index.ts';
import { charge, inRegister, newCode, registerFor, startStretch, type Build, type Code } from './code.ts';
import { branchStep, keepWhere } from './conditions.ts';
import { arithmetic, checkValue, converted, expression } from './expressions.ts';
import { Fault } from './fault.ts';
import { setStep } from './floats.ts';
import { gridStatement } from './grid-statements.ts';
import { copyLanes, noLanes, sequence, type Lanes, type Step } from './lanes.ts';
import { touchStep } from './loads.ts';
import { BROKE, CONTINUED, RETURNED, RUNNING, type Machine } from './machine.ts';

/** How lanes may leave a statement before its end. */
interface Exits {
  readonly jumps: boolean;
  readonly returns: boolean;
}

const noExits: Exits = { jumps: false, returns: false };

/** A block as one step, which strikes the lanes that left off the list it is given. */
export interface CompiledBlock extends Exits {
  readonly step: Step;
}

/** Statements one after another; after one that lanes may leave, only the others go on. */
export function block(build: Build, { body }: Block): CompiledBlock {
  const parts: Step[] = [];
  let code = newCode(build);
  let exits = noExits;
  for (const each of body) {
    const left = statement(build, code, each);
    if (left === noExits) continue;
    exits = { jumps: exits.jumps || left.jumps, returns: exits.returns || left.returns };
    parts.push(sequence(code.steps));
    code = newCode(build);
  }
  parts.push(sequence(code.steps));
  if (exits === noExits) return { ...exits, step: parts[0]! };
  const { status } = build.machine;
  return {
    ...exits,
    step(active) {
      for (let part = 0; part < parts.length; part++) {
        if (part > 0) keepRunning(active, status);
        if (active.count === 0) return;
        parts[part]!(active);
      }
    },
  };
}

function keepRunning(active: Lanes, status: Uint8Array): void {
  let kept = 0;
  for (let k = 0; k < active.count; k++) {
    const lane = active.list[k]!;
    if (status[lane] === RUNNING) active.list[kept++] = lane;
  }
  active.count = kept;
}

function statement(build: Build, code: Code, node: Statement): Exits {
  switch (node.type) {
    case 'VariableDeclaration': declaration(build, code, node); return noExits;
    case 'Assignment': assignment(build, code, node); return noExits;
    case 'IfStatement': return ifStatement(build, code, node);
    case 'ForStatement': return forStatement(build, code, node);
    case 'ReturnStatement': return returnStatement(build, code, node);
    case 'BreakStatement': return jump(build, code, BROKE);
    case 'ContinueStatement': return jump(build, code, CONTINUED);
    default: gridStatement(build, code, node); return noExits;
  }
}

function declaration(build: Build, code: Code, { name, init }: Declaration): void {
  const local = build.locals.get(name)!;
  if (init !== null) converted(build, code, init, local.type, local.at);
  if (local.hasValue !== undefined) code.steps.push(setStep(build.machine, local.hasValue, init === null ? 0 : 1));
}

function assignment(build: Build, code: Code, { operator, name, value, id }: Assignment): void {
  const local = build.locals.get(name)!;
  if (operator === '=') converted(build, code, value, local.type, local.at);
  else {
    checkValue(build, code, name, id);
    const plain = operator.slice(0, -1) as Parameters<typeof arithmetic>[2];
    arithmetic(build, code, plain, local.type, () => inRegister(build, local.at, local.type), value, id, local.at);
  }
  if (local.hasValue !== undefined) code.steps.push(setStep(build.machine, local.hasValue, 1));
}

function ifStatement(build: Build, code: Code, node: If): Exits {
  const test = expression(build, code, node.test);
  if (!test.constant) charge(code, 'branch', test.at, [test.at]);
  const then = block(build, node.consequent);
  const otherwise = node.alternate && block(build, node.alternate);
  code.steps.push(branchStep(build.machine, test.at, then.step, otherwise && otherwise.step));
  startStretch(build, code);
  return exitsOf(then.jumps || (otherwise?.jumps ?? false), then.returns || (otherwise?.returns ?? false));
}

function exitsOf(jumps: boolean, returns: boolean): Exits {
  return jumps || returns ? { jumps, returns } : noExits;
}

/** A loop runs for the lanes whose test holds, until none is left: as many rounds as the slowest lane needs. */
function forStatement(build: Build, code: Code, node: For): Exits {
  if (node.init) statement(build, code, node.init);
  const testCode = newCode(build);
  const test = expression(build, testCode, node.test);
  if (!test.constant) charge(testCode, 'branch', test.at, [test.at]);
  const evaluate = sequence(testCode.steps);
  const body = block(build, node.body);
  const updateCode = newCode(build);
  if (node.update) assignment(build, updateCode, node.update);
  const update = sequence(updateCode.steps);
  const { machine } = build;
  const inside = noLanes(machine.width);
  const inBody = noLanes(machine.width);
  const exits = body.jumps || body.returns;
  code.steps.push((active) => {
    copyLanes(active, inside);
    for (;;) {
      evaluate(inside);
      keepWhere(inside, machine.registers, test.at);
      if (inside.count === 0) return;
      countIteration(machine, inside, node);
      if (exits) {
        copyLanes(inside, inBody);
        body.step(inBody);
        endIteration(inside, machine.status);
        if (inside.count === 0) return;
      } else {
        body.step(inside);
      }
      update(inside);
    }
  });
  startStretch(build, code);
  return exitsOf(false, body.returns);
}

function countIteration(machine: Machine, { count, list }: Lanes, node: For): void {
  const { iterations, budget } = machine;
  for (let k = 0; k < count; k++) {
    if (++iterations[list[k]!]! <= budget) continue;
    throw new Fault('endless', node.id, list[k]!, `the loop while (${printExpression(node.test)}) was still running when its thread had made ${budget} iterations`);
  }
}

/** Lanes that broke or returned are out of the loop; those that continued go on. */
function endIteration(inside: Lanes, status: Uint8Array): void {
  let kept = 0;
  for (let k = 0; k < inside.count; k++) {
    const lane = inside.list[k]!;
    const left = status[lane]!;
    if (left === RETURNED) continue;
    status[lane] = RUNNING;
    if (left !== BROKE) inside.list[kept++] = lane;
  }
  inside.count = kept;
}

function jump({ machine: { status } }: Build, code: Code, how: number): Exits {
  charge(code, 'branch', -1, []);
  code.steps.push(({ count, list }) => {
    for (let k = 0; k < count; k++) status[list[k]!] = how;
  });
  return { jumps: true, returns: false };
}

/** The thread's one store: it leaves its element and ends. Where the element is follows from the thread, so its place costs nothing. */
function returnStatement(build: Build, code: Code, { argument }: Return): Exits {
  const { machine } = build;
  const { at } = converted(build, code, argument, 'f32');
  charge(code, 'store', -1, [at]);
  charge(code, 'branch', -1, []);
  code.steps.push(({ count, list }) => {
    const { registers, output, status, first } = machine;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      output[first + lane] = registers[at + lane]!;
      status[lane] = RETURNED;
    }
  });
  if (machine.tally !== null) code.steps.push(touchStep(machine, machine.tally, machine.outputPlace, registerFor(build, build.builtins, 'thread.index')));
  return { jumps: false, returns: true };
}
