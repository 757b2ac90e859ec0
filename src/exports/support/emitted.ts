import { printKernel } from '../../dialect/index.ts';
import type { Program, Signature } from '../../model/index.ts';
import { UserError } from '../../util/errors.ts';
import type { ExportRequest } from '../format.ts';

/** Refuses a kernel in a format's name. */
export function refuser({ name }: Signature, format: string): (reason: string) => never {
  return (reason) => {
    throw new UserError(`${name} cannot be exported as ${format}: ${reason}`);
  };
}

/** What a target made of the kernel, or its refusal in the format's name. */
export function emittedOr(refuse: (reason: string) => never, emitted: { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly detail: string }): Program {
  return emitted.ok ? emitted.program : refuse(emitted.detail);
}

/** `kernel.js` of a package: the kernel in its own language, to be evolved again. */
export function kernelText({ typed, base, provenance }: ExportRequest): string {
  return provenance.edits.length === 0 ? base : printKernel(typed.kernel);
}
