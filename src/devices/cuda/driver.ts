import { CudaError } from './cuda-error.ts';
import type { Library } from './load-library.ts';

/**
 * The part of the CUDA driver API that this device uses, each function as C has it (CUDA Driver API reference), the result
 * code apart: what is not CUDA_SUCCESS is thrown as a CudaError. Out parameters are typed arrays of one element. Names end
 * in the version that the header would choose, as there is no header between here and the library.
 */

/** A handle or an address on the card. */
export type Pointer = bigint;

const prototypes = {
  cuInit: 'int cuInit(unsigned int flags)',
  cuDriverGetVersion: 'int cuDriverGetVersion(void *version)',
  cuDeviceGetCount: 'int cuDeviceGetCount(void *count)',
  cuDeviceGet: 'int cuDeviceGet(void *device, int ordinal)',
  cuDeviceGetName: 'int cuDeviceGetName(void *name, int length, int device)',
  cuDeviceGetAttribute: 'int cuDeviceGetAttribute(void *value, int attribute, int device)',
  cuDeviceGetPCIBusId: 'int cuDeviceGetPCIBusId(void *id, int length, int device)',
  cuDeviceTotalMem: 'int cuDeviceTotalMem_v2(void *bytes, int device)',
  cuDevicePrimaryCtxRetain: 'int cuDevicePrimaryCtxRetain(void *context, int device)',
  cuDevicePrimaryCtxRelease: 'int cuDevicePrimaryCtxRelease_v2(int device)',
  cuCtxSetCurrent: 'int cuCtxSetCurrent(uint64_t context)',
  cuCtxSetLimit: 'int cuCtxSetLimit(int limit, size_t value)',
  cuModuleLoadData: 'int cuModuleLoadData(void *module, const void *image)',
  cuModuleUnload: 'int cuModuleUnload(uint64_t module)',
  cuModuleGetFunction: 'int cuModuleGetFunction(void *function, uint64_t module, const char *name)',
  cuFuncGetAttribute: 'int cuFuncGetAttribute(void *value, int attribute, uint64_t function)',
  cuFuncSetAttribute: 'int cuFuncSetAttribute(uint64_t function, int attribute, int value)',
  cuMemGetInfo: 'int cuMemGetInfo_v2(void *free, void *total)',
  cuMemAlloc: 'int cuMemAlloc_v2(void *pointer, size_t bytes)',
  cuMemFree: 'int cuMemFree_v2(uint64_t pointer)',
  cuMemcpyHtoD: 'int cuMemcpyHtoD_v2(uint64_t to, const void *from, size_t bytes)',
  cuMemcpyDtoH: 'int cuMemcpyDtoH_v2(void *to, uint64_t from, size_t bytes)',
  cuMemcpyDtoDAsync: 'int cuMemcpyDtoDAsync_v2(uint64_t to, uint64_t from, size_t bytes, uint64_t stream)',
  cuMemsetD16Async: 'int cuMemsetD16Async(uint64_t to, uint16_t value, size_t count, uint64_t stream)',
  cuMemsetD32: 'int cuMemsetD32_v2(uint64_t to, unsigned int value, size_t count)',
  cuMemsetD32Async: 'int cuMemsetD32Async(uint64_t to, unsigned int value, size_t count, uint64_t stream)',
  cuStreamCreate: 'int cuStreamCreate(void *stream, unsigned int flags)',
  cuStreamDestroy: 'int cuStreamDestroy_v2(uint64_t stream)',
  cuStreamSynchronize: 'int cuStreamSynchronize(uint64_t stream)',
  cuStreamBeginCapture: 'int cuStreamBeginCapture_v2(uint64_t stream, int mode)',
  cuStreamEndCapture: 'int cuStreamEndCapture(uint64_t stream, void *graph)',
  cuGraphInstantiate: 'int cuGraphInstantiateWithFlags(void *executable, uint64_t graph, uint64_t flags)',
  cuGraphLaunch: 'int cuGraphLaunch(uint64_t executable, uint64_t stream)',
  cuGraphDestroy: 'int cuGraphDestroy(uint64_t graph)',
  cuGraphExecDestroy: 'int cuGraphExecDestroy(uint64_t executable)',
  cuEventCreate: 'int cuEventCreate(void *event, unsigned int flags)',
  cuEventDestroy: 'int cuEventDestroy_v2(uint64_t event)',
  cuEventRecordWithFlags: 'int cuEventRecordWithFlags(uint64_t event, uint64_t stream, unsigned int flags)',
  cuEventElapsedTime: 'int cuEventElapsedTime(void *milliseconds, uint64_t begin, uint64_t end)',
  cuLaunchKernel: 'int cuLaunchKernel(uint64_t function, unsigned int gridX, unsigned int gridY, unsigned int gridZ, unsigned int blockX, unsigned int blockY, unsigned int blockZ, unsigned int sharedBytes, uint64_t stream, void **parameters, uint64_t extra)',
} as const;

export type Call = keyof typeof prototypes;

export interface Driver {
  readonly path: string;
  /** Calls a function of the driver. Throws a CudaError, unless it succeeds. */
  call(name: Call, ...values: readonly unknown[]): void;
  /** Calls a function whose first parameter is where it puts a handle, an address or a size. */
  made(name: Call, ...values: readonly unknown[]): Pointer;
  /** Calls a function whose first parameter is where it puts an int. */
  number(name: Call, ...values: readonly unknown[]): number;
  /** Calls `name(char *text, int length, …)`. */
  text(name: Call, ...values: readonly unknown[]): string;
}

/** Throws where the library lacks one of the functions: a driver older than CUDA 11.4. */
export function driverOf(library: Library): Driver {
  const functions = Object.fromEntries(Object.entries(prototypes).map(([name, prototype]) => [name, library.func(prototype)])) as Record<Call, (...values: unknown[]) => unknown>;
  const errorName = library.func('int cuGetErrorName(int code, _Out_ const char **text)');
  const errorText = library.func('int cuGetErrorString(int code, _Out_ const char **text)');
  const worded = (ask: typeof errorName, code: number): string => {
    const text: [string | null] = [null];
    ask(code, text);
    return text[0] ?? 'no text';
  };
  const call: Driver['call'] = (name, ...values) => {
    const code = functions[name](...values) as number;
    if (code !== 0) throw new CudaError(name, code, worded(errorName, code), worded(errorText, code));
  };
  return {
    path: library.path,
    call,
    made(name, ...values) {
      const out = new BigUint64Array(1);
      call(name, out, ...values);
      return out[0]!;
    },
    number(name, ...values) {
      const out = new Int32Array(1);
      call(name, out, ...values);
      return out[0]!;
    },
    text(name, ...values) {
      const out = Buffer.alloc(256);
      call(name, out, out.length, ...values);
      return out.toString('utf8', 0, out.indexOf(0));
    },
  };
}
