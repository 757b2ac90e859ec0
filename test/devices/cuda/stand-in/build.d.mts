import type { Compiler } from '../../../../src/devices/cuda/index.ts';

export function buildStandIn(folder: string): Promise<{ driverLibrary: string; instrumentsLibrary: string }>;
export function buildNvrtc(folder: string): Promise<string>;
export function standInCompiler(compileTogether: typeof import('../../../../src/devices/cuda/compile/batch.ts').compileTogether, options?: { version?: string; cuda?: string }): Compiler;
