import { expect } from 'vitest';
import { create } from 'webgpu';

/**
 * Dawn's own back end that runs nothing: it has every feature, so that text for f16 and for subgroups is checked where no
 * adapter has them.
 */
interface Compiler {
  createShaderModule(descriptor: { code: string }): { getCompilationInfo(): Promise<{ messages: readonly { type: string; lineNum: number; message: string }[] }> };
  pushErrorScope(filter: 'validation'): void;
  popErrorScope(): Promise<{ message: string } | null>;
}

const gpu = create(['backend=null']) as unknown as { requestAdapter(): Promise<{ requestDevice(descriptor: object): Promise<Compiler> }> };
let opened: Promise<Compiler> | undefined;

/** What the compiler of WGSL has against a text; no line where it takes it. */
export async function complaints(text: string): Promise<string[]> {
  const device = await (opened ??= gpu.requestAdapter().then((adapter) => adapter.requestDevice({ requiredFeatures: ['shader-f16', 'subgroups'] })));
  device.pushErrorScope('validation');
  const { messages } = await device.createShaderModule({ code: text }).getCompilationInfo();
  const invalid = await device.popErrorScope();
  const errors = messages.filter(({ type }) => type === 'error').map(({ lineNum, message }) => `${lineNum}: ${message}`);
  return errors.length === 0 && invalid !== null ? [invalid.message] : errors;
}

/** The text, once the compiler has taken it. */
export async function taken(text: string): Promise<string> {
  expect(await complaints(text), text).toEqual([]);
  return text;
}
