import type { Capability } from '../../model/index.ts';
import type { GpuAdapter } from '../support/webgpu-types.ts';

/**
 * What of the language's second level an adapter has. WGSL has no hints to the caches, no asynchronous copies and no matrix
 * unit. Lanes are the language's only where every subgroup has 32.
 */
export function capabilitiesOf(adapter: GpuAdapter): Capability[] {
  return [
    'grid', 'shared-memory', 'vector', 'atomics', 'bf16', 'i8', 'u8', 'u32', 'i64',
    ...(adapter.features.has('shader-f16') ? ['f16' as const] : []),
    ...(hasWarps(adapter) ? ['lane-exchange' as const] : []),
  ];
}

/** The WebGPU features that these take, and the stamps. */
export function featuresOf(adapter: GpuAdapter): string[] {
  return ['timestamp-query', ...(adapter.features.has('shader-f16') ? ['shader-f16'] : []), ...(hasWarps(adapter) ? ['subgroups'] : [])];
}

function hasWarps({ features, info }: GpuAdapter): boolean {
  return features.has('subgroups') && info.subgroupMinSize === 32 && info.subgroupMaxSize === 32;
}
