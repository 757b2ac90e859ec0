import type { Compiler } from '../../../../src/devices/cuda/index.ts';

export function buildStandIn(folder: string): Promise<{ driverLibrary: string; instrumentsLibrary: string }>;
export function buildNvrtc(folder: string): Promise<string>;
export function standInCompiler(options?: { version?: string; cuda?: string }): Compiler;
