/** The formats by the names that the command line takes. Here alone, so that the help need not load what makes them. */
export const formatNames = ['gpujs', 'wgsl', 'cuda', 'torch'] as const;

export type FormatName = (typeof formatNames)[number];
