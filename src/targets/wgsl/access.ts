import { loadedType, type ValueType, vectorOf } from '../../dialect/index.ts';
import type { VectorWidth } from '../../model/index.ts';
import type { ArrayForm } from './array-form.ts';
import type { EmitContext } from './context.ts';
import { callHelper } from './helpers.ts';
import { atom, call, infix, type Piece } from './piece.ts';
import { flatPlace, type Indices, onward, unitOf, unitPlace, withinUnit } from './place.ts';
import { wgslType } from './wgsl-type.ts';

/** Loads from arrays, stores and atomic additions, by the form that each array has. */
export interface Access {
  readonly form: ArrayForm;
  readonly indices: Indices;
  readonly width: 1 | VectorWidth;
  /** The value decides whether a barrier is reached, which WGSL must see to be the same for all threads. */
  readonly uniform: boolean;
}

/** An access's value, widened as the language has it. */
export function load({ form, indices, width, uniform }: Access, context: EmitContext): Piece {
  const { name, per, atomic, array: { type: { scalar, dims } } } = form;
  if (per === width && !atomic) {
    const unit = at(name, unitPlace(indices, per, dims, context.surroundings));
    return wholeUnit(form, uniform ? uniformLoad(unit) : unit, context);
  }
  const flat = flatPlace(indices, dims, context.surroundings);
  if (width === 1 && uniform && atomic) return atomicValue(form, uniformLoad(at(name, flat)));
  if (width === 1) return oneElement(form, per === 1 ? flat : named(flat, context), context);
  const place = named(flat, context);
  const parts = Array.from({ length: width }, (_, part) => oneElement(form, onward(place, part), context));
  return call(wgslType(vectorOf(loadedType(scalar), width)), ...parts);
}

/** All of a unit as a value. */
function wholeUnit({ array: { type: { scalar } }, per }: ArrayForm, unit: Piece, context: EmitContext): Piece {
  switch (scalar) {
    case 'f16': return call(wgslType(vectorOf('f32', per)), unit);
    case 'bf16': return callHelper(per === 2 ? 'bf16_pair' : 'bf16_quad', context, unit);
    case 'i8': return call('unpack4xI8', call('bitcast<u32>', unit));
    case 'u8': return call('vec4<i32>', call('unpack4xU8', unit));
    case 'i64': return atom(`${unit.text}.x`); // a value of the language is an i32: the lower half says all
    case 'bool': return infix(unit, '!=', atom('0u'));
    default: return unit;
  }
}

function oneElement(form: ArrayForm, place: Piece, context: EmitContext): Piece {
  const { array: { type: { scalar } }, name, per, atomic } = form;
  const holder = at(name, unitOf(place, per));
  const inUnit = () => (per === 1 ? holder : at(holder.text, withinUnit(place, per)));
  switch (scalar) {
    case 'bf16': {
      const word = per === 4 ? at(holder.text, withinUnit(unitOf(place, 2), 2)) : holder;
      return callHelper('bf16_value', context, word, place);
    }
    case 'i8': return call('extractBits', holder, infix(call('u32', withinUnit(place, per)), '*', atom('8u')), atom('8u'));
    case 'u8': return call('i32', call('extractBits', holder, infix(call('u32', withinUnit(place, per)), '*', atom('8u')), atom('8u')));
    case 'i64': return atom(`${holder.text}.x`);
    case 'f16': return call('f32', inUnit());
    default: return atomic ? atomicValue(form, call('atomicLoad', pointer(holder))) : inUnit();
  }
}

/** What an atomic's load says: floats are held as their bits. */
function atomicValue({ unit }: ArrayForm, loaded: Piece): Piece {
  return unit === 'atomic<u32>' ? call('bitcast<f32>', loaded) : loaded;
}

/** One thread's load for all of the block. */
function uniformLoad(holder: Piece): Piece {
  return call('workgroupUniformLoad', pointer(holder));
}

/** The type that a value is converted to before it is stored. */
export function storedAs({ form: { array: { type: { scalar } } }, width }: Access): ValueType {
  return vectorOf(scalar === 'i32' ? 'i32' : scalar === 'f16' ? 'f16' : 'f32', width);
}

/** How the text of a value of that type becomes the statements that store it. */
export function storing({ form, indices, width }: Access, context: EmitContext): (value: string) => string[] {
  const { name, per, atomic, array: { type: { scalar, dims } } } = form;
  if (per === width && !atomic) {
    const unit = at(name, unitPlace(indices, per, dims, context.surroundings)).text;
    return (value) => [`${unit} = ${scalar === 'bf16' ? callHelper(per === 2 ? 'bf16_bits_pair' : 'bf16_bits_quad', context, atom(value)).text : value};`];
  }
  const flat = flatPlace(indices, dims, context.surroundings);
  const place = width > 1 || per > 1 ? named(flat, context) : flat;
  const one = (value: string, part: number): string => {
    const there = onward(place, part);
    const holder = at(name, unitOf(there, per));
    if (scalar === 'bf16') return `${callHelper('bf16_store', context, pointer(holder), there, atom(value)).text};`;
    if (!atomic) return `${holder.text} = ${value};`;
    return `${call('atomicStore', pointer(holder), scalar === 'i32' ? atom(value) : call('bitcast<u32>', atom(value))).text};`;
  };
  if (width === 1) return (value) => [one(value, 0)];
  const vector = context.names.fresh('stored');
  return (value) => [`let ${vector} = ${value};`, ...Array.from({ length: width }, (_, part) => one(`${vector}.${componentNames[part]!}`, part))];
}

/** Adds to an element, whoever else does. */
export function atomicAddLine({ form, indices }: Access, value: Piece, context: EmitContext): string {
  const { array: { space, type: { dims } }, name, unit } = form;
  const place = pointer(at(name, flatPlace(indices, dims, context.surroundings)));
  if (unit === 'atomic<i32>') return `${call('atomicAdd', place, value).text};`;
  return `${callHelper(space === 'shared' ? 'atomic_add_shared' : 'atomic_add_output', context, place, value).text};`;
}

export const componentNames = ['x', 'y', 'z', 'w'] as const;

function at(name: string, place: Piece): Piece {
  return atom(`${name}[${place.text}]`);
}

function pointer(holder: Piece): Piece {
  return atom(`&${holder.text}`);
}

/** A place that is said more than once gets a name. */
function named(place: Piece, context: EmitContext): Piece {
  if (place.constant !== undefined || /^\w+$/.test(place.text)) return place;
  const name = context.names.fresh('place');
  context.before.push(`let ${name} = ${place.text};`);
  return atom(name);
}
