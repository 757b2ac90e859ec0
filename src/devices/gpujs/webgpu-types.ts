/** The part of the WebGPU interface that this room touches; the standard's own names. */
export interface WebGpu {
  requestAdapter(): Promise<GpuAdapter | null>;
}

export interface GpuAdapter {
  readonly features: ReadonlySet<string>;
  readonly info: {
    readonly vendor: string; readonly architecture: string; readonly device: string; readonly description: string;
    readonly isFallbackAdapter?: boolean;
  };
  requestDevice(descriptor?: object): Promise<GpuDevice>;
}

export interface GpuBuffer {
  readonly size: number;
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
  destroy(): void;
}

export interface GpuEncoder {
  beginComputePass(descriptor?: object): GpuPass;
  copyBufferToBuffer(source: GpuBuffer, sourceOffset: number, target: GpuBuffer, targetOffset: number, size: number): void;
  resolveQuerySet(querySet: unknown, first: number, count: number, target: GpuBuffer, offset: number): void;
  finish(): unknown;
}

export interface GpuPass {
  setPipeline(pipeline: unknown): void;
  setBindGroup(index: number, group: unknown): void;
  dispatchWorkgroups(x: number): void;
  end(): void;
}

export interface GpuDevice {
  readonly limits: { readonly maxStorageBufferBindingSize: number };
  readonly queue: {
    writeBuffer(buffer: GpuBuffer, offset: number, data: ArrayBufferView): void;
    submit(commands: unknown[]): void;
  };
  createBuffer(descriptor: { size: number; usage: number; mappedAtCreation?: boolean }): GpuBuffer;
  createCommandEncoder(): GpuEncoder;
  createQuerySet(descriptor: { type: 'timestamp'; count: number }): { destroy(): void };
  createShaderModule(descriptor: { code: string }): unknown;
  createComputePipeline(descriptor: object): { getBindGroupLayout(index: number): unknown };
  createBindGroup(descriptor: object): unknown;
  pushErrorScope(filter: 'validation' | 'out-of-memory'): void;
  popErrorScope(): Promise<{ readonly message: string } | null>;
}

export const usage = { mapRead: 0x01, copySource: 0x04, copyDestination: 0x08, storage: 0x80, queryResolve: 0x200 } as const;
