/** What is the same in every package of WebGPU. Numbers of usages and modes are the standard's: https://www.w3.org/TR/webgpu/ */
export const runtimeText = `const usage = { mapRead: 0x01, copySource: 0x04, copyDestination: 0x08, uniform: 0x40, storage: 0x80 };
const limitNames = [
  'maxBufferSize', 'maxStorageBufferBindingSize', 'maxStorageBuffersPerShaderStage', 'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX', 'maxComputeWorkgroupSizeY', 'maxComputeWorkgroupSizeZ', 'maxComputeWorkgroupStorageSize',
];
/** Pipeline and buffers of each device, kept from call to call. */
const kept = new WeakMap();

/** A device with all that the shader needs, and as large buffers as the adapter allows; see index.d.ts. */
export async function requestDevice(adapter) {
  if (typeof adapter?.requestDevice !== 'function') throw new TypeError(\`requestDevice takes a GPUAdapter; got \${described(adapter)}\${adapter === null ? ': there is no GPU that WebGPU can use here' : ''}\`);
  const missing = requiredFeatures.filter((feature) => !adapter.features.has(feature));
  if (missing.length > 0) throw new Error(\`\${name} needs \${missing.join(' and ')} of WebGPU, which this adapter does not have\`);
  for (const [limit, wanted] of Object.entries(requiredLimits)) {
    if (wanted > adapter.limits[limit]) throw new RangeError(\`\${name} needs \${limit} of \${wanted}; this adapter has \${adapter.limits[limit]}\`);
  }
  return adapter.requestDevice({ requiredFeatures, requiredLimits: Object.fromEntries(limitNames.map((limit) => [limit, adapter.limits[limit]])) });
}

/** Runs the kernel; see index.d.ts. */
export async function dispatch(device, inputs, options) {
  const { sizes, output } = options ?? {};
  if (typeof device?.createBuffer !== 'function' || device.queue === undefined) throw new TypeError(\`dispatch takes a GPUDevice; got \${described(device)}\`);
  const size = checked(inputs, sizes ?? {});
  const elements = outputShape(size).reduce((product, length) => product * length, 1);
  const groups = grid(size);
  checkLaunch(device, inputs, size, elements, groups, output);
  if (elements === 0) return output ?? new outputType.kind(0);
  const state = stateOf(device);
  const { pipeline, layout } = await state.pipeline;
  if (state.lost !== null) throw new Error(state.lost);

  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
  const bytes = outputType.bytes * elements;
  const target = output ?? room(device, state, 'output', bytes, usage.storage | usage.copySource);
  const buffers = [uniformBuffer(device, state, size, inputs)];
  for (const parameter of parameters) {
    if (parameter.rank > 0) buffers.push(isBuffer(inputs[parameter.name]) ? inputs[parameter.name] : uploaded(device, state, parameter, inputs[parameter.name]));
  }
  const group = device.createBindGroup({ layout, entries: [...buffers, target].map((buffer, binding) => ({ binding, resource: { buffer } })) });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  if (!groups.includes(0)) pass.dispatchWorkgroups(...groups);
  pass.end();
  const staging = output ? null : stagingBuffer(device, state, bytes);
  if (staging) encoder.copyBufferToBuffer(target, 0, staging, 0, words(bytes));
  device.queue.submit([encoder.finish()]);
  const invalid = device.popErrorScope();
  const exhausted = device.popErrorScope();
  const mapped = staging?.mapAsync(1, 0, words(bytes));
  mapped?.catch(() => {}); // what the scopes tell says why
  const problem = (await alive(state, invalid)) ?? (await alive(state, exhausted));
  if (problem !== null) throw new Error(\`\${name} could not be run: \${problem.message || 'the GPU has no room for its arrays'}\`);
  if (!staging) return output;
  await alive(state, mapped);
  const values = new outputType.kind(staging.getMappedRange(0, words(bytes)).slice(0, bytes));
  staging.unmap();
  state.staging.push(staging);
  return values;
}

/** Frees what is kept for a device; a later dispatch begins anew. */
export function release(device) {
  const state = kept.get(device);
  kept.delete(device);
  for (const buffer of [...(state?.buffers.values() ?? []), ...(state?.staging ?? [])]) buffer.destroy();
}

/** The sizes of a call, once its inputs are known to fit one another. */
function checked(inputs, given) {
  if (inputs === null || typeof inputs !== 'object') throw new TypeError(\`\${name} takes { \${parameters.map((parameter) => parameter.name).join(', ')} }; got \${described(inputs)}\`);
  for (const known of Object.keys(inputs)) {
    if (!parameters.some((parameter) => parameter.name === known)) throw new TypeError(\`\${name} takes no \${known}; it takes \${parameters.map((parameter) => parameter.name).join(', ')}\`);
  }
  const length = {};
  for (const parameter of parameters) {
    const value = inputs[parameter.name];
    checkType(parameter, value);
    length[parameter.name] = isBuffer(value) ? undefined : value.length;
  }
  const size = sizesFrom(length, given);
  for (const { name: parameter, rank, shape, shown } of parameters) {
    if (rank === 0 || length[parameter] === undefined) continue;
    const fitting = shape(size).reduce((product, each) => product * each, 1);
    if (length[parameter] !== fitting) throw new RangeError(\`\${parameter} has \${length[parameter]} values, but its shape \${shown} has \${fitting} with \${shownSizes(size)}\`);
  }
  for (const { parameter, least, end, shown } of ranges) if (!isBuffer(inputs[parameter])) checkRange(parameter, inputs[parameter], least, end(size), shown);
  for (const { parameter, end, shown } of bounds) if (!isBuffer(inputs[parameter])) checkBounds(parameter, inputs[parameter], end(size), shown);
  return size;
}

function checkType({ name: parameter, kind, bool, integer, rank }, value) {
  if (rank > 0) {
    if (!isBuffer(value) && !(value instanceof kind)) throw new TypeError(\`\${parameter} must be a flat \${kind.name} or a GPUBuffer; got \${described(value)}\`);
  } else if (bool ? value !== true && value !== false && value !== 0 && value !== 1 : typeof value !== 'number' || (integer && value !== (value | 0))) {
    throw new TypeError(\`\${parameter} must be \${bool ? 'true or false' : integer ? 'a whole number of 32 bits' : 'a number'}; got \${described(value)}\`);
  }
}

/** What a device and a launch of these sizes must have, in numbers. */
function checkLaunch({ limits, features, adapterInfo }, inputs, size, elements, groups, output) {
  for (const feature of requiredFeatures) if (!features.has(feature)) throw new Error(\`\${name} needs a device with the feature \${feature}: make it by requestDevice(adapter)\`);
  if (requiredFeatures.includes('subgroups') && !(adapterInfo?.subgroupMinSize === 32 && adapterInfo.subgroupMaxSize === 32)) {
    throw new Error(\`\${name} is written for subgroups of 32; this GPU's have \${adapterInfo?.subgroupMinSize ?? 'an unknown number'} to \${adapterInfo?.subgroupMaxSize ?? 'an unknown number'}\`);
  }
  const within = (what, wanted, limit) => {
    if (wanted > limits[limit]) throw new RangeError(\`\${what} \${wanted}; this device allows \${limits[limit]} (\${limit}): requestDevice(adapter) asks for all that the adapter has\`);
  };
  for (const [limit, wanted] of Object.entries(requiredLimits)) within(\`\${name} needs\`, wanted, limit);
  const arrays = parameters.filter(({ rank }) => rank > 0);
  groups.forEach((extent, at) => {
    if (!Number.isInteger(extent) || extent < 0) throw new RangeError(\`\${name} cannot be launched with \${shownSizes(size)}: \${extent} workgroups along \${'xyz'[at]} are no whole number\`);
    within(\`workgroups along \${'xyz'[at]}:\`, extent, 'maxComputeWorkgroupsPerDimension');
  });
  const lying = arrays.map(({ name: parameter, shape, bytes }) => ({ what: parameter, count: shape(size).reduce((product, each) => product * each, 1), bytes, value: inputs[parameter] }));
  for (const { what, count, bytes, value } of [...lying, { what: 'output', count: elements, bytes: outputType.bytes, value: output }]) {
    if (count > 2 ** 31 - 1) throw new RangeError(\`\${what} would have \${count} elements; WGSL finds places with 32 bits: at most 2147483647\`);
    within(\`bytes of \${what}:\`, bytes * count, 'maxBufferSize');
    within(\`bytes of \${what}:\`, bytes * count, 'maxStorageBufferBindingSize');
    if (value === undefined || (!isBuffer(value) && what !== 'output')) continue;
    if (!isBuffer(value)) throw new TypeError(\`output must be a GPUBuffer; got \${described(value)}\`);
    if ((value.usage & usage.storage) === 0) throw new TypeError(\`\${what} is a GPUBuffer without the usage STORAGE\`);
    if (value.size < wholeVectors(bytes * count)) throw new RangeError(\`\${what} is a GPUBuffer of \${value.size} bytes; \${wholeVectors(bytes * count)} are needed: \${bytes * count} in whole vectors of 16\`);
  }
}

function isBuffer(value) {
  return typeof value?.mapAsync === 'function' && typeof value.usage === 'number';
}

/** Shaders read vectors of 16 bytes, and writes and copies are of words. */
const wholeVectors = (bytes) => Math.max(16, 16 * Math.ceil(bytes / 16));
const words = (bytes) => 4 * Math.ceil(bytes / 4);

function stateOf(device) {
  const known = kept.get(device);
  if (known !== undefined) return known;
  const state = { pipeline: null, buffers: new Map(), staging: [], waiting: new Set(), lost: null };
  kept.set(device, state);
  state.pipeline = compiled(device).catch((thrown) => {
    kept.delete(device);
    throw thrown;
  });
  device.lost.then(({ message }) => {
    state.lost = \`the GPU device of \${name} was lost: \${message || 'no reason given'}\`;
    for (const reject of state.waiting) reject(new Error(state.lost));
  });
  return state;
}

/** Waits for the GPU, but no longer than the device lives: after a loss some promises never settle. */
function alive(state, pending) {
  if (state.lost !== null) return Promise.reject(new Error(state.lost));
  return new Promise((resolve, reject) => {
    state.waiting.add(reject);
    pending.then(resolve, reject).finally(() => state.waiting.delete(reject));
  });
}

async function compiled(device) {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ code: wgsl });
  const invalid = device.popErrorScope();
  const { messages } = await module.getCompilationInfo();
  const error = messages.find(({ type }) => type === 'error');
  const said = await invalid;
  if (error ?? said) throw new Error(\`the shader of \${name} does not compile here: \${error ? \`\${error.lineNum}:\${error.linePos} \${error.message}\` : said.message}\`);
  const arrays = parameters.filter(({ rank }) => rank > 0).length;
  const binding = (at, type) => ({ binding: at, visibility: 0x4, buffer: { type } });
  const layout = device.createBindGroupLayout({
    entries: [binding(0, 'uniform'), ...Array.from({ length: arrays }, (_, at) => binding(at + 1, 'read-only-storage')), binding(arrays + 1, 'storage')],
  });
  const pipeline = await device.createComputePipelineAsync({ layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }), compute: { module, entryPoint: entry } });
  return { pipeline, layout };
}

/** A kept buffer with room for so many bytes. One that is replaced lives until the GPU is done with it. */
function room(device, state, key, bytes, use) {
  const known = state.buffers.get(key);
  if (known !== undefined && known.size >= wholeVectors(bytes)) return known;
  known?.destroy();
  const made = device.createBuffer({ size: wholeVectors(bytes), usage: use });
  state.buffers.set(key, made);
  return made;
}

/** Writes are done in the order of calls, and before the launch that follows: so calls under way may share a buffer. */
function uploaded(device, state, { name: parameter, bytes, bool }, values) {
  const buffer = room(device, state, \`array \${parameter}\`, bytes * values.length, usage.storage | usage.copyDestination);
  let view = bool ? Uint32Array.from(values, (value) => (value === 0 ? 0 : 1)) : values;
  if (view.byteLength % 4 !== 0) {
    const padded = new Uint8Array(words(view.byteLength));
    padded.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    view = padded;
  }
  if (view.byteLength > 0) device.queue.writeBuffer(buffer, 0, view);
  return buffer;
}

function uniformBuffer(device, state, size, inputs) {
  const values = uniforms(size, inputs);
  const buffer = room(device, state, 'uniforms', 4 * values.length, usage.uniform | usage.copyDestination);
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach(([set, value], at) => view[set](4 * at, Number(value), true));
  if (values.length > 0) device.queue.writeBuffer(buffer, 0, new Uint8Array(view.buffer));
  return buffer;
}

/** Where an output is read from: one a call under way. */
function stagingBuffer(device, state, bytes) {
  const at = state.staging.findIndex((buffer) => buffer.size >= words(bytes));
  if (at >= 0) return state.staging.splice(at, 1)[0];
  for (const buffer of state.staging.splice(0)) buffer.destroy();
  return device.createBuffer({ size: wholeVectors(bytes), usage: usage.mapRead | usage.copyDestination });
}
`;
