/** What a kernel may need and a device may have. An edit or kernel that needs more than its device has is refused. */
export const allCapabilities = [
  'f16', 'bf16', 'i8', 'u8', 'u32', 'i64', 'grid', 'shared-memory', 'lane-exchange', 'atomics', 'vector', 'memory-hints', 'async-copy', 'matrix',
] as const;

export type Capability = (typeof allCapabilities)[number];
